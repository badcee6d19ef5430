"""The living page of parts, for whoever works on the styles. Only in development."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

NAMES = ("Ana", "João Silva", "Maria Aparecida da Conceição Albuquerque", "Zé 99", "李雷", "Élcio Nóbrega")
COLOURS = (
    *("surface-0", "surface-1", "surface-2", "surface-3", "text", "text-muted", "line", "accent", "accent-soft"),
    *("ok", "warn", "warn-soft", "danger", "danger-soft", "note", "bubble-in", "bubble-out"),
)


@require_GET
def parts(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    return render(request, "ui.html", {"names": NAMES, "colours": COLOURS})
