"""What waits to be told, and telling whatever one likes."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from whatsapp.simulator.api.door import ApiError, api, json_body
from whatsapp.simulator.models import WebhookEvent
from whatsapp.simulator.scheduling import put_in_line


@api("GET", "POST")
def webhooks(request: HttpRequest) -> JsonResponse:
    """`GET`: how many webhooks wait, and how old the oldest is. `POST` `{"field", "value"}`: one more, as it is."""
    if request.method == "GET":
        return JsonResponse(waiting())
    body = json_body(request)
    field, value = body.get("field") or "messages", body.get("value")
    if not isinstance(field, str) or not isinstance(value, dict):
        raise ApiError("field is a text and value an object.", attr="value")
    put_in_line([WebhookEvent(field=field[:64], value=value)])
    return JsonResponse(waiting(), status=201)


def waiting() -> dict[str, float]:
    oldest = WebhookEvent.objects.order_by("due_at", "id").first()
    age = (timezone.now() - oldest.due_at).total_seconds() if oldest else 0
    return {"waiting": WebhookEvent.objects.count(), "oldest_seconds": max(age, 0)}
