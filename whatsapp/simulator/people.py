"""Finding people by the address that somebody dialled, and meeting new ones."""

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction

from whatsapp.simulator.ids import new_user_id
from whatsapp.simulator.models import Person
from whatsapp.simulator.models.changes import CurrentTransaction
from whatsapp.simulator.numbers import digits_of, key_of, wa_id_of


def user_id_for(digits: str) -> str:
    """The same number has the same id again after the simulator's data was thrown away."""
    return f"BR.{int.from_bytes(hashlib.sha256(digits.encode()).digest()[:7]) + 10**15}"


def find_by_number(digits: str) -> Person | None:
    return Person.objects.filter(phone_key=key_of(digits)).first()


def meet(digits: str, *, name: str = "") -> Person:
    """The person with this number, new if nobody has it."""
    person = find_by_number(digits)
    if person is not None:
        return person
    try:
        with transaction.atomic():
            return Person.objects.create(
                name=name, wa_id=wa_id_of(digits), phone_key=key_of(digits), user_id=user_id_for(key_of(digits))
            )
    except IntegrityError:  # met by somebody else at the same moment
        return Person.objects.get(phone_key=key_of(digits))


def find_person(reference: str) -> Person | None:
    """By our id, a user id, a username or a phone number, as scripts and tests like to write it."""
    if reference.startswith("@"):
        return Person.objects.filter(username=reference).first()
    digits = digits_of(reference)
    if digits:
        return find_by_number(digits)
    if reference.isdigit():
        return Person.objects.filter(pk=int(reference)).first()
    return Person.objects.filter(user_id=reference).first()


def know_customer(phone: str, *, name: str = "", last_wrote_at: datetime | None = None) -> Person:
    """Somebody whose history the business has and the simulator lacks (demo data): their window is what it says."""
    person = meet(digits_of(phone), name=name)
    if name and not person.name:
        Person.objects.filter(pk=person.pk).update(name=name, changed_in=CurrentTransaction())
    if last_wrote_at is not None:
        stale = Person.objects.filter(pk=person.pk).exclude(last_inbound_at__gte=last_wrote_at)
        stale.update(last_inbound_at=last_wrote_at, changed_in=CurrentTransaction())
    person.refresh_from_db()
    return person


def meet_without_number(name: str, username: str) -> Person:
    return Person.objects.get_or_create(username=username, defaults={"name": name, "user_id": new_user_id()})[0]
