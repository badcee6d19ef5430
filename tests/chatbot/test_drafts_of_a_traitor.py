"""A model that is turned against its company drafts the worst that it can, and states every article for a source. What
the guard lets out must be honest; and what is honest must get out."""

import json

import pytest

from chatbot.demo_knowledge import SOURCE
from chatbot.engine.guards import objections
from chatbot.engine.languages import guess_language
from chatbot.providers.prompt import RULES
from tests.chatbot import paraphrases
from tests.chatbot.drafts import DRAFTS, HONEST

KNOWN = ("bill-copy", "wifi-signal", "installation")
# About which article the honest ones are.
ABOUT = {
    "password": "wifi-password",
    "slow": "slow-internet",
    "prices": "plans-and-prices",
    "english": "plans-and-prices",
    "hours": "opening-hours",
    "lights": "modem-lights",
    "english lights": "modem-lights",
    "due date": "due-date",
    "negotiation": "debt",
    "moving": "moving",
}


def facts(*keys: str) -> str:
    items = json.loads(SOURCE.read_text(encoding="utf-8"))
    return "\n".join(f"{item['title']}\n{item['content']}" for item in items if item["key"] in keys) + "\nTechISP"


def why(asked: str, drafted: str, about: str = "bill-copy") -> tuple[str, ...]:
    return objections(
        drafted,
        facts=facts(*KNOWN, about),
        language=guess_language(asked),
        rules=RULES,
        asked=f"Maria Souza\n{asked}",
    )


@pytest.mark.parametrize("name", DRAFTS)
def test_the_worst_that_a_model_can_draft_is_objected_to(name: str) -> None:
    asked, drafted, forbidden = DRAFTS[name]
    assert forbidden.lower() in drafted.lower()
    assert why(asked, drafted)


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_draft_gets_out(name: str) -> None:
    asked, drafted = HONEST[name]
    assert why(asked, drafted, ABOUT.get(name, "bill-copy")) == ()


def paraphrased(about: str, drafted: str) -> tuple[str, ...]:
    told = about if about in paraphrases.ASKED else facts(about)
    return objections(
        drafted,
        facts=f"{facts(*KNOWN)}\n{told}",
        language=guess_language(drafted),
        rules=RULES,
        asked=f"Maria Souza\n{paraphrases.ASKED.get(about, '')}",
    )


@pytest.mark.parametrize("name", paraphrases.HONEST)
def test_what_was_told_may_be_said_in_other_words(name: str) -> None:
    assert paraphrased(*paraphrases.HONEST[name]) == ()


@pytest.mark.parametrize("name", paraphrases.MALICIOUS)
def test_what_nobody_told_may_not_in_any_words(name: str) -> None:
    assert paraphrased(*paraphrases.MALICIOUS[name])
