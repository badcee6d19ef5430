"""What a run is told as: a table, the classes, the faults; JSON and the plot beside them."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from evaluation import scoring
from evaluation.calibration import bins, plot
from evaluation.figures import Figure, load_last, save, table
from evaluation.runs import Run, figures_of, play
from evaluation.scoring import Pair
from evaluation.sets import load_scripts, load_utterances

SCRIPTS = {"test": "conversations", "dev": "conversations_dev"}


def report(name: str, *, price: float, folder: Path, is_verbose: bool) -> bool:
    """Whether every aim was kept."""
    run = play(load_utterances(name), load_scripts(SCRIPTS[name]))
    figures = figures_of(run, price)
    last = folder / f"{name}-{run.provider}.json"
    print(f"set {name}, provider {run.provider}\n")
    print(table(figures, load_last(last)))
    print(f"\n{_classes(run)}\n\n{_sure(run)}\n\n{_faults(run, is_verbose)}")
    _keep(run, figures, last)
    return all(figure.is_kept for figure in figures)


def _keep(run: Run, figures: Iterable[Figure], last: Path) -> None:
    details = {
        "played_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "intents": {name: asdict(score) for name, score in scoring.by_class(run.pairs).items()},
        "calibration": [asdict(b) for b in bins(scoring.sureness(run.pairs))],
        "conversations": {score.name: score.faults for score in run.scripts if score.faults},
        "wrong": [_line(pair) for pair in run.pairs if not scoring.is_right(*pair)],
    }
    drawing = last.with_suffix(".svg")
    drawing.write_text(plot(scoring.sureness(run.pairs), f"Calibration, {run.provider}"), encoding="utf-8")
    save(last, provider=run.provider, figures=figures, details=details)
    print(f"\nkept: {last}\nplot: {drawing}")


def _classes(run: Run) -> str:
    scores = scoring.by_class(run.pairs)
    lines = [f"{'intent':20} {'n':>4} {'recall':>7} {'precision':>9}"]
    lines += [f"{n:20} {s.count:4} {s.recall:7.2f} {s.precision:9.2f}" for n, s in scores.items()]
    return "\n".join(lines)


def _sure(run: Run) -> str:
    found = bins(scoring.sureness(run.pairs))
    return "\n".join(["sure of    n  right", *(f"{b.confidence:7.2f} {b.count:4} {b.right:6.2f}" for b in found)])


def _faults(run: Run, is_verbose: bool) -> str:
    parts = [
        ("wishes missed", map(_line, scoring.wishes_missed(run.pairs))),
        ("wishes seen where none is", map(_line, scoring.wishes_imagined(run.pairs))),
        ("hand-overs missed", map(_line, scoring.hand_overs_missed(run.pairs))),
        ("hand-overs too early", map(_line, scoring.hand_overs_early(run.pairs))),
        (
            "invented",
            (f"{', '.join(sorted(facts))} in {text[:80]!r}" for text, facts in scoring.inventions(run.turns)),
        ),
        ("conversations", (f"{s.name}: {fault}" for s in run.scripts for fault in s.faults)),
    ]
    if is_verbose:
        wrong = [pair for pair in run.pairs if not scoring.is_right(*pair)]
        parts.append(("wrong intent or article", map(_line, wrong)))
    return "\n".join(_part(title, list(lines)) for title, lines in parts)


def _part(title: str, lines: list[str]) -> str:
    return "\n".join([f"{title}: {len(lines)}", *(f"  {line}" for line in lines)])


def _line(pair: Pair) -> str:
    utterance, played = pair
    wanted = f"{utterance.intent}{f' ({utterance.article})' if utterance.article else ''}"
    got = f"{played.kind} {played.intent}{f' ({played.articles[0]})' if played.articles else ''}"
    return f"{utterance.text[:70]!r}: {wanted}, got {got} at {played.confidence:.2f}"
