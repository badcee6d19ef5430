"""Of what is said with confidence p, is the share p right? Counted in bins, and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10
Sure = tuple[float, bool]  # how sure, and whether it was right


@dataclass(frozen=True, slots=True)
class Bin:
    low: float
    count: int
    confidence: float
    right: float


def bins(answers: Sequence[Sure]) -> list[Bin]:
    found = []
    for number in range(BINS):
        mine = [a for a in answers if min(BINS - 1, int(a[0] * BINS)) == number]
        if mine:
            mean = sum(a[0] for a in mine) / len(mine)
            found.append(Bin(number / BINS, len(mine), mean, sum(a[1] for a in mine) / len(mine)))
    return found


def expected_error(answers: Sequence[Sure]) -> float:
    """The gap between confidence and truth, each bin by its weight."""
    return sum(b.count * abs(b.confidence - b.right) for b in bins(answers)) / max(1, len(answers))


def brier(answers: Sequence[Sure]) -> float:
    return sum((p - right) ** 2 for p, right in answers) / max(1, len(answers))


SIZE, MARGIN = 420, 48
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#3b4551}.axis{stroke:#9aa5b1}.ideal{stroke:#9aa5b1;stroke-dasharray:4 4}"
    ".dot{fill:#0f8a6a;fill-opacity:.85}.gap{stroke:#0f8a6a;stroke-opacity:.45;stroke-width:2}"
    "@media(prefers-color-scheme:dark){text{fill:#cdd5de}svg{background:#12171d}}"
)


def plot(answers: Sequence[Sure], title: str) -> str:
    """An SVG: confidence to the right, truth upwards; a dot's area is how many answers it stands for."""
    found = bins(answers)
    most = max((b.count for b in found), default=1)
    parts = [_line("ideal", (0, 0), (1, 1)), _line("axis", (0, 0), (1, 0)), _line("axis", (0, 0), (0, 1))]
    parts += [_tick(step / 5) for step in range(6)]
    parts += [_dot(b, most) for b in found]
    head = f"{title}: error {expected_error(answers):.3f}, {len(answers)} turns"
    parts.append(f'<text x="{MARGIN}" y="24">{head}</text>')
    parts.append(f'<text x="{SIZE / 2}" y="{SIZE - 8}" text-anchor="middle">confidence</text>')
    parts.append(
        f'<text x="14" y="{SIZE / 2}" transform="rotate(-90 14 {SIZE / 2})" text-anchor="middle">right</text>'
    )
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" role="img" aria-label="{head}">'
        f"<style>{STYLE}</style>\n{body}\n</svg>\n"
    )


def _at(x: float, y: float) -> tuple[float, float]:
    span = SIZE - 2 * MARGIN
    return round(MARGIN + x * span, 1), round(SIZE - MARGIN - y * span, 1)


def _line(kind: str, start: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = _at(*start), _at(*end)
    return f'<line class="{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def _tick(value: float) -> str:
    (x, bottom), (left, y) = _at(value, 0), _at(0, value)
    return (
        f'<text x="{x}" y="{bottom + 16}" text-anchor="middle">{value:g}</text>'
        f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{value:g}</text>'
    )


def _dot(b: Bin, most: int) -> str:
    x, y = _at(b.confidence, b.right)
    size = 3 + 9 * (b.count / most) ** 0.5
    gap = _line("gap", (b.confidence, b.confidence), (b.confidence, b.right))
    label = f"{b.right:.2f} of {b.count} right at {b.confidence:.2f}"
    return f'{gap}<circle class="dot" cx="{x}" cy="{y}" r="{size:.1f}"><title>{label}</title></circle>'
