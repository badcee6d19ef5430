"""The supervisors' page for importing articles, and what they decide about proposed changes."""

import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chatbot.fetching import Page
from chatbot.models import Article, ProposedChange
from chatbot.services import import_sources
from chatbot.services.articles import save_article
from dashboard.differences import marked_changes

pytestmark = pytest.mark.django_db
FAQ = "# Boleto\nNo portal.\n# Wi-Fi\nReinicie.\n# Sem texto\n# " + "x" * 161 + "\ny\n"


def faq(content=FAQ):
    return SimpleUploadedFile("faq.md", content.encode())


@pytest.fixture
def approved(charlie):
    return save_article(Article(), by=charlie, title="Boleto", content="Ligue.", status="approved")


@pytest.fixture
def proposed(page, charlie, approved):
    client = page(charlie)
    client.post("/bot/import/take", {"file": faq(), "only": keys(client)})
    return ProposedChange.objects.get()


def keys(client, **fields):
    """Of what the preview shows."""
    html = client.post("/bot/import/preview", {"file": faq(), **fields}).content.decode()
    return re.findall(r'name="only" value="(\w+)"', html)


def test_only_for_supervisors(page, alice):
    client = page(alice)
    assert client.get("/bot/import").status_code == 404
    for act in ("import/preview", "import/take", "knowledge/accept-changes", "knowledge/1/accept-change"):
        assert client.post(f"/bot/{act}", {"file": faq()}).status_code == 404
    assert not Article.objects.exists()


def test_a_preview_shows_what_would_be_done_and_stores_nothing(page, charlie, approved):
    html = page(charlie).post("/bot/import/preview", {"file": faq()}).content.decode()
    assert [word in html for word in ("Wi-Fi", "Reinicie.", "Mudaria", "Novo", "Não pode ser importado")] == [True] * 5
    assert f"/bot/knowledge/{approved.pk}" in html
    assert html.count("checked>") == 2 + 1 and html.count("disabled>") == 1
    assert Article.objects.count() == 1 and not ProposedChange.objects.exists()


def test_the_chosen_ones_are_taken_with_language_and_team(page, charlie, support):
    client = page(charlie)
    wifi = keys(client, language="en")[1]
    answer = client.post(
        "/bot/import/take", {"file": faq(), "language": "en", "team": support.pk, "only": [wifi, "0" * 64]}
    )
    assert answer.status_code == 200, answer.content
    article = Article.objects.get()
    assert (article.title, article.language, article.team, article.status) == ("Wi-Fi", "en", support, "draft")
    assert "status=draft&amp;source=faq.md" in answer.content.decode()
    assert "1 foi deixado de fora" in answer.content.decode()


def test_nothing_chosen_is_told(page, charlie):
    answer = page(charlie).post("/bot/import/take", {"file": faq()})
    assert (answer.status_code, answer.json()["attr"]) == (400, "")


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({}, "file"),
        ({"url": " "}, "file"),
        ({"url": "ftp://x"}, "url"),
        ({"url": "http://127.0.0.1:1/"}, "url"),
        ({"url": "x" * 5000}, "url"),
    ],
)
def test_faults_stand_at_their_fields(page, charlie, fields, attr):
    answer = page(charlie).post("/bot/import/preview", fields)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)


def test_a_page_is_looked_at_by_its_address(page, charlie, monkeypatch):
    found = Page("https://x.example/ajuda", b"<h1>Boleto</h1>No portal.", ".html")
    monkeypatch.setattr(import_sources, "fetch_page", lambda _address: found)
    html = page(charlie).post("/bot/import/preview", {"url": "https://x.example"}).content.decode()
    assert "https://x.example/ajuda" in html and "Boleto" in html


def test_what_a_file_says_is_text_and_no_markup(page, charlie):
    html = page(charlie).post("/bot/import/preview", {"file": faq("# <script>x</script>\n<b>y")}).content.decode()
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_the_list_finds_imported_drafts_and_proposed_changes(page, charlie, proposed):
    client = page(charlie)
    drafts = client.get("/bot/knowledge?status=draft&source=faq.md").content.decode()
    assert "Wi-Fi" in drafts and "Boleto" not in drafts
    changes = client.get("/bot/knowledge?status=proposed&source=faq.md").content.decode()
    assert "Boleto" in changes and "Wi-Fi" not in changes
    assert "Mudança proposta" in changes
    assert "Boleto" not in client.get("/bot/knowledge?status=proposed&source=other").content.decode()


def test_a_list_with_changes_costs_no_query_an_article(page, charlie, proposed, django_assert_max_num_queries):
    client = page(charlie)
    made = Article.objects.bulk_create(Article(title=f"A {n}", content="x") for n in range(30))
    ProposedChange.objects.bulk_create(
        ProposedChange(article=article, content="y", digest=str(article.pk)) for article in made
    )
    with django_assert_max_num_queries(9):
        client.get("/bot/knowledge")


def test_a_change_is_shown_word_by_word_and_accepted(page, charlie, approved, proposed):
    client = page(charlie)
    shown = client.get(f"/bot/knowledge/{approved.pk}").content.decode()
    assert "<del>Ligue.</del><ins>No portal.</ins>" in shown
    assert client.post(f"/bot/knowledge/{approved.pk}/accept-change", {"digest": "old"}).status_code == 409
    answer = client.post(f"/bot/knowledge/{approved.pk}/accept-change", {"digest": proposed.digest})
    approved.refresh_from_db()
    assert (answer.status_code, approved.content, approved.status) == (200, "No portal.", "approved")


def test_a_change_is_dismissed(page, charlie, approved, proposed):
    client, address = page(charlie), f"/bot/knowledge/{approved.pk}/dismiss-change"
    assert (
        f'dismiss-change" hx-vals=\'{{"digest": "{proposed.digest}"}}\'' in client.get(address[:-15]).content.decode()
    )
    assert client.post(address, {"digest": "old"}).status_code == 409
    assert client.post(address, {"digest": proposed.digest}).status_code == 200
    assert not ProposedChange.objects.exists()


def test_several_changes_are_accepted_and_drafts_approved_at_once(page, charlie, approved, proposed):
    client = page(charlie)
    everything = list(Article.objects.values_list("pk", flat=True))
    assert client.post("/bot/knowledge/accept-changes", {"article": everything})["HX-Refresh"] == "true"
    assert client.post("/bot/knowledge/mark", {"article": everything, "status": "approved"})["HX-Refresh"] == "true"
    assert set(Article.objects.values_list("status", flat=True)) == {"approved"}


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a b c", "a x c", "a <del>b</del><ins>x</ins> c"),
        ("", "<b>", "<ins>&lt;b&gt;</ins>"),
        ("same", "same", "same"),
    ],
)
def test_changes_are_marked(before, after, shown):
    assert marked_changes(before, after) == shown


def test_a_text_that_says_the_same_over_and_over_keeps_nobody_waiting():
    """It took minutes."""
    began = time.process_time()
    shown = marked_changes("sim " * 1000, "sim não " * 500)
    assert time.process_time() - began < 5
    assert "<ins>" in shown and "<del>" in shown
    assert re.sub("<ins>.*?</ins>|</?del>", "", shown) == "sim " * 1000
