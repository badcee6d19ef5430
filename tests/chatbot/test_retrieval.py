"""The demo's knowledge is found by words that are not among its stored questions, typed as on a phone."""

import time

import pytest

from chatbot.demo_knowledge import load_demo_knowledge
from chatbot.knowledge import find_candidates
from chatbot.models import Article
from tests.chatbot.phrasings import HELD_OUT, OUT_OF_SCOPE

pytestmark = pytest.mark.django_db
SURE = 0.5
ASKED = [(title, question) for title, questions in HELD_OUT.items() for question in questions]


def test_the_held_out_questions_are_held_out(knowledge: None) -> None:
    stored = {question for article in Article.objects.all() for question in article.questions}
    assert not stored & {question for _, question in ASKED}


def test_the_right_article_comes_first(knowledge: None) -> None:
    first = [find_candidates(question)[0].title == title for title, question in ASKED]
    assert sum(first) / len(first) >= 0.90


def test_the_right_article_is_among_the_first_three(knowledge: None) -> None:
    found = [title in [c.title for c in find_candidates(question)[:3]] for title, question in ASKED]
    assert sum(found) / len(found) >= 0.97


def test_it_is_sure_where_it_is_right_and_not_where_it_is_wrong(knowledge: None) -> None:
    sure = [(c, title) for title, question in ASKED if (c := find_candidates(question)[0]).score >= SURE]
    wrong = [c for c, title in sure if c.title != title]
    assert len(sure) / len(ASKED) >= 0.85
    assert len(wrong) / len(ASKED) <= 0.05


def test_it_does_not_know_what_it_cannot_know(knowledge: None) -> None:
    sure = [q for q in OUT_OF_SCOPE if (found := find_candidates(q)) and found[0].score >= SURE]
    assert len(sure) / len(OUT_OF_SCOPE) <= 0.15


@pytest.mark.parametrize(
    "text", ["", "   ", "?!", "'; DROP TABLE x; --", "\\ ' & | ! :* <->", "a" * 5000, "🤷", "o e a"]
)
def test_any_text_may_be_asked(knowledge: None, text: str) -> None:
    assert all(0 <= candidate.score <= 1 for candidate in find_candidates(text))


def test_drafts_are_not_found(knowledge: None) -> None:
    Article.objects.filter(title="Nota fiscal").update(status="draft")
    assert "Nota fiscal" not in [c.title for c in find_candidates("preciso da nota fiscal")]


def test_a_new_article_is_found_at_once(knowledge: None) -> None:
    assert not [c for c in find_candidates("vocês têm geladeira?") if c.score >= SURE]
    Article.objects.create(title="Geladeiras", content="Temos!", questions=["vendem geladeira"], status="approved")
    assert find_candidates("vocês têm geladeira?")[0].title == "Geladeiras"


def test_the_demo_knowledge_loads_once_and_keeps_edits(db: None) -> None:
    assert load_demo_knowledge() >= 24
    Article.objects.filter(title="Nota fiscal").update(content="Editado.")
    assert load_demo_knowledge() == 0
    assert Article.objects.get(title="Nota fiscal").content == "Editado."


def test_every_demo_article_has_phrasings_and_fits_a_message(knowledge: None) -> None:
    for article in Article.objects.all():
        assert 6 <= len(article.questions) <= 15
        assert 80 <= len(article.content) <= 1000


def test_it_takes_two_queries_and_few_milliseconds_of_work(knowledge: None, django_assert_num_queries: object) -> None:
    find_candidates("aquecer")
    with django_assert_num_queries(2):  # type: ignore[operator]
        find_candidates("quero meu boleto")
    started = time.process_time()
    for _, question in ASKED[:20]:
        find_candidates(question)
    assert (time.process_time() - started) / 20 < 0.05
