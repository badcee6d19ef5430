"""What Meta thinks of the number and allows the account."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from whatsapp.simulator import scheduling
from whatsapp.simulator.models import Account
from whatsapp.simulator.webhooks import DISPLAY_NUMBER, Value

QUALITIES = ("GREEN", "YELLOW", "RED", "UNKNOWN")
THROUGHPUTS = ("STANDARD", "HIGH", "NOT_APPLICABLE")
LIMITS = ("TIER_250", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED")
NUMBER_STATUSES = ("CONNECTED", "FLAGGED", "RESTRICTED", "RATE_LIMITED", "BANNED", "DISCONNECTED", "PENDING")
DAILY = {"TIER_250": 250, "TIER_2K": 2000, "TIER_10K": 10_000, "TIER_100K": 100_000, "TIER_UNLIMITED": -1}
RESTRICTION = timedelta(days=3)
PHONE_NUMBERS = 25


def change_quality(account: Account, quality: str) -> None:
    """Meta tells nobody since February 2026: one has to ask the number."""
    save(account, quality=quality)


def change_number_status(account: Account, status: str) -> None:
    save(account, number_status=status)


@transaction.atomic
def change_throughput(account: Account, throughput: str) -> None:
    save(account, throughput=throughput)
    if throughput == "HIGH":
        tell_number("THROUGHPUT_UPGRADE", account)


@transaction.atomic
def change_limit(account: Account, limit: str) -> None:
    save(account, messaging_limit=limit)
    value = {"max_daily_conversations_per_business": DAILY[limit], "max_phone_numbers_per_business": PHONE_NUMBERS}
    scheduling.tell("business_capability_update", value)


def tell_number(event: str, account: Account) -> None:
    value = {
        "display_phone_number": DISPLAY_NUMBER,
        "event": event,
        "max_daily_conversations_per_business": account.messaging_limit,
    }
    scheduling.tell("phone_number_quality_update", value)


@transaction.atomic
def change_name(account: Account, name: str, *, decision: str) -> None:
    if decision == "APPROVED":
        account.verified_name = name
    save(account, verified_name=account.verified_name, name_status=decision)
    value = {
        "display_phone_number": DISPLAY_NUMBER,
        "decision": decision,
        "requested_verified_name": name,
        "rejection_reason": None if decision == "APPROVED" else "NAME_NOT_RELATED",
    }
    scheduling.tell("phone_number_name_update", value)


@transaction.atomic
def restrict(account: Account) -> None:
    """The business may answer and no more, for some days."""
    save(account, standing="RESTRICTED")
    until = int((timezone.now() + RESTRICTION).timestamp())
    restriction = {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": until}
    tell_account("ACCOUNT_RESTRICTION", restriction_info=[restriction])


def accuse(account: Account) -> None:
    """A violation is noted, and nothing else happens yet."""
    tell_account("ACCOUNT_VIOLATION", violation_info={"violation_type": "SPAM"})


@transaction.atomic
def disable(account: Account) -> None:
    save(account, standing="DISABLED")
    tell_account("DISABLED_UPDATE", ban_info=ban("DISABLE"))


@transaction.atomic
def reinstate(account: Account) -> None:
    was_disabled = account.standing == "DISABLED"
    save(account, standing="")
    if was_disabled:
        tell_account("DISABLED_UPDATE", ban_info=ban("REINSTATE"))
    else:
        tell_account("ACCOUNT_RESTRICTION", restriction_info=[])


def announce_deletion(account: Account) -> None:
    tell_account("ACCOUNT_DELETED")


def ban(state: str) -> Value:
    return {"waba_ban_state": state, "waba_ban_date": f"{timezone.now():%B %d, %Y}"}


def tell_account(event: str, **details: Any) -> None:
    scheduling.tell("account_update", {"event": event} | details)


def alert(account: Account) -> None:
    value = {
        "entity_type": "PHONE_NUMBER",
        "entity_id": DISPLAY_NUMBER,
        "alert_info": {
            "alert_severity": "WARNING",
            "alert_status": "ACTIVE",
            "alert_type": "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED",
            "alert_description": "The messaging limit could not be raised: messages were of low quality.",
        },
        "alert_severity": "WARNING",
        "alert_status": "ACTIVE",
        "alert_type": "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED",
        "alert_description": "The messaging limit could not be raised: messages were of low quality.",
    }
    scheduling.tell("account_alerts", value)


def review(account: Account) -> None:
    scheduling.tell("account_review_update", {"decision": "APPROVED"})


def save(account: Account, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(account, name, value)
    account.save(update_fields=list(changes))


# What the panel and the API call by name.
ACTS = {
    "restrict": restrict,
    "accuse": accuse,
    "disable": disable,
    "reinstate": reinstate,
    "delete": announce_deletion,
    "alert": alert,
    "review": review,
}
