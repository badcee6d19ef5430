"""The supervisors' knowledge pages."""

import pytest
from django.db import IntegrityError

from chatbot.demo_knowledge import load_demo_knowledge
from chatbot.knowledge import find_candidates
from chatbot.models import Article
from dashboard.views import bot_articles

pytestmark = pytest.mark.django_db
FORM = {
    "title": "Geladeiras",
    "questions": "vendem geladeira\n\nvendem geladeira\ntem freezer?",
    "content": "Temos!",
    "intent": "prices",
    "language": "pt-br",
}


@pytest.fixture
def saved(page, charlie):
    answer = page(charlie).post("/bot/knowledge/save", {**FORM, "status": "approved"})
    assert answer.status_code == 200, answer.content
    return Article.objects.get(pk=answer["HX-Redirect"].split("/")[-1])


def test_only_for_supervisors(page, alice):
    client = page(alice)
    assert [client.get(f"/bot/knowledge{rest}").status_code for rest in ("", "/new")] == [404, 404]
    assert [client.post(f"/bot/knowledge/{act}", FORM).status_code for act in ("save", "mark", "try")] == [404] * 3


def test_an_article_is_written_approved_and_found(saved):
    assert saved.questions == ["vendem geladeira", "tem freezer?"]
    assert find_candidates("vocês vendem geladeira?")[0].title == "Geladeiras"


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_is_not_approved_is_not_found(page, charlie, saved, status):
    answer = page(charlie).post("/bot/knowledge/mark", {"article": [saved.pk], "status": status})
    assert answer["HX-Refresh"] == "true"
    assert find_candidates("vocês vendem geladeira?") == []
    assert [version.status for version in saved.versions.order_by("pk")] == ["approved", status]


def test_the_history_tells_which_key_an_article_had(page, charlie, saved):
    client = page(charlie)
    for key in ("geladeiras", ""):
        assert client.post(f"/bot/knowledge/{saved.pk}/save", {**FORM, "key": key}).status_code == 200
    assert list(saved.versions.order_by("pk").values_list("key", flat=True)) == ["", "geladeiras", ""]
    assert "geladeiras</span>" in client.get(f"/bot/knowledge/{saved.pk}").content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"content": ""}, "content"),
        ({"questions": "x" * 301}, "questions"),
        ({"questions": "\n".join(map(str, range(201)))}, "questions"),
    ],
)
def test_faults_stand_at_their_fields(page, charlie, change, field):
    answer = page(charlie).post("/bot/knowledge/save", {**FORM, **change})
    assert (answer.status_code, answer.json()["attr"]) == (400, field)


def test_a_title_stands_once_in_a_language(page, charlie, saved):
    answer = page(charlie).post("/bot/knowledge/save", FORM)
    assert (answer.status_code, answer.json()["attr"]) == (409, "title")


def test_what_a_colleague_saved_is_not_overwritten(page, charlie, saved):
    client = page(charlie)
    seen = saved.updated_at.isoformat()
    assert client.post(f"/bot/knowledge/{saved.pk}/save", {**FORM, "content": "A", "seen": seen}).status_code == 200
    answer = client.post(f"/bot/knowledge/{saved.pk}/save", {**FORM, "content": "B", "seen": seen})
    assert (answer.status_code, Article.objects.get().content) == (409, "A")


def test_each_change_stands_in_the_history_with_its_author(page, charlie, saved):
    client = page(charlie)
    client.post(f"/bot/knowledge/{saved.pk}/save", {**FORM, "content": "Só freezers."})
    shown = client.get(f"/bot/knowledge/{saved.pk}").content.decode()
    assert "Temos!" in shown
    assert shown.count("Charlie") >= 2


def test_a_try_finds_the_words_in_the_form_and_saves_nothing(page, charlie):
    load_demo_knowledge()
    before = Article.objects.count()
    answer = page(charlie).post("/bot/knowledge/try", {**FORM, "asked": "tem freezer ai?"})
    assert "Geladeiras" in answer.content.decode()
    assert Article.objects.count() == before
    assert all(found.title != "Geladeiras" for found in find_candidates("tem freezer ai?"))


def test_a_try_of_a_stored_article_uses_the_form(page, charlie, saved):
    client = page(charlie)
    fields = {**FORM, "questions": "conserto de fogao", "asked": "consertam fogao?"}
    assert "mine" in client.post(f"/bot/knowledge/{saved.pk}/try", fields).content.decode()
    saved.refresh_from_db()
    assert saved.questions[0] == "vendem geladeira"


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [("q=freezer", True), ("q=TEMOS", True), ("q=xyz", False), ("status=draft", False), ("language=en", False)],
)
def test_the_list_is_searched_and_filtered(page, charlie, saved, asked, is_there):
    assert ("Geladeiras" in page(charlie).get(f"/bot/knowledge?{asked}").content.decode()) is is_there


def test_a_long_list_comes_in_pages(page, charlie):
    Article.objects.bulk_create(Article(title=f"Artigo {n:03}", content="x") for n in range(60))
    client = page(charlie)
    first = client.get("/bot/knowledge")
    assert "Artigo 049" in first.content.decode()
    second = client.get("/bot/knowledge", {"after": first.context["next"]}).content.decode()
    assert "Artigo 050" in second and "Artigo 049" not in second


@pytest.mark.parametrize("after", ["x", "~", "9" * 40 + "~a", "1~\u2028"])
def test_any_place_to_go_on_from_may_be_asked(page, charlie, after):
    assert page(charlie).get("/bot/knowledge", {"after": after}).status_code == 200


@pytest.mark.parametrize("asked", ["language=%00", "intent=%00", "team=" + "9" * 5000, "q=%00", "after=%00"])
def test_whatever_an_address_asks_the_list_answers(page, charlie, saved, asked):
    assert page(charlie).get(f"/bot/knowledge?{asked}").status_code == 200


def test_what_the_database_forbids_is_told_and_is_no_failure(page, charlie, monkeypatch):
    def clash(*_args, **_fields):
        raise IntegrityError("the team is gone")

    monkeypatch.setattr(bot_articles.service, "save_article", clash)
    answer = page(charlie).post("/bot/knowledge/save", {**FORM, "status": "approved"})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
