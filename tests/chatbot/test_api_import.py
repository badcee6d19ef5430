"""POST /api/v1/knowledge/import."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chatbot.fetching import Page
from chatbot.importing import types
from chatbot.models import Article, ProposedChange
from chatbot.services import import_sources
from chatbot.services.articles import save_article

pytestmark = pytest.mark.django_db
URL = "/api/v1/knowledge/import"
FAQ = "# Boleto\nNo portal.\n# Wi-Fi\nReinicie.\n# " + "x" * 161 + "\ny\n"


def post(client, content=FAQ, name="faq.md", **fields):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(URL, {"file": file, **fields}, format="multipart")


def test_a_dry_run_tells_and_does_nothing(api, charlie):
    answer = post(api(charlie), dry_run=True).json()
    assert answer["dry_run"] is True and answer["source"] == "faq.md"
    assert answer["counts"] == {"new": 2, "changed": 0, "same": 0, "waiting": 0, "invalid": 1, "imported": 0}
    assert [row["line"] for row in answer["articles"]] == [1, 3, 5]
    assert answer["articles"][2]["problems"][0]["field"] == "title"
    assert not Article.objects.exists()


def test_chosen_ones_are_imported_as_drafts(api, charlie, support):
    client = api(charlie)
    key = post(client, dry_run=True).json()["articles"][1]["key"]
    answer = post(client, only=[key], team=support.pk, language="pt-br").json()
    article = Article.objects.get()
    assert (article.title, article.status, article.team, article.source) == ("Wi-Fi", "draft", support, "faq.md")
    assert [row["is_imported"] for row in answer["articles"]] == [False, True, False]
    assert answer["articles"][1]["article"] == article.pk


def test_agents_and_strangers_are_refused(api, alice, robo):
    assert [post(client).status_code for client in (api(alice), api(robo), api())] == [403, 403, 401]
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        ("", "a.md", "empty"),
        (b"\x00\x01", "a.md", "binary"),
        ("x", "a.exe", "unknown_type"),
        ("a", "a.csv", "no_header"),
    ],
)
def test_what_cannot_be_read_is_refused(api, charlie, content, name, code):
    answer = post(api(charlie), content, name)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)
    assert answer.json()["errors"][0]["attr"] == "file"


def test_a_file_that_is_too_large_is_refused(api, charlie, monkeypatch):
    monkeypatch.setattr("chatbot.services.import_sources.MAX_BYTES", 10)
    assert post(api(charlie)).status_code == 413
    assert types.MAX_BYTES == 10_000_000


def test_a_proposed_change_is_read_and_decided(api, charlie, alice):
    article = save_article(Article(), by=charlie, title="Boleto", content="Ligue.", status="approved")
    client, row = api(charlie), f"/api/v1/knowledge/{article.pk}"
    assert client.get(row).json()["proposed_change"] is None
    post(client)
    change = client.get(row).json()["proposed_change"]
    assert (change["content"], change["source"]) == ("No portal.", "faq.md")
    assert api(alice).post(f"{row}/accept-change", {"digest": change["digest"]}).status_code == 403
    assert client.post(f"{row}/accept-change", {"digest": "other"}).status_code == 409
    answer = client.post(f"{row}/accept-change", {"digest": change["digest"]})
    assert (answer.status_code, answer.json()["content"], answer.json()["proposed_change"]) == (
        200,
        "No portal.",
        None,
    )
    assert client.post(f"{row}/dismiss-change", {"digest": "any"}).status_code == 404


def test_a_proposed_change_is_dismissed(api, charlie):
    article = save_article(Article(), by=charlie, title="Boleto", content="Ligue.")
    client = api(charlie)
    row = f"/api/v1/knowledge/{article.pk}"
    post(client)
    seen = client.get(row).json()["proposed_change"]["digest"]
    post(client, "# Boleto\nNo app.\n")
    refused = client.post(f"{row}/dismiss-change", {"digest": seen})
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (409, "digest")
    assert client.post(f"{row}/dismiss-change").json()["errors"][0]["code"] == "required"
    newest = client.get(row).json()["proposed_change"]["digest"]
    assert client.post(f"{row}/dismiss-change", {"digest": newest}).status_code == 204
    assert not ProposedChange.objects.exists()


def test_the_list_costs_no_query_an_article(api, charlie, django_assert_max_num_queries):
    client = api(charlie)
    post(client, "".join(f"# {n}\nx\n" for n in range(30)))
    post(client, "".join(f"# {n}\ny\n" for n in range(30)))
    with django_assert_max_num_queries(5):
        rows = client.get("/api/v1/knowledge").json()["articles"]
    assert sum(row["proposed_change"] is not None for row in rows) == 30


@pytest.fixture
def pages(monkeypatch):
    """What stands at each address, without a network."""
    known = {
        "https://techisp.example/ajuda": Page("https://techisp.example/faq", b"<h1>Boleto</h1>No portal.", ".html")
    }
    monkeypatch.setattr(import_sources, "fetch_page", lambda address: known[address])
    return known


def test_a_page_is_imported_by_its_address(api, charlie, pages):
    answer = api(charlie).post(URL, {"url": "https://techisp.example/ajuda", "language": "en"})
    assert answer.status_code == 200, answer.content
    article = Article.objects.get()
    assert (article.title, article.content, article.language) == ("Boleto", "No portal.", "en")
    assert article.source == "https://techisp.example/faq"


@pytest.mark.parametrize(
    ("ending", "content"), [(".csv", b"title,body\nBoleto,No portal."), (".md", b"# Boleto\nNo portal.")]
)
def test_a_file_is_imported_by_its_address(api, charlie, pages, ending, content):
    pages["https://x.example/f"] = Page("https://x.example/f", content, ending)
    assert api(charlie).post(URL, {"url": "https://x.example/f"}).json()["counts"]["imported"] == 1


@pytest.mark.parametrize(("path", "title"), [("%00", "x.example"), ("a%00b%0A.txt", "ab"), ("%C3%A1gua.txt", "água")])
def test_a_page_without_a_heading_is_named_by_its_address(api, charlie, pages, path, title):
    pages["https://x.example/f"] = Page(f"https://x.example/{path}", b"Reinicie o modem.", ".txt")
    answer = api(charlie).post(URL, {"url": "https://x.example/f"})
    assert answer.status_code == 200, answer.content
    assert Article.objects.get().title == title


def test_an_address_inside_is_refused(api, charlie, alice):
    answer = api(charlie).post(URL, {"url": "http://127.0.0.1:1/"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "address_refused")
    assert api(alice).post(URL, {"url": "http://127.0.0.1:1/"}).status_code == 403


def test_either_a_file_or_an_address(api, charlie):
    assert [post(api(charlie), url="https://x.example").status_code, api(charlie).post(URL, {}).status_code] == [
        400,
        400,
    ]
