"""Who writes English gets the English article, who writes Portuguese the Portuguese one; a pair shares a key."""

import json

import pytest
from django.db import IntegrityError

from accounts.models import User
from chatbot.demo_knowledge import SOURCE, load_demo_knowledge
from chatbot.engine.languages import guess_language
from chatbot.knowledge import find_candidates
from chatbot.models import Article
from chatbot.services.articles import KeyTaken, save_article
from tests.chatbot.cast import Writer

pytestmark = pytest.mark.django_db
SURE = 0.5
ENGLISH = {
    "hi, my internet is not working": "no-connection",
    "Hello! How much is the 500 mega plan?": "plans-and-prices",
    "what are your prices": "plans-and-prices",
    "can you send me a copy of my invoice please": "bill-copy",
    "how do I change the password of my wifi": "wifi-password",
    "I am moving to another apartment, can I take the internet with me?": "moving",
    "are you open on sundays?": "opening-hours",
    "do I have to pay a fee if I cancel?": "cancellation-rules",
    "I already paid, why is my internet still blocked?": "payment-confirmation",
    "why is my bill so high this month": "bill-amount",
}


@pytest.mark.parametrize("question", ENGLISH)
def test_an_english_question_is_answered_by_the_english_article(knowledge: None, question: str) -> None:
    best = find_candidates(question, language=guess_language(question))[0]
    assert (best.language, Article.objects.get(pk=best.id).key) == ("en", ENGLISH[question])


def test_the_answer_is_in_the_customer_s_language(knowledge: None, maria: Writer) -> None:
    maria.say("hi, my internet is not working")
    answer = maria.answers[0].content
    assert "Unplug the" in answer
    assert guess_language(answer) == "en"
    assert "only in Portuguese" not in answer


def test_portuguese_is_never_answered_in_english(knowledge: None, maria: Writer) -> None:
    maria.say("qual o preço do upgrade de speed do wifi mesh?")
    assert all(candidate.language == "pt-br" for candidate in find_candidates("quero um upgrade"))
    assert guess_language(maria.answers[0].content) == "pt-br"


def test_without_an_english_one_the_portuguese_comes_with_an_apology(knowledge: None, maria: Writer) -> None:
    Article.objects.filter(language="en").delete()
    maria.say("hello, how much is the internet please?")
    assert "R$ 99,90" in maria.answers[0].content
    assert guess_language(maria.answers[0].content.splitlines()[0]) == "en"


def test_every_article_of_the_demo_has_its_counterpart_with_the_same_figures() -> None:
    items = json.loads(SOURCE.read_text(encoding="utf-8"))
    by_language = {
        language: {item["key"]: item for item in items if item.get("language", "pt-br") == language}
        for language in ("pt-br", "en")
    }
    assert by_language["pt-br"].keys() == by_language["en"].keys()
    for key, item in by_language["en"].items():
        other = by_language["pt-br"][key]
        assert (item["intent"], item["team"]) == (other["intent"], other["team"])
        assert "atendente" not in item["content"]
        assert ("*agent*" in item["content"]) == ("*atendente*" in other["content"])


def test_a_key_stands_once_in_a_language(charlie: User) -> None:
    fields = {"content": "…", "key": "router"}
    save_article(Article(), by=charlie, title="Roteador", **fields)
    save_article(Article(), by=charlie, title="Router", language="en", **fields)
    with pytest.raises(KeyTaken):
        save_article(Article(), by=charlie, title="Outro roteador", **fields)


def test_the_database_forbids_a_key_twice() -> None:
    Article.objects.create(title="Roteador", content="…", key="router")
    with pytest.raises(IntegrityError, match="article_key_once_per_language"):
        Article.objects.create(title="Outro", content="…", key="router")


def test_what_stood_there_before_keys_is_named_and_not_doubled(knowledge: None) -> None:
    count = Article.objects.count()
    Article.objects.filter(language="pt-br").update(key="")
    Article.objects.filter(title="Cobertura").update(content="Editado")
    assert load_demo_knowledge() == 0
    assert Article.objects.count() == count
    assert Article.objects.get(title="Cobertura").key == "coverage"
    assert Article.objects.get(title="Cobertura").content == "Editado"
