"""The living page of parts, for whoever works on the styles. Only in development."""

import re
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

NAMES = ("Ana", "João Silva", "Maria Aparecida da Conceição Albuquerque", "Zé 99", "李雷", "Élcio Nóbrega")
COLOURS = (
    *("surface-0", "surface-1", "surface-2", "surface-3", "thread", "text", "text-muted", "line", "line-strong"),
    *("accent", "accent-hover", "accent-soft", "ok", "warn", "warn-soft", "danger", "danger-soft"),
    *("note", "note-line", "found", "bubble-in", "bubble-out", "tick-read"),
)
INKS = (
    *(("text", "surface-0"), ("text-muted", "surface-2"), ("accent-text", "accent-soft"), ("on-accent", "accent")),
    *(("warn-text", "warn-soft"), ("danger-text", "danger-soft"), ("note-text", "note"), ("on-found", "found")),
    *(("text-muted", "bubble-out"), ("text-muted", "bubble-in")),
)
TICKS = (
    ("clock", "", "Queued"),
    ("check", "", "Sent"),
    ("checks", "", "Delivered"),
    ("alert-circle", "danger", "Failed"),
)
SYMBOL = re.compile(r'<symbol [^>]*id="([^"]+)"')


@require_GET
def parts(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    context = {
        "names": NAMES,
        "colours": COLOURS,
        "inks": INKS,
        "ticks": TICKS,
        "labels": ("#b0307a", "#2f6fb0", "#8a6d00", "#2d7d46", "#5b7083"),
        "spaces": ("s1", "s2", "s3", "s4", "s6", "s8"),
        "radii": ("r-control", "r-card", "r-bubble"),
        "icons": SYMBOL.findall((Path(settings.BASE_DIR) / "static/icons.svg").read_text()),
    }
    return render(request, "ui.html", context)
