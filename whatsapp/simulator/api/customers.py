"""The people whose phones these are."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from whatsapp.simulator.api.door import ApiError, api, json_body, person_from
from whatsapp.simulator.api.shapes import person_shape
from whatsapp.simulator.incoming import open_chat
from whatsapp.simulator.models import Person
from whatsapp.simulator.numbers import digits_of
from whatsapp.simulator.people import know_customer


@api("GET", "POST")
def customers(request: HttpRequest) -> JsonResponse:
    """`GET`: everyone, last activity first. `POST` `{"name", "phone"}`: somebody new, or who has this number."""
    if request.method == "GET":
        return JsonResponse({"customers": [person_shape(person) for person in Person.objects.by_activity()[:500]]})
    body = json_body(request)
    name, phone = str(body.get("name") or "").strip()[:120], str(body.get("phone") or "")
    if not name or "\x00" in name:
        raise ApiError("A name is needed.", attr="name", code="required")
    digits = digits_of(phone)
    if not digits:
        raise ApiError("Not a phone number with its country code.", attr="phone")
    return JsonResponse(person_shape(know_customer(digits, name=name)), status=201)


@api("POST")
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """The customer looks at the chat: everything from the business is read. Answer: how many messages that were."""
    return JsonResponse({"read": open_chat(person_from(reference, attr="customer"))})
