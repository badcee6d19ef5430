"""A figure, what is aimed at, and how it was the last time."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """`aim` null: for information."""

    name: str
    value: float
    aim: float | None = None
    at_least: bool = True
    unit: str = ""

    @property
    def is_kept(self) -> bool:
        if self.aim is None:
            return True
        return self.value >= self.aim if self.at_least else self.value <= self.aim


def table(figures: Iterable[Figure], before: Mapping[str, float]) -> str:
    rows = [("", "figure", "aim", "", "last run")]
    rows += [_row(figure, before.get(figure.name)) for figure in figures]
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def _row(figure: Figure, before: float | None) -> tuple[str, str, str, str, str]:
    sign = "≥" if figure.at_least else "≤"
    aim = "" if figure.aim is None else f"{sign} {_shown(figure.aim)}"
    verdict = "" if figure.aim is None else "kept" if figure.is_kept else "MISSED"
    return figure.name, f"{_shown(figure.value)} {figure.unit}".strip(), aim, verdict, _change(figure.value, before)


def _change(now: float, before: float | None) -> str:
    if before is None:
        return ""
    return _shown(before) if abs(now - before) < 0.0005 else f"{_shown(before)} ({now - before:+.3f})"  # noqa: PLR2004


def _shown(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def save(path: Path, *, provider: str, figures: Iterable[Figure], details: Mapping[str, object]) -> None:
    content = {"provider": provider, "figures": {f.name: f.value for f in figures}, **details}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def load_last(path: Path) -> dict[str, float]:
    """The figures of the last run; none where there was no run, or the file is broken."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["figures"]
        return {str(name): float(value) for name, value in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
