"""The numbers' own credentials: stored sealed, opened only to be used."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from accounts.events import publish
from accounts.sealing import Unreadable, seal, unseal
from whatsapp.events import NumberToBeChecked
from whatsapp.models import BusinessNumber
from whatsapp.services.numbers import clear_stop

FIELDS = ("sealed_token", "sealed_app_secret", "sealed_verify_token")


def set_credentials(
    number: BusinessNumber, *, token: str = "", app_secret: str = "", verify_token: str = ""
) -> BusinessNumber:
    """Store those that are given; an empty one keeps what there is."""
    given = zip(FIELDS, (token.strip(), app_secret.strip(), verify_token.strip()), strict=True)
    changed = {field: seal(secret) for field, secret in given if secret}
    for field, sealed in changed.items():
        setattr(number, field, sealed)
    number.next_check_at = timezone.now()  # the new ones are tried at once
    with transaction.atomic():
        number.save(update_fields=[*changed, "next_check_at"])
        if token.strip() and number.stopped_reason:
            clear_stop(number)  # what the new token is worth, the next message shows
        publish(NumberToBeChecked(number_id=number.pk))
    return number


def forget_credentials(number: BusinessNumber) -> None:
    """Those of the environment hold again."""
    BusinessNumber.objects.filter(pk=number.pk).update(**dict.fromkeys(FIELDS, ""))


def rotate_credentials() -> tuple[int, list[str]]:
    """Seal everything anew with the first key. Returns how many numbers, and those that no key opens."""
    done, unreadable = 0, []
    for pk in BusinessNumber.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            number = BusinessNumber.objects.select_for_update().get(pk=pk)
            try:
                for field in FIELDS:
                    setattr(number, field, seal(unseal(getattr(number, field))))
            except Unreadable:
                unreadable.append(number.phone_number_id)
                continue
            number.save(update_fields=FIELDS)
            done += 1
    return done, unreadable


def other_secrets() -> tuple[list[str], list[str]]:
    """The numbers' own app secrets and verify tokens, each once. What no key opens is left out."""
    rows = BusinessNumber.objects.values_list("sealed_app_secret", "sealed_verify_token")
    found: tuple[dict[str, None], dict[str, None]] = ({}, {})
    for row in rows:
        for sealed, known in zip(row, found, strict=True):
            with suppress(Unreadable):
                known[unseal(sealed)] = None
    app_secrets, verify_tokens = ([secret for secret in known if secret] for known in found)
    return app_secrets, verify_tokens
