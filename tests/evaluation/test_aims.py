"""What the bot aims at without a model, on utterances that it has not seen."""

import time

import pytest

from chatbot.engine.classifier import TABLE
from chatbot.engine.languages import guess_language
from chatbot.knowledge import find_candidates
from chatbot.services import Answer, answer_question
from evaluation.calibration import expected_error
from evaluation.playing import names_of
from evaluation.scoring import share
from evaluation.sets import Utterance, load_utterances

pytestmark = pytest.mark.django_db
Asked = list[tuple[Utterance, Answer]]
HUMAN = "human"


@pytest.fixture
def asked(knowledge: None) -> Asked:
    return [(u, answer_question(conversation=None, message=u.text)) for u in load_utterances("test")]


def test_intents_wishes_and_confidence(asked: Asked) -> None:
    assert share(u.intent == a.intent for u, a in asked) >= 0.92
    missed = [u.text for u, a in asked if u.intent == HUMAN and not a.should_transfer]
    imagined = [u.text for u, a in asked if u.intent != HUMAN and a.intent == HUMAN]
    assert len(missed) / sum(u.intent == HUMAN for u, _ in asked) <= 0.02, missed
    assert len(imagined) / sum(u.intent != HUMAN for u, _ in asked) <= 0.02, imagined
    answered = [(u, a) for u, a in asked if a.sources]
    names = names_of({a.sources[0]["id"] for _, a in answered})
    sure = [(a.confidence, names[a.sources[0]["id"]] == u.article) for u, a in answered]
    assert expected_error(sure) <= 0.1


def test_the_right_article_is_among_the_first_three(knowledge: None) -> None:
    wanted = [u for u in load_utterances("test") if u.article]
    found = [(u, find_candidates(u.text, language=guess_language(u.text))[:3]) for u in wanted]
    names = names_of({c.id for _, candidates in found for c in candidates})
    assert share(u.article in [names[c.id] for c in candidates] for u, candidates in found) >= 0.90


def test_a_thought_costs_little(knowledge: None) -> None:
    utterances = load_utterances("test")[:60]
    answer_question(conversation=None, message="aquecer")
    started = time.process_time()
    for utterance in utterances:
        answer_question(conversation=None, message=utterance.text)
    assert (time.process_time() - started) / len(utterances) < 0.05
    assert TABLE.stat().st_size < 500_000
