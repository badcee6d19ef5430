"""The sets are large, well formed, and apart."""

import pytest

from chatbot.demo_knowledge import SOURCE
from chatbot.models import Intent
from evaluation.scoring import step_count
from evaluation.sets import load_scripts, load_utterances, shared

KNOWN = SOURCE.read_text(encoding="utf-8")


def test_the_test_set_is_as_large_as_promised() -> None:
    utterances = load_utterances("test")
    assert len(utterances) >= 300
    assert sum(u.intent == "human" for u in utterances) >= 50
    assert len(load_scripts()) >= 60


@pytest.mark.parametrize("other", ["dev", "train"])
def test_what_is_measured_is_not_what_was_learnt(other: str) -> None:
    assert not shared(load_utterances("test"), load_utterances(other))


@pytest.mark.parametrize("name", ["train", "dev", "test"])
def test_intents_and_articles_exist(name: str) -> None:
    for utterance in load_utterances(name):
        assert utterance.intent in Intent.values
        assert f'"{utterance.article}"' in KNOWN or not utterance.article


def test_every_intent_is_tested_and_learnt() -> None:
    for name in ("train", "test"):
        assert {u.intent for u in load_utterances(name)} == set(Intent.values)


def test_bursts_are_several_messages() -> None:
    assert any(len(utterance.lines) > 1 for utterance in load_utterances("test"))


def test_every_script_expects_something_of_every_turn() -> None:
    scripts = load_scripts()
    assert step_count(scripts) > len(scripts)
    for script in scripts:
        assert script.steps
        assert all(step.lines and step.expected.kinds for step in script.steps)


def test_an_expectation_is_read_whole() -> None:
    step = next(s for script in load_scripts() for s in script.steps if s.expected.noted == "plano")
    assert step.expected.kinds == {"hand_over"}
    assert (step.expected.reasons, step.expected.team) == ({"human"}, "Comercial")
