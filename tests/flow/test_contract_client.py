"""The outside interface, call by call, as a client meets it."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from tests.flow.client import ATENDENTE, JOAO, SUPERVISOR, Client, Json, Phone, Socket, error_of
from tests.flow.system import System, until

pytestmark = pytest.mark.flow
MESSAGES = f"/conversations/{JOAO}/messages"
STATUSES = ("bot", "queue", "in_progress", "waiting", "closed")


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, "PNG")
    return made.getvalue()


PNG = picture()


@pytest.fixture(scope="module")
def ana(shared_system: System) -> Client:
    return Client(shared_system, *ATENDENTE)


@pytest.fixture(scope="module")
def supervisor(shared_system: System) -> Client:
    return Client(shared_system, *SUPERVISOR)


@pytest.fixture(scope="module")
def bruno(shared_system: System) -> Client:
    """In Suporte, as Ana is."""
    return Client(shared_system, "bruno.carvalho@empresa.com")


@pytest.fixture(scope="module")
def diego(shared_system: System) -> Client:
    """In Comercial only."""
    return Client(shared_system, "diego.martins@empresa.com")


@pytest.fixture(autouse=True)
def joao_is_anas(supervisor: Client, ana: Client) -> None:
    """Every test begins with João's conversation open and in Ana's hands."""
    if supervisor.conversation(JOAO)["status"] == "closed":
        supervisor.post(f"/conversations/{JOAO}/reopen")
    supervisor.post(f"/conversations/{JOAO}/transfer", {"to_team_id": team_id(supervisor, "Suporte")})
    supervisor.post(f"/conversations/{JOAO}/transfer", {"to_agent_id": ana.id})


def team_id(client: Client, name: str) -> int:
    return next(int(team["id"]) for team in client.get("/teams")["teams"] if team["name"] == name)


# Sessions


def test_login_answers_as_described(ana: Client) -> None:
    assert (ana.session["token_type"], ana.session["expires_in"]) == ("Bearer", 86400)
    assert ana.session["user"]["email"] == ana.get("/auth/me")["email"] == ATENDENTE[0]


@pytest.mark.parametrize("credentials", [("atendente@empresa.com", "errada"), ("ninguem@empresa.com", "senha123")])
def test_a_wrong_login_is_refused(shared_system: System, credentials: tuple[str, str]) -> None:
    email, password = credentials
    answer = shared_system.http.post("/api/v1/auth/login", json={"email": email, "password": password})
    error_of(answer, 401)
    assert "WWW-Authenticate" in answer.headers


def test_the_old_token_works_a_moment_after_a_refresh_and_none_after_logout(shared_system: System) -> None:
    client = Client(shared_system, *ATENDENTE)
    old = client.token
    client.use(client.post("/auth/refresh")["access_token"])
    assert client.token != old
    stale = {"Authorization": f"Bearer {old}"}
    assert client.http.get("/auth/me", headers=stale).status_code == 200
    with client.socket() as socket, client.socket("/api/v1/ws/chat") as other:
        client.call("POST", "/auth/logout", expect=204)
        assert (socket.close_code(5), other.close_code(5)) == (4401, 4401)
    error_of(client.http.get("/auth/me"), 401)
    error_of(client.http.get("/auth/me", headers=stale), 401)


@pytest.mark.parametrize(
    "query", ["", "?token=", "?token=nonsense", "?token=%00", "?token=%C3%A9", "?token=a&token=b"]
)
def test_a_socket_without_a_good_token_is_closed_with_4401(shared_system: System, query: str) -> None:
    with Socket(f"ws://127.0.0.1:{shared_system.port}/ws/chat{query}") as socket:
        assert socket.close_code(5) == 4401


def test_a_socket_takes_the_header_too(shared_system: System, ana: Client) -> None:
    headers = {"Authorization": f"Bearer {ana.token}"}
    with Socket(f"ws://127.0.0.1:{shared_system.port}/ws/chat", additional_headers=headers) as socket:
        socket.send(type="ping")
        socket.wait_for("pong")


# Lists


@pytest.mark.parametrize("status", STATUSES)
def test_conversations_by_status(supervisor: Client, status: str) -> None:
    found = supervisor.get("/conversations", status=status, limit=200)["conversations"]
    assert found
    assert {one["status"] for one in found} == {status}


def test_conversations_by_the_other_filters(ana: Client) -> None:
    team = team_id(ana, "Suporte")
    label = ana.conversation(JOAO)["labels"][0]
    filters: list[Json] = [
        {"assigned_to": "me"},
        {"assigned_to": ana.id},
        {"team": team},
        {"label": label["id"]},
        {"phone": "+5511999999999"},
        {"q": "joão silva"},
        {"q": "5511999999999"},
        {"q": "não aparece essa rede"},
        {"status": "in_progress", "assigned_to": "me", "phone": "+5511999999999"},
    ]
    for query in filters:
        found = ana.get("/conversations", limit=200, **query)["conversations"]
        assert JOAO in [one["id"] for one in found], query
    assert ana.get("/conversations", q="nobody writes this")["conversations"] == []
    assert {c["assigned_to"]["id"] for c in ana.get("/conversations", assigned_to="me")["conversations"]} == {ana.id}


def test_pages_follow_each_other_without_gap_or_double(supervisor: Client) -> None:
    whole = [one["id"] for one in supervisor.get("/conversations", status="closed", limit=200)["conversations"]]
    paged: list[str] = []
    query: Json = {"status": "closed", "limit": 7}
    while True:
        page = supervisor.get("/conversations", **query)
        paged += [one["id"] for one in page["conversations"]]
        if not page["next"]:
            break
        query["cursor"] = page["next"]
    assert paged == whole
    assert len(set(paged)) == len(paged)


def test_the_queue_has_the_most_urgent_first(supervisor: Client) -> None:
    ranks = {"urgent": 0, "high": 1, "normal": 2, "low": 3}
    queue = supervisor.get("/conversations", status="queue")["conversations"]
    assert len(queue) >= 2
    order = [(ranks[one["priority"]], one["queued_at"]) for one in queue]
    assert order == sorted(order)


# João's conversation


def test_the_demo_conversation(ana: Client) -> None:
    found = ana.conversation(JOAO)
    customer = found["customer"]
    assert (customer["name"], customer["phone"]) == ("João Silva", "+5511999999999")
    assert (customer["plan"], customer["since"]) == ("Fibra 100 Mbps", "2024-01-15")
    assert found["window_expires_at"] > time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
    assert found["protocol"].isdigit()
    assert found["channel"] == "whatsapp"
    times = [message["created_at"] for message in found["messages"]]
    assert times == sorted(times)
    assert found["last_message"]["id"] == found["messages"][-1]["id"]
    assert ana.get(f"/conversations/{JOAO}/")["id"] == JOAO


def test_older_and_newer_messages(ana: Client) -> None:
    ids = [message["id"] for message in ana.conversation(JOAO)["messages"]]
    older = ana.get(MESSAGES, before=ids[5], limit=3)["messages"]
    assert [message["id"] for message in older] == ids[2:5]
    newer = ana.get(MESSAGES, after=ids[-4])["messages"]
    assert [message["id"] for message in newer] == ids[-3:]


def test_an_answer_rises_from_queued_to_delivered(shared_system: System, ana: Client) -> None:
    with ana.socket() as socket:
        sent = ana.post(MESSAGES, {"content": "Tudo certo por aí?"}, expect=201)
        assert (sent["status"], sent["direction"], sent["type"]) == ("queued", "outgoing", "text")
        assert sent["author"]["kind"] == "agent"
        for status in ("sent", "delivered"):
            socket.wait_for("message_status", message_id=sent["id"], status=status, conversation_id=JOAO)
        order = [e["status"] for e in socket.of("message_status", JOAO) if e["message_id"] == sent["id"]]
        assert order == ["sent", "delivered"]
        assert len([e for e in socket.of("new_message", JOAO) if e["message"]["id"] == sent["id"]]) == 1
    assert ana.message(JOAO, sent["id"])["status"] == "delivered"
    assert Phone(shared_system, "+5511999999999").received()[-1] == "Tudo certo por aí?"


def test_a_note_is_never_sent(shared_system: System, ana: Client) -> None:
    phone = Phone(shared_system, "+5511999999999")
    before = len(phone.received())
    note = ana.post(MESSAGES, {"content": "cliente irritado", "note": True}, expect=201)
    after = ana.post(MESSAGES, {"content": "depois da nota"}, expect=201)
    phone.wait_for("depois da nota")
    assert phone.received()[before:] == ["depois da nota"]
    assert note["content"] == "cliente irritado"
    assert ana.message(JOAO, after["id"])["content"] == "depois da nota"


def test_media_by_link_and_by_upload_and_a_reply(shared_system: System, ana: Client) -> None:
    link = {"url": f"http://127.0.0.1:{shared_system.port}/static/x.png", "caption": "Seu boleto"}
    linked = ana.post(MESSAGES, {"type": "image", "content": link}, expect=201)
    assert (linked["content"], linked["media"]["url"]) == ("Seu boleto", link["url"])
    answer = ana.http.post(
        MESSAGES, files={"file": ("foto.png", PNG, "image/png")}, data={"type": "image", "content": "A foto"}
    )
    assert answer.status_code == 201, answer.text
    uploaded = answer.json()
    assert uploaded["content"] == "A foto"
    assert ana.http.get(f"http://127.0.0.1:{shared_system.port}{uploaded['media']['url']}").content == PNG
    reply = ana.post(MESSAGES, {"content": "sobre a foto", "reply_to": uploaded["id"]}, expect=201)
    assert reply["reply_to"] == uploaded["id"]
    for one in (linked, uploaded, reply):
        until(lambda one=one: ana.message(JOAO, one["id"])["status"] == "delivered", 15, f"{one['type']} delivered")
    last = Phone(shared_system, "+5511999999999").messages()[-3:]
    assert [message["type"] for message in last] == ["image", "image", "text"]
    assert last[2]["quoted"]


def test_transfer_close_reopen(ana: Client, bruno: Client, diego: Client) -> None:
    path = f"/conversations/{JOAO}"
    given = ana.post(f"{path}/transfer", {"to_agent_id": bruno.id, "reason": "férias"})
    assert given["assigned_to"]["id"] == bruno.id
    error_of(ana.http.post(f"{path}/messages", json={"content": "ainda eu"}), 409)
    error_of(diego.http.get(path), 404)
    team = team_id(bruno, "Comercial")
    queued = bruno.post(f"{path}/transfer", {"to_team_id": team, "reason": "quer outro plano"})
    assert (queued["status"], queued["assigned_to"], queued["team"]["id"]) == ("queue", None, team)
    error_of(bruno.http.get(path), 404)
    diego.post(f"{path}/messages", {"content": "Oi, aqui é do Comercial"}, expect=201)
    assert diego.conversation(JOAO)["assigned_to"]["id"] == diego.id
    closed = diego.post(f"{path}/close", {"resolution": "unresolved", "notes": "pensando"})
    assert (closed["status"], closed["resolution"], closed["notes"]) == ("closed", "unresolved", "pensando")
    assert closed["closed_at"]
    error_of(diego.http.post(f"{path}/close", json={}), 409)
    error_of(diego.http.post(f"{path}/messages", json={"content": "fechada"}), 409)
    reopened = diego.post(f"{path}/reopen")
    assert (reopened["status"], reopened["closed_at"], reopened["resolution"]) == ("in_progress", None, None)
    error_of(diego.http.post(f"{path}/reopen"), 409)
    error_of(diego.http.post(f"{path}/transfer", json={}), 400)


def test_assign_labels_priority(ana: Client, supervisor: Client, bruno: Client) -> None:
    path = f"/conversations/{JOAO}"
    assert supervisor.post(f"{path}/assign", {"agent_id": bruno.id})["assigned_to"]["id"] == bruno.id
    error_of(ana.http.post(f"{path}/assign", json={}), 409)
    labels = [one["id"] for one in ana.get("/labels")["labels"]][:2]
    before = [one["id"] for one in ana.conversation(JOAO)["labels"]]
    found = ana.post(f"{path}/labels", {"labels": labels})["labels"]
    assert sorted(one["id"] for one in found) == sorted(labels)
    ana.post(f"{path}/labels", {"labels": before})
    assert ana.post(f"{path}/priority", {"priority": "high"})["priority"] == "high"
    assert ana.post(f"{path}/priority", {"priority": "normal"})["priority"] == "normal"


def test_of_two_who_answer_the_queue_at_once_one_gets_it(shared_system: System, ana: Client, diego: Client) -> None:
    # Into a team whose queue nobody is given automatically.
    ana.post(f"/conversations/{JOAO}/transfer", {"to_team_id": team_id(ana, "Comercial")})

    def answer(client: Client) -> httpx.Response:
        return client.http.post(MESSAGES, json={"content": f"Olá, sou {client.id}"})

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(answer, (ana, diego)))
    assert sorted(one.status_code for one in answers) == [201, 409]
    winner, loser = (ana, diego) if answers[0].status_code == 201 else (diego, ana)
    found = ana.conversation(JOAO)
    assert (found["status"], found["assigned_to"]["id"]) == ("in_progress", winner.id)
    phone = Phone(shared_system, "+5511999999999")
    phone.wait_for(f"Olá, sou {winner.id}")
    assert f"Olá, sou {loser.id}" not in phone.received()


# WhatsApp


def test_send(shared_system: System, ana: Client) -> None:
    to = "+5511999999999"
    accepted = ana.post("/whatsapp/send", {"to": to, "type": "text", "content": "pelo send"}, expect=202)
    assert set(accepted) >= {"message_id", "conversation_id", "status"}
    assert (accepted["conversation_id"], accepted["status"]) == (JOAO, "queued")
    content = {"url": "https://empresa.com.br/boleto.png", "caption": "Seu boleto"}
    image = ana.post("/whatsapp/send", {"to": "55 11 99999-9999", "type": "image", "content": content}, expect=202)
    until(lambda: ana.message(JOAO, image["message_id"])["status"] == "delivered", 15, "the image")
    assert Phone(shared_system, to).messages()[-1]["content"]["caption"] == "Seu boleto"


def test_outside_the_window_nothing_is_sent(shared_system: System, supervisor: Client) -> None:
    to = "+5511944440000"
    answer = supervisor.http.post("/whatsapp/send", json={"to": to, "type": "text", "content": "oi"})
    error_of(answer, 409, "window_closed")
    shut = next(
        one for one in supervisor.get("/conversations", limit=200)["conversations"]
        if one["window_expires_at"] and one["window_expires_at"] < time.strftime("%Y-%m-%dT%H", time.gmtime())
        and one["status"] != "closed"
    )  # fmt: skip
    error_of(
        supervisor.http.post(f"/conversations/{shut['id']}/messages", json={"content": "oi"}), 409, "window_closed"
    )
    assert Phone(shared_system, to).messages() == []


# The chatbot


def test_asking_the_chatbot_sends_nothing(shared_system: System, ana: Client) -> None:
    phone = Phone(shared_system, "+5511999999999")
    before = len(phone.messages())
    body = {"conversation_id": JOAO, "message": "como pego a segunda via do boleto?", "context": {"plan": "Fibra"}}
    answer = ana.post("/chatbot/message", body)
    assert answer["response"]
    assert answer["intent"]
    assert 0.5 < answer["confidence"] <= 1
    assert answer["should_transfer"] is False
    assert [source["title"] for source in answer["sources"]] == ["Sistema do provedor"]
    assert ana.post("/chatbot/message", {**body, "message": "quero um atendente humano"})["should_transfer"] is True
    assert len(phone.messages()) == before


def test_escalate(shared_system: System, ana: Client) -> None:
    phone = Phone(shared_system, "+5511955552222")
    phone.write("oi")
    until(phone.received, 15, "the greeting")
    with_bot = phone.conversation(ana)["id"]
    answer = ana.post("/chatbot/escalate", {"conversation_id": with_bot, "reason": "cliente pediu"})
    assert (answer["conversation_id"], answer["status"]) == (with_bot, "queue")
    assert answer["position"] >= 1
    assert ana.conversation(with_bot)["status"] in ("queue", "in_progress")  # the latter if somebody is online
    ana.post(f"/conversations/{with_bot}/close", {})


# Numbers and lists of things


def test_dashboards(ana: Client, supervisor: Client) -> None:
    for client in (ana, supervisor):
        metrics = client.get("/dashboard/metrics")
        assert set(metrics["conversations"]) >= {"active", "in_queue", "with_bot", "opened_today", "closed_today"}
        assert set(metrics["agents"]) == {"online", "away", "offline"}
        names = {"response", "first_response", "queue", "resolution"}
        assert {f"avg_{name}_time_seconds" for name in names} <= set(metrics["performance"])
        agents = client.get("/dashboard/agents")["agents"]
        shown = next(one for one in agents if one["email"] == ATENDENTE[0])
        assert {"id", "nome", "name", "email", "status", "current_conversations", "max_conversations"} <= set(shown)
        queue = client.get("/dashboard/queue")
        assert queue["size"] == len(queue["queue"]) >= 2
        longest = max(one["waiting_seconds"] for one in queue["queue"])
        assert abs(queue["oldest_waiting_seconds"] - longest) <= 1
        first = queue["queue"][0]
        assert {"conversation_id", "position", "waiting_seconds", "priority", "team", "customer"} <= set(first)


# path, what to make of it, what to change, the list's name
CATALOGUE: list[tuple[str, Json, Json, str]] = [
    ("/agents", {"name": "Nova", "email": "nova@empresa.com", "password": "Fr4nc1s.ca"}, {"name": "Novo"}, "agents"),
    ("/teams", {"name": "Ouvidoria"}, {"name": "Ouvidoria 2"}, "teams"),
    ("/labels", {"name": "Nova etiqueta", "color": "#112233"}, {"name": "Outra"}, "labels"),
    ("/canned-responses", {"shortcut": "tchau", "content": "Até logo!"}, {"content": "Até!"}, "canned_responses"),
    ("/knowledge", {"title": "Feriados", "content": "Fechamos nos feriados."}, {"title": "Feriado"}, "articles"),
    ("/webhooks", {"url": "https://8.8.8.8/hook", "events": ["message_received"]}, {"is_active": False}, "webhooks"),
]


@pytest.mark.parametrize(("path", "new", "change", "name"), CATALOGUE, ids=[row[0] for row in CATALOGUE])
def test_supervisors_keep_the_catalogue(
    supervisor: Client, ana: Client, path: str, new: Json, change: Json, name: str
) -> None:
    error_of(ana.http.post(path, json=new), 403)
    made = supervisor.post(path, new, expect=201)
    one = f"{path}/{made['id']}"
    assert made["id"] in [row["id"] for row in supervisor.get(path, limit=200)[name]]
    assert supervisor.get(one)["id"] == made["id"]
    changed = supervisor.call("PATCH", one, change, expect=200)
    assert {key: changed[key] for key in change} == change
    for method in ("PATCH", "DELETE"):
        error_of(ana.http.request(method, one, json=change), 403)
    supervisor.call("DELETE", one, expect=204)
    gone = supervisor.http.get(one)
    if path == "/agents":  # whoever did something stays on record
        assert gone.status_code == 404 or gone.json()["is_active"] is False
    else:
        error_of(gone, 404)


def test_customers_belong_to_everybody(ana: Client) -> None:
    made = ana.post("/customers", {"name": "Nova Cliente", "phone": "+5511933330000"}, expect=201)
    assert (
        ana.call("PATCH", f"/customers/{made['id']}", {"plan": "Fibra 1 Gbps"}, expect=200)["plan"] == "Fibra 1 Gbps"
    )
    assert ana.get("/customers", q="Nova Cliente")["customers"][0]["id"] == made["id"]
    again = ana.http.post("/customers", json={"name": "Outra", "phone": "+5511933330000"})
    assert again.status_code in (400, 409)
    error_of(again, again.status_code)


def test_campaigns_are_for_supervisors(supervisor: Client, ana: Client) -> None:
    error_of(ana.http.get("/campaigns"), 403)
    template = supervisor.get("/whatsapp/templates")["templates"][0]
    made = supervisor.post("/campaigns", {"name": "Natal", "template": template["id"]}, expect=201)
    one = f"/campaigns/{made['id']}"
    error_of(ana.http.get(one), 403)
    assert supervisor.call("PATCH", one, {"name": "Natal 2"}, expect=200)["name"] == "Natal 2"
    assert made["id"] in [row["id"] for row in supervisor.get("/campaigns")["campaigns"]]
    supervisor.call("DELETE", one, expect=204)
    error_of(supervisor.http.get(one), 404)


def test_description_docs_and_health(shared_system: System, ana: Client) -> None:
    schema = ana.http.get("/schema", headers={"Accept": "application/json"}).json()
    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/conversations/{conversation_id}/messages" in schema["paths"]
    assert "text/html" in shared_system.http.get("/api/v1/docs").headers["Content-Type"]
    health = httpx.get(f"http://127.0.0.1:{shared_system.port}/health").json()
    assert health["status"] == "healthy"
    assert {"database", "redis", "worker", "whatsapp"} <= set(health["services"])
    assert set(health["services"].values()) <= {"healthy", "degraded", "unhealthy"}


# What is wrong


def test_a_trailing_slash_works_for_everything(shared_system: System, ana: Client) -> None:
    for path in ("/auth/me/", "/conversations/", f"{MESSAGES}/", "/labels/", "/dashboard/metrics/", "/schema/"):
        assert ana.http.get(path).status_code == 200, path
    sent = ana.http.post(f"{MESSAGES}/", json={"content": "com barra"})
    assert sent.status_code == 201
    login = {"email": ATENDENTE[0], "password": ATENDENTE[1]}
    assert shared_system.http.post("/api/v1/auth/login/", json=login).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Token x"}])
def test_without_a_token(shared_system: System, headers: dict[str, str]) -> None:
    for path in ("/conversations", "/auth/me", "/dashboard/metrics", "/agents", "/whatsapp/templates"):
        error_of(httpx.get(f"http://127.0.0.1:{shared_system.port}/api/v1{path}", headers=headers), 401)


WRONG: list[tuple[str, Json, str]] = [
    ("/auth/login", {"email": "x"}, "password"),
    (MESSAGES, {}, "content"),
    (MESSAGES, {"content": "  "}, "content"),
    (MESSAGES, {"content": 5}, "content"),
    (MESSAGES, {"content": "x" * 4097}, "content"),
    (MESSAGES, {"content": "a\0b"}, "content"),
    (MESSAGES, {"content": "x", "type": "fax"}, "type"),
    (MESSAGES, {"content": "x", "reply_to": 10**30}, "reply_to"),
    (MESSAGES, {"content": "x", "note": "talvez"}, "note"),
    (MESSAGES, {"type": "image", "content": {"caption": "x"}}, "content.url"),
    (MESSAGES, {"type": "image", "content": {"url": "javascript:alert(1)"}}, "content.url"),
    (f"/conversations/{JOAO}/transfer", {"to_agent_id": 10**30}, "to_agent_id"),
    (f"/conversations/{JOAO}/transfer", {"to_team_id": "x"}, "to_team_id"),
    (f"/conversations/{JOAO}/close", {"resolution": "xx"}, "resolution"),
    (f"/conversations/{JOAO}/labels", {"labels": "x"}, "labels"),
    (f"/conversations/{JOAO}/priority", {"priority": "x"}, "priority"),
    ("/whatsapp/send", {"content": "x"}, "to"),
    ("/whatsapp/send", {"to": "abc", "content": "x"}, "to"),
    ("/whatsapp/send", {"to": "+5511999999999"}, "content"),
    ("/whatsapp/send-template", {"to": "+5511999999999"}, "template_name"),
    ("/chatbot/message", {"conversation_id": JOAO}, "message"),
    ("/chatbot/message", {"conversation_id": "x", "message": "oi"}, "conversation_id"),
    ("/chatbot/escalate", {}, "conversation_id"),
]


@pytest.mark.parametrize(("path", "body", "attr"), WRONG)
def test_bad_input_names_the_field(ana: Client, path: str, body: Json, attr: str) -> None:
    assert attr in [one["attr"] for one in error_of(ana.http.post(path, json=body), 400)]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "x"},
        {"assigned_to": "x"},
        {"team": "9" * 30},
        {"limit": "0"},
        {"limit": "-1"},
        {"limit": "x"},
        {"cursor": "x"},
        {"cursor": "WyIyMDI2Il0"},
        {"cursor": "\0"},
        {"q": "\0"},
        {"phone": "a\0"},
    ],
)
def test_a_bad_query_names_the_field(ana: Client, query: Json) -> None:
    errors = error_of(ana.http.get("/conversations", params=query), 400)
    assert [one["attr"] for one in errors] == list(query)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/conversations/abc", 404),
        ("GET", "/conversations/00000000-0000-4000-8000-000000000000", 404),
        ("GET", "/conversations/%00", 404),
        ("GET", f"/agents/{10**25}", 404),
        ("GET", "/customers/1", 404),
        ("GET", "/nada", 404),
        ("POST", "/nada", 404),
        ("DELETE", "/conversations", 405),
        ("GET", f"/conversations/{JOAO}/close", 405),
        ("GET", "/auth/login", 405),
        ("POST", "/dashboard/metrics", 405),
    ],
)
def test_what_is_not_there(ana: Client, method: str, path: str, status: int) -> None:
    error_of(ana.http.request(method, path, json={} if method == "POST" else None), status)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"null", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"content": NaN}', "application/json", 400),
        (b'{"content": "\\ud800"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"x", "text/plain", 415),
        (b"<a/>", "application/xml", 415),
        (b"x", "multipart/form-data", 400),
        (b'{"content": "' + b"x" * 30_000_000 + b'"}', "application/json", 413),
    ],
    ids=range(12),
)
def test_a_body_that_is_none(ana: Client, content: bytes, kind: str, status: int) -> None:
    error_of(ana.http.post(MESSAGES, content=content, headers={"Content-Type": kind}), status)


def test_too_large_a_file_is_refused(ana: Client) -> None:
    files: Any = {"file": ("foto.png", PNG + bytes(60 * 1024 * 1024), "image/png")}
    error_of(ana.http.post(MESSAGES, files=files, data={"type": "image"}), 413)


# The socket


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "hack"},
        {"type": 5},
        {},
        {"type": "send_message"},
        {"type": "send_message", "conversation_id": JOAO, "content": ""},
        {"type": "send_message", "conversation_id": JOAO, "content": "a\0"},
        {"type": "send_message", "conversation_id": JOAO, "content": "x", "message_type": "fax"},
        {"type": "send_message", "conversation_id": "x", "content": "x"},
        {"type": "join_conversation", "conversation_id": str(uuid4())},
        {"type": "join_conversation", "conversation_id": [1]},
        {"type": "typing_start"},
        {"type": "mark_read", "conversation_id": None},
        {"type": "set_status", "status": "sleeping"},
    ],
)
def test_a_frame_that_makes_no_sense_leaves_the_socket_open(ana: Client, frame: Json) -> None:
    with ana.socket() as socket:
        socket.send(**frame)
        error = socket.wait_for("error")
        assert error["code"]
        assert error["detail"]
        socket.send(type="ping")
        socket.wait_for("pong")


def test_writing_over_the_socket(shared_system: System, ana: Client) -> None:
    with ana.socket("/api/v1/ws/chat") as socket:
        socket.send(
            type="send_message", conversation_id=JOAO, content="pelo socket", message_type="text", client_id="c-77"
        )
        echo = socket.wait_for("new_message", conversation_id=JOAO, content="pelo socket")
        assert "c-77" in (echo.get("client_id"), echo["message"].get("client_id"))
        socket.wait_for("message_status", message_id=echo["message"]["id"], status="delivered")
    Phone(shared_system, "+5511999999999").wait_for("pelo socket")


def test_typing_is_seen_by_who_joined(ana: Client, supervisor: Client, diego: Client) -> None:
    with ana.socket() as one, supervisor.socket() as other, diego.socket() as outsider:
        for socket in (other, outsider):
            socket.send(type="join_conversation", conversation_id=JOAO)
        outsider.wait_for("error")
        other.send(type="ping")
        other.wait_for("pong")
        one.send(type="typing_start", conversation_id=JOAO)
        other.wait_for("agent_typing", conversation_id=JOAO, agent_id=ana.id)
        outsider.drain()
        assert [e for e in outsider.events if e.get("conversation_id") == JOAO and e["type"] != "error"] == []
