"""The phone in the browser: one page, and the parts that keep it up to date."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from whatsapp.simulator.business import FIRST, NUMBERS, own_number
from whatsapp.simulator.models import Person, PhoneMessage
from whatsapp.simulator.models.changes import oldest_running_transaction
from whatsapp.simulator.page.thread import bubbles_of, thread_of

LISTED, AT_ONCE = 300, 200
EMOJI = ("👍", "❤️", "😂", "😮", "😢", "🙏")


@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """Everyone's chats; `?customer=` is the one whose phone is open."""
    # The cursor first: what changes while the page is drawn comes with the first poll.
    cursor = oldest_running_transaction()
    people = list(Person.objects.by_activity()[:LISTED])
    chosen = request.GET.get("customer", "")
    person = next((one for one in people if str(one.pk) == chosen), None)
    shown = person or (people[0] if people else None)
    context = {"people": people, "cursor": cursor, "is_chosen": person is not None, "timezone": settings.TIME_ZONE}
    response = render(request, "simulator/phone.html", context | (chat_context(shown) if shown else {}))
    patch_cache_control(response, no_store=True)
    return response


def chat_context(person: Person) -> dict[str, Any]:
    bubbles = thread_of(person)
    return {
        "person": person,
        "bubbles": bubbles,
        "numbers": NUMBERS.values(),
        # Whoever was written to from a number answers there.
        "chosen_number": own_number(bubbles[-1].message.number_id).id if bubbles else FIRST.id,
        "emoji": EMOJI,
        "now": timezone.now(),
    }


@require_GET
def chat(request: HttpRequest, person_id: int) -> JsonResponse:
    """Another customer's phone, in the place of the one on the page."""
    cursor = oldest_running_transaction()
    person = get_object_or_404(Person, pk=person_id)
    context = chat_context(person)
    parts = {name: render_to_string(f"simulator/_{name}.html", context, request) for name in ("screen", "card")}
    return JsonResponse(parts | {"next": str(cursor)})


@require_GET
def live(request: HttpRequest) -> JsonResponse:
    """What changed since `after`, as parts of the page: rows of the list, bubbles of the open chat."""
    cursor = oldest_running_transaction()
    after = number(request, "after", cursor)
    people = list(Person.objects.changed_since(after).by_activity()[:AT_ONCE])
    open_id = number(request, "customer", 0)
    messages = PhoneMessage.objects.bubbles().changed_since(after).filter(person=open_id)
    bubbles = bubbles_of(messages.order_by("-id")[:AT_ONCE][::-1])
    person = next((one for one in people if one.pk == open_id), None)
    return JsonResponse(
        {
            "next": str(cursor),
            "rows": [part("row", one.pk, {"one": one, "open_id": open_id}) for one in people],
            "bubbles": [part("bubble", one.message.pk, {"bubble": one, "emoji": EMOJI}) for one in bubbles],
            "card": render_to_string("simulator/_card.html", {"person": person}) if person else None,
            "is_offline": person.is_offline if person else None,
            "typing_seconds": typing_seconds(person) if person else None,
        }
    )


def part(name: str, pk: int, context: dict[str, Any]) -> dict[str, Any]:
    return {"id": pk, "html": render_to_string(f"simulator/_{name}.html", context)}


def typing_seconds(person: Person) -> float:
    if person.typing_until is None:
        return 0
    return max((person.typing_until - timezone.now()).total_seconds(), 0)


def number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else default  # noqa: PLR2004
