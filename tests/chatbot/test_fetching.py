"""A page that somebody names is fetched from outside only, within its size and time."""

import gzip
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest

from chatbot import fetching
from chatbot.fetching import Unfetchable, fetch_page
from conversations import addresses

OUTSIDE = "127.0.0.2"  # where the test's world outside is
HTML = b"<h1>Boleto</h1><p>No portal.</p>"
ask_resolver = socket.getaddrinfo


class World:
    """What the names lead to, in turn, and what the server does at each path."""

    def __init__(self):
        self.names = {}
        self.asked = []
        self.seen = []
        self.paths = {"/": answer(HTML)}
        self.port = 0

    def resolve(self, host, *args, **kwargs):
        if host not in self.names:
            return ask_resolver(host, *args, **kwargs)
        self.asked.append(host)
        answers = self.names[host]
        address = answers.pop(0) if len(answers) > 1 else answers[0]
        return ask_resolver(address, *args, **kwargs)

    def url(self, path="/", host="ajuda.example"):
        return f"http://{host}:{self.port}{path}"


def answer(body=b"", *, status=200, kind="text/html; charset=utf-8", **headers):
    def act(handler):
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return act


def endless(handler):
    answer()(handler)
    with suppress(OSError):
        while True:
            handler.wfile.write(b"x" * 65536)


def drip(handler):
    answer()(handler)
    with suppress(OSError):
        for _ in range(200):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)


def drip_headers(handler):
    with suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(200):
            handler.wfile.write(b"X-%d: y\r\n" % number)
            handler.wfile.flush()
            time.sleep(0.05)


@pytest.fixture
def world(monkeypatch):
    made = World()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            made.seen.append((self.path, dict(self.headers)))
            made.paths[self.path](self)

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
    server.daemon_threads = True
    made.port = server.server_port
    made.names = {"ajuda.example": [OUTSIDE]}
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    is_outside = addresses.is_outside
    monkeypatch.setattr(addresses, "is_outside", lambda ip: ip == ip_address(OUTSIDE) or is_outside(ip))
    monkeypatch.setattr(socket, "getaddrinfo", made.resolve)
    yield made
    server.shutdown()
    server.server_close()


def refusal(address):
    with pytest.raises(Unfetchable) as caught:
        fetch_page(address)
    assert caught.value.attr == "url"
    return caught.value.code


def test_a_page_is_fetched_under_its_own_name(world):
    page = fetch_page(world.url() + "#part")
    assert (page.content, page.ending, page.charset) == (HTML, ".html", "utf-8")
    path, headers = world.seen[0]
    assert (path, headers["Host"]) == ("/", f"ajuda.example:{world.port}")
    assert not {"Cookie", "Authorization"} & set(headers)


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("text/markdown", ".md"), ("text/csv", ".csv"), ("application/pdf", ".pdf"), ("text/plain", ".txt")],
)
def test_files_are_fetched_likewise(world, kind, ending):
    world.paths["/f"] = answer(b"x", kind=kind)
    assert fetch_page(world.url("/f")).ending == ending


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001", "169.254.169.254", "10.1.2.3", "[::ffff:7f00:1]"],
)
def test_inside_is_never_called(world, host):
    assert refusal(world.url(host=host)) == "address_refused"
    assert not world.seen


@pytest.mark.parametrize("host", ["127.0.0.1:{}", "169.254.169.254", "metadata.example", "[::1]:{}"])
def test_a_redirect_inside_is_not_followed(world, host):
    world.names["metadata.example"] = ["169.254.169.254"]
    world.paths["/"] = answer(status=302, Location=f"http://{host.format(world.port)}/secret")
    assert refusal(world.url()) == "address_refused"
    assert [path for path, _ in world.seen] == ["/"]


def test_a_name_is_asked_for_once_and_its_checked_address_is_called(world):
    """A name that leads outside when it is checked, and inside a moment later."""
    world.names["ajuda.example"] = [OUTSIDE, "127.0.0.1"]
    assert fetch_page(world.url()).content == HTML
    assert world.asked == ["ajuda.example"]


def test_a_name_that_turns_inside_between_two_redirects_is_refused(world):
    world.names["ajuda.example"] = [OUTSIDE, "127.0.0.1"]
    world.paths["/"] = answer(status=301, Location="/next")
    world.paths["/next"] = answer(b"secret")
    assert refusal(world.url()) == "address_refused"
    assert [path for path, _ in world.seen] == ["/"]


def test_a_few_redirects_are_followed_and_no_more(world):
    for number in range(7):
        world.paths[f"/{number}"] = answer(status=307, Location=f"/{number + 1}")
    world.paths["/2"] = answer(HTML)
    assert fetch_page(world.url("/0")).address == world.url("/2")
    world.paths["/2"] = answer(status=307, Location="/3")
    assert refusal(world.url("/0")) == "too_many_redirects"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "faq",
        "ftp://ajuda.example/",
        "file:///etc/passwd",
        "http://",
        "http://user:pw@ajuda.example/",
        "http://a:99999/",
        "http://[::1",
        "gopher://127.0.0.1:6379/_x",
        "http://ajuda.example/" + "x" * 2000,
    ],
)
def test_what_is_no_address_of_a_page_is_refused(world, address):
    assert refusal(address) == "bad_address"


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://ajuda.example/", "http://u:p@ajuda.example/"])
def test_nor_is_it_followed_there(world, to):
    world.paths["/"] = answer(status=302, Location=to)
    assert refusal(world.url()) == "bad_address"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (answer(b"x", kind="image/png"), "wrong_type"),
        (answer(b"x", kind="application/octet-stream"), "wrong_type"),
        (answer(b"x", Content_Encoding="br"), "wrong_type"),
        (answer(b"no gzip", Content_Encoding="gzip"), "not_reached"),
        (answer(b"x", status=404), "refused"),
        (answer(b"x", status=500), "refused"),
        (answer(status=302), "refused"),
        (endless, "too_large"),
    ],
)
def test_what_is_no_page_is_refused(world, act, code):
    world.paths["/"] = act
    assert refusal(world.url()) == code


def test_what_is_compressed_unfolds_to_its_limit_only(world):
    world.paths["/"] = answer(gzip.compress(HTML), Content_Encoding="gzip")
    assert fetch_page(world.url()).content == HTML
    world.paths["/"] = answer(gzip.compress(b"\0" * 200_000_000), Content_Encoding="gzip")
    assert refusal(world.url()) == "too_large"


@pytest.mark.parametrize("act", [drip, drip_headers, lambda handler: time.sleep(8)])
def test_a_server_that_takes_its_time_holds_nobody(world, monkeypatch, act):
    monkeypatch.setattr(fetching, "SECONDS", 0.6)
    world.paths["/"] = act
    began = time.monotonic()
    assert refusal(world.url()) == "too_slow"
    assert time.monotonic() - began < 5


def test_a_connection_that_stands_only_after_the_end_is_ended_at_once():
    ours, theirs = socket.socketpair()
    deadline = fetching.Deadline(time.monotonic())
    deadline.end()
    deadline.watch("connection.connect_tcp.complete", {"return_value": Stream(ours)})
    theirs.settimeout(5)
    assert theirs.recv(1) == b""


class Stream:
    """As httpx tells of a connection."""

    def __init__(self, connection):
        self.connection = connection

    def get_extra_info(self, _name):
        return self.connection


def test_a_resolver_that_takes_its_time_holds_nobody(world, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: time.sleep(8))
    began = time.monotonic()
    assert refusal(world.url()) == "too_slow"
    assert time.monotonic() - began < 6


def test_where_nobody_listens(world):
    assert refusal(f"http://ajuda.example:{free_port()}/") == "not_reached"


def test_an_intranet_may_be_allowed_but_never_the_next_cable(world, settings):
    settings.KNOWLEDGE_ALLOW_PRIVATE = True
    assert fetch_page(world.url(host="127.0.0.1")).content == HTML
    assert refusal("http://169.254.169.254/latest/meta-data/") == "address_refused"


def free_port():
    with socket.socket() as one:
        one.bind((OUTSIDE, 0))
        return one.getsockname()[1]
