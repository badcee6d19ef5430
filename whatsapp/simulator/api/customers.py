"""The people whose phones these are."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from whatsapp.simulator.api.door import ApiError, api, json_body, person_from, seconds_from, text_from
from whatsapp.simulator.api.shapes import person_shape
from whatsapp.simulator.incoming import open_chat
from whatsapp.simulator.meta import wishes
from whatsapp.simulator.models import Person
from whatsapp.simulator.numbers import digits_of
from whatsapp.simulator.people import know_customer, meet_without_number

LONGEST_LOOK = 3600.0


@api("GET", "POST")
def customers(request: HttpRequest) -> JsonResponse:
    """`GET`: everyone, last activity first. `POST` `{"name", "phone"}`: somebody new, or who has this number.

    `{"name", "username"}` is somebody who hides the number.
    """
    if request.method == "GET":
        return JsonResponse({"customers": [person_shape(person) for person in Person.objects.by_activity()[:500]]})
    body = json_body(request)
    name = text_from(body, "name", longest=120)
    if not body.get("phone") and body.get("username"):
        person = meet_without_number(name, at_name(text_from(body, "username", longest=39)))
    else:
        person = know_customer(digits_from(body), name=name)
    return JsonResponse(person_shape(person), status=201)


def at_name(username: str) -> str:
    return "@" + username.removeprefix("@")


def digits_from(body: dict[str, Any]) -> str:
    digits = digits_of(str(body.get("phone") or ""))
    if not digits:
        raise ApiError("Not a phone number with its country code.", attr="phone")
    return digits


@api("POST")
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """The customer looks at the chat: everything from the business is read. Answer: how many messages that were.

    `{"seconds": 8}` keeps looking for so long: what arrives meanwhile is read too, without having been delivered.
    """
    seconds = seconds_from(json_body(request), "seconds", LONGEST_LOOK)
    person = person_from(reference, attr="customer")
    return JsonResponse({"read": open_chat(person, keeps_looking=timedelta(seconds=seconds))})


@api("GET", "POST")
def customer(request: HttpRequest, reference: str) -> HttpResponse:
    """`GET`: one customer. `POST` `{"act", …}`: what they change about themselves.

    Acts: change_number (`phone`), change_user_id, hide_number (`username`), stop_marketing, resume_marketing,
    phone_off, phone_on, close_window.
    """
    person = person_from(reference, attr="customer")
    if request.method == "POST":
        body = json_body(request)
        act = ACTS.get(str(body.get("act")))
        if act is None:
            raise ApiError(f"One of {', '.join(ACTS)}.", attr="act")
        act(person, body)
        person.refresh_from_db()
    return JsonResponse(person_shape(person))


def change_number(person: Person, body: dict[str, Any]) -> None:
    try:
        wishes.change_number(person, digits_from(body))
    except wishes.NumberTaken:
        raise ApiError("Somebody else has this number.", attr="phone", code="taken", status=409) from None


def hide_number(person: Person, body: dict[str, Any]) -> None:
    wishes.hide_number(person, at_name(text_from(body, "username", longest=39)))


ACTS: dict[str, Callable[[Person, dict[str, Any]], object]] = {
    "change_number": change_number,
    "change_user_id": lambda person, body: wishes.change_user_id(person),
    "hide_number": hide_number,
    "stop_marketing": lambda person, body: wishes.want_marketing(person, False),
    "resume_marketing": lambda person, body: wishes.want_marketing(person, True),
    "phone_off": lambda person, body: wishes.switch_phone(person, is_on=False),
    "phone_on": lambda person, body: wishes.switch_phone(person, is_on=True),
    "close_window": lambda person, body: wishes.close_window(person),
}
