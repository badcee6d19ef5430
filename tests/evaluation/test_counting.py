"""How the evaluation counts."""

import json
from pathlib import Path

import pytest

from evaluation.calibration import bins, brier, expected_error, plot
from evaluation.facts import invented
from evaluation.figures import Figure, load_last, save, table
from evaluation.playing import Played
from evaluation.scoring import fault_of, is_right
from evaluation.sets import Expected, Utterance


def played(**fields: object) -> Played:
    usual: dict[str, object] = {
        "kind": "article",
        "reason": "known",
        "intent": "prices",
        "confidence": 0.9,
        "articles": ("Planos",),
        "found": (),
        "source_text": "",
        "text": "R$ 10",
        "question": "",
        "team": "",
        "note": "",
        "language": "pt-br",
        "provider": "offline",
        "tokens": 0,
        "calls": 0,
        "seconds": 0.0,
        "cpu": 0.0,
    }
    return Played(**{**usual, **fields})  # type: ignore[arg-type]


def test_who_is_as_right_as_sure_is_calibrated() -> None:
    honest = [(0.75, True)] * 3 + [(0.75, False)]
    assert expected_error(honest) == pytest.approx(0)
    assert expected_error([(1.0, False)]) == 1
    assert brier([(1.0, False), (1.0, True)]) == 0.5


def test_the_plot_shows_every_bin() -> None:
    answers = [(0.2, False), (0.9, True), (0.95, True)]
    assert plot(answers, "x").count("<circle") == len(bins(answers)) == 2


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Custa R$ 99,90 por mês", set()),
        ("Custa R$ 59,90 por mês", {"59,90"}),
        ("Veja em https://techisp.example/x", {"https://techisp.example/x"}),
        ("1. Abra o app\n2. Toque em Faturas", set()),
        ("Você falou do dia 15", set()),
    ],
)
def test_what_no_source_says_is_invented(text: str, facts: set[str]) -> None:
    assert invented(text, "Fibra 300: R$ 99,90", "quero pagar dia 15") == facts


def test_right_is_the_intent_and_the_article() -> None:
    asked = Utterance(("quanto?",), "prices", "Planos")
    assert is_right(asked, played())
    assert not is_right(asked, played(articles=("Nota fiscal",)))
    assert not is_right(asked, played(kind="unknown", articles=(), intent="other"))
    assert not is_right(Utterance(("x",), "prices"), played())


def test_a_hand_over_without_a_note_or_to_the_wrong_team_is_a_fault() -> None:
    expected = Expected(frozenset({"hand_over"}), team="Suporte", noted="lenta")
    good = {"kind": "hand_over", "team": "Suporte", "note": "Internet lenta"}
    assert fault_of(expected, played(**good)) == ""
    assert "team" in fault_of(expected, played(**{**good, "team": "Comercial"}))
    assert "no note" in fault_of(expected, played(**{**good, "note": ""}))
    assert "no text" in fault_of(expected, played(**good, text=""))


def test_the_last_run_is_compared_with(tmp_path: Path) -> None:
    last = tmp_path / "last.json"
    save(last, provider="offline", figures=[Figure("intent right", 0.9)], details={})
    shown = table([Figure("intent right", 0.95, 0.92)], load_last(last))
    assert "0.9 (+0.050)" in shown
    assert "kept" in shown
    assert "MISSED" in table([Figure("intent right", 0.91, 0.92)], {})


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"figures": None}), "\x00"])
def test_a_broken_last_run_is_no_run(tmp_path: Path, content: str) -> None:
    last = tmp_path / "last.json"
    last.write_text(content)
    assert load_last(last) == {}
