"""Meta's side in the browser: faults to order, the account and its number, the templates."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from whatsapp.simulator.api.faults import STANDING
from whatsapp.simulator.api.webhooks import waiting
from whatsapp.simulator.faults.orders import Kind
from whatsapp.simulator.graph.errors import ERRORS
from whatsapp.simulator.meta import reviews, standing
from whatsapp.simulator.models import Account, Fault, MetaTemplate, Person

SHOWN = 300
GROUPS = ((_("Sends"), "send_", "status_"), (_("Webhooks"), "webhook_"), (_("Other calls of the Graph API"), "call_"))
# What each kind asks for beside itself; the form shows nothing else.
ASKS: dict[str, str] = {
    Kind.SEND_ERROR: "count code to",
    Kind.SEND_FAILED: "count code to",
    Kind.SEND_DELAY: "count seconds to",
    Kind.SEND_TIMEOUT_BEFORE: "count seconds to",
    Kind.SEND_TIMEOUT_AFTER: "count seconds to",
    Kind.CALL_ERROR: "count code path",
    Kind.CALL_DELAY: "count seconds path",
    Kind.CALL_RESET: "count path",
    Kind.CALL_PROXY: "count path",
    Kind.WEBHOOK_LATE: "count seconds to",
    Kind.WEBHOOK_BATCH: "count seconds shape to",
    Kind.WEBHOOK_REORDER: "count seconds to",
    Kind.TEMPLATE_REJECTED: "count reason",
    Kind.TEMPLATE_PENDING: "count",
    Kind.GRAPH_DOWN: "seconds",
    Kind.TOKEN_EXPIRED: "",
    Kind.LIMIT_NUMBER: "rate",
    Kind.LIMIT_PAIR: "",
}
USUAL = "count to"
SHAPES = (("", _("changes of one entry")), ("entries", _("an entry each")), ("merged", _("one change, many messages")))
ACTS = (
    ("restrict", _("Restrict: answers only")),
    ("accuse", _("Report a violation")),
    ("disable", _("Disable the account")),
    ("reinstate", _("Lift the restrictions")),
    ("delete", _("Announce its deletion")),
    ("alert", _("Send an alert")),
    ("review", _("Pass the account review")),
)


@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    response = render(request, "simulator/meta.html", form_context() | state_context())
    patch_cache_control(response, no_store=True)
    return response


@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """The parts of the page that change by themselves."""
    response = render(request, "simulator/_meta_state.html", state_context())
    patch_cache_control(response, no_store=True)
    return response


def form_context() -> dict[str, Any]:
    return {
        "groups": kind_groups(),
        "codes": [(code, title) for code, (_, title) in sorted(ERRORS.items())],
        "people": Person.objects.by_activity()[:SHOWN],
        "reasons": sorted(reviews.ADVICE),
        "shapes": SHAPES,
    }


def kind_groups() -> list[tuple[Any, list[tuple[str, Any, str]]]]:
    named = [(title, [kind for kind in Kind if kind.startswith(tuple(starts))]) for title, *starts in GROUPS]
    taken = {kind for _, kinds in named for kind in kinds}
    rest = [kind for kind in Kind if kind not in taken]
    conditions = [kind for kind in rest if kind in STANDING]
    named += [(_("Conditions that last"), conditions), (_("Templates"), [k for k in rest if k not in STANDING])]
    return [(title, [(kind.value, kind.label, ASKS.get(kind, USUAL)) for kind in kinds]) for title, kinds in named]


def state_context() -> dict[str, Any]:
    return {
        "faults": Fault.objects.waiting(),
        "names": dict(Person.objects.exclude(wa_id=None).values_list("wa_id", "name")),
        "account": Account.load(),
        "choices": {
            "quality": standing.QUALITIES,
            "limit": standing.LIMITS,
            "throughput": standing.THROUGHPUTS,
            "number_status": standing.NUMBER_STATUSES,
        },
        "acts": ACTS,
        "templates": MetaTemplate.objects.reviewed().order_by("name", "language")[:SHOWN],
        "events": reviews.EVENTS,
        "qualities": reviews.QUALITIES,
        "categories": reviews.CATEGORIES,
        "waiting": waiting(),
    }
