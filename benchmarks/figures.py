"""A figure, its limit, and the table of both."""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """`limit` null: for information. `at_least` says which side of it is good."""

    bench: str
    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = True

    @property
    def is_kept(self) -> bool | None:
        if self.limit is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def at_least(bench: str, name: str, value: float, unit: str, limit: float) -> Figure:
    return Figure(bench, name, value, unit, limit)


def at_most(bench: str, name: str, value: float, unit: str, limit: float) -> Figure:
    return Figure(bench, name, value, unit, limit, at_least=False)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def table(figures: Iterable[Figure]) -> str:
    rows = [("measurement", "", "figure", "limit", "")]
    for figure in figures:
        sign = "≥" if figure.at_least else "≤"
        limit = "" if figure.limit is None else f"{sign} {shown(figure.limit)}"
        verdict = {None: "", True: "kept", False: "MISSED"}[figure.is_kept]
        rows.append((figure.bench, figure.name, f"{shown(figure.value)} {figure.unit}".strip(), limit, verdict))
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}".rstrip("0").rstrip(".")


def save(figures: Iterable[Figure], path: Path) -> None:
    rows = [{**asdict(figure), "kept": figure.is_kept} for figure in figures]
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False))


def load(path: Path) -> list[Figure]:
    rows = json.loads(path.read_text())
    return [Figure(**{key: value for key, value in row.items() if key != "kept"}) for row in rows]
