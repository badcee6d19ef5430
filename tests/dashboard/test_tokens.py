"""The colours: whatever is written on whatever it is written on can be read (AA), in both themes."""

import math
import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
COLOUR = re.compile(r"--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")
GROUNDS = ("surface-0", "surface-1", "surface-2", "thread", "bubble-in", "bubble-out")
PAIRS = [
    *((ink, ground) for ink in ("text", "text-muted") for ground in (*GROUNDS, "surface-3")),
    *((ink, ground) for ink in ("accent-text", "danger-text") for ground in GROUNDS),
    *(("warn-text", ground) for ground in ("surface-0", "surface-1", "surface-2")),
    *(("text", ground) for ground in ("accent-soft", "warn-soft", "danger-soft", "note")),
    *((f"{name}-text", f"{name}-soft") for name in ("accent", "warn", "danger")),
    *(("note-text", "note"), ("on-found", "found")),
    *(("on-accent", ground) for ground in ("accent", "accent-hover")),
]


def block(start: str) -> dict[str, tuple[float, float, float]]:
    body = CSS[CSS.index(start) :]
    found = COLOUR.findall(body[: body.index("}")])
    return {name: (float(light), float(chroma), float(hue)) for name, light, chroma, hue in found}


LIGHT = block(":root")
THEMES = {"light": LIGHT, "dark": LIGHT | block('[data-theme="dark"]'), "auto": LIGHT | block('[data-theme="auto"]')}


def luminance(colour: tuple[float, float, float]) -> float:
    """WCAG's, of a colour in OKLCH, by way of linear sRGB."""
    light, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    parts = zip((0.2126, 0.7152, 0.0722), (red, green, blue), strict=True)
    return sum(share * min(1.0, max(0.0, part)) for share, part in parts)


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_right() -> None:
    white, black, grey = (1.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.5999, 0.0, 0.0)
    assert contrast(white, black) == pytest.approx(21, abs=0.01)
    assert contrast(white, grey) == pytest.approx(3.95, abs=0.05)  # #808080


@pytest.mark.parametrize("theme", THEMES)
def test_everything_can_be_read(theme: str) -> None:
    colours = THEMES[theme]
    weak = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}  # noqa: PLR2004


def test_what_the_system_asks_for_is_the_same_dark() -> None:
    assert THEMES["auto"] == THEMES["dark"]
