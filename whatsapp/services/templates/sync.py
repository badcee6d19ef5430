"""Taking over what Meta has. The calls are made before the transaction begins; one account at a time is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import uniform
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from conversations.exceptions import Forbidden, Invalid
from whatsapp.client import GraphClient, GraphError, NotReached, OutcomeUnknown
from whatsapp.errors import UNREACHABLE as UNREACHABLE_POLICY
from whatsapp.errors import Action, policy_for
from whatsapp.exceptions import WhatsAppUnavailable
from whatsapp.models import BusinessNumber, Template, TemplateStatus
from whatsapp.models.template import GONE_STATUSES, OWN_STATUSES
from whatsapp.services.numbers import client_for
from whatsapp.services.templates.state import (
    follow,
    is_news,
    known_quality,
    set_category,
    set_status,
    show_quality,
)

log = structlog.get_logger(__name__)
Raw = dict[str, Any]
# A submission whose outcome nobody recorded may still be on its way for so long.
SUBMISSION_TAKES = timedelta(minutes=2)
NOT_THERE = gettext_noop("WhatsApp does not have it: submit it again.")
UNREACHABLE = (GraphError, NotReached, OutcomeUnknown)
FIRST_PAUSE, LONGEST_PAUSE, MOST_TRIES = 15.0, 900.0, 6
WRITTEN = (
    *("external_id", "category", "previous_category", "category_at", "status", "status_at", "rejected_reason"),
    *("quality", "quality_at", "paused_until", "disable_at", "parameter_format", "components", "synced_at"),
    *("proposal", "submitted_at", "error"),
)


@dataclass(frozen=True, slots=True)
class Listing:
    """What Meta's list said. With a name it speaks of that template alone."""

    account_id: str
    rows: dict[tuple[str, str], Raw]
    began_at: datetime
    name: str = ""


def business_accounts() -> list[str]:
    """All that we have a number of, and the one of the settings."""
    known = BusinessNumber.objects.exclude(business_account_id="").values_list("business_account_id", flat=True)
    own = [settings.WHATSAPP_BUSINESS_ACCOUNT_ID] if settings.WHATSAPP_BUSINESS_ACCOUNT_ID else []
    return list(dict.fromkeys([*own, *known.order_by("business_account_id").distinct()]))


def own_account() -> str:
    """Where nobody says which: that of the settings, or the first that there is."""
    return next(iter(business_accounts()), "")


def chosen_account(business_account_id: str) -> str:
    """Raises Invalid for one of which we have no number."""
    if business_account_id and business_account_id not in business_accounts():
        raise Invalid(_("We have no number of this business account."), code="unknown", attr="business_account_id")
    return business_account_id or own_account()


def client_of(business_account_id: str) -> GraphClient:
    """With the token of a number of this account, or the environment's."""
    numbers = BusinessNumber.objects.filter(business_account_id=business_account_id)
    number = numbers.order_by("sealed_token", "pk").last()
    return client_for(number) if number else GraphClient()


def sync_templates(business_account_id: str, *, client: GraphClient | None = None) -> int:
    """The whole list. Returns how many Meta has. Raises GraphError, NotReached or OutcomeUnknown, and nothing has
    changed then: half a list would delete the other half."""
    return _write(_fetched(business_account_id, "", client or client_of(business_account_id)))


def sync_named(business_account_id: str, name: str, *, client: GraphClient | None = None) -> int:
    """One template in all its languages."""
    return _write(_fetched(business_account_id, name, client or client_of(business_account_id)))


def sync_all(*, by: User) -> int:
    """All accounts, while somebody waits. Raises what it tells people of the first that fails; the others are done."""
    if not by.is_steering:
        raise Forbidden
    count, failure = 0, None
    for account_id in business_accounts():
        try:
            count += sync_templates(account_id)
        except UNREACHABLE as error:
            failure = failure or error
    if failure:
        raise WhatsAppUnavailable(_("WhatsApp did not answer: %(error)s") % {"error": failure}) from failure
    return count


def sync_or_wait(business_account_id: str, *, name: str = "", tries: int = 0) -> float | None:
    """Synchronise, and if Meta would not have it now: in how many seconds to ask again. Null when that is done, or
    left to the next regular synchronisation."""
    try:
        if name:
            sync_named(business_account_id, name)
        else:
            sync_templates(business_account_id)
    except UNREACHABLE as error:
        log.warning("templates not synchronised", account_id=business_account_id, error=str(error)[:80], tries=tries)
        return _pause_after(error, tries)
    return None


def _pause_after(error: Exception, tries: int) -> float | None:
    """Meta's limits for such calls are counted by the hour."""
    policy = policy_for(error.code) if isinstance(error, GraphError) else UNREACHABLE_POLICY
    if policy.action != Action.RETRY or tries >= MOST_TRIES:
        return None
    first = max(policy.first_pause, FIRST_PAUSE)
    return float(min(first * 2**tries, max(policy.longest_pause, LONGEST_PAUSE)) * uniform(1, 1.25))  # noqa: S311


def _fetched(account_id: str, name: str, client: GraphClient) -> Listing:
    began_at = timezone.now()
    found = (raw for raw in client.templates(account_id, name=name) if not name or raw.get("name") == name)
    whole = (raw for raw in found if raw.get("name") and raw.get("language"))
    rows = {(str(raw["name"])[:512], str(raw["language"])[:16]): raw for raw in whole}
    return Listing(account_id=account_id, rows=rows, began_at=began_at, name=name)


def _write(listing: Listing) -> int:
    with transaction.atomic():
        _lock_account(listing.account_id)
        known = {(row.name, row.language): row for row in _rows_of(listing)}
        before = {row.pk: row.status for row in known.values()}
        new = [_new(listing, key) for key in listing.rows if key not in known]
        for key, row in known.items():
            _renew(row, listing.rows.get(key), listing.began_at)
        Template.objects.bulk_update(known.values(), WRITTEN)
        Template.objects.bulk_create(new, ignore_conflicts=True)
        follow([row for row in known.values() if row.status != before[row.pk]])
    log.info("templates synchronised", account_id=listing.account_id, count=len(listing.rows), new=len(new))
    return len(listing.rows)


def _lock_account(account_id: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('templates:' || %s, 0))", [account_id])


def _rows_of(listing: Listing) -> Iterable[Template]:
    rows = Template.objects.select_for_update(of=("self",)).filter(business_account_id=listing.account_id)
    return (rows.filter(name=listing.name) if listing.name else rows).order_by("pk")


def _new(listing: Listing, key: tuple[str, str]) -> Template:
    row = Template(business_account_id=listing.account_id, name=key[0], language=key[1])
    _take_over(row, listing.rows[key], listing.began_at)
    return row


def _renew(row: Template, raw: Raw | None, began_at: datetime) -> None:
    if raw is not None:
        _take_over(row, raw, began_at)
    elif row.status in OWN_STATUSES:
        _miss_submission(row, began_at)
    elif row.status not in GONE_STATUSES and row.synced_at <= began_at and is_news(row.status_at, began_at):
        row.status, row.status_at = TemplateStatus.DELETED, _second(began_at)


def _miss_submission(row: Template, began_at: datetime) -> None:
    if row.submitted_at and row.submitted_at < began_at - SUBMISSION_TAKES:
        row.status, row.submitted_at, row.error = TemplateStatus.DRAFT, None, NOT_THERE


def _take_over(row: Template, raw: Raw, began_at: datetime) -> None:
    """The list tells how things stood when it was asked for: what a later list or event said stays."""
    if row.pk and row.synced_at > began_at:
        return
    parts = _parts(raw.get("components"))
    if row.pk and row.status in OWN_STATUSES and not same_parts(row.components, parts):
        # Somebody used the name at Meta: theirs counts, and the draft's words are kept as a change to it.
        row.proposal, row.submitted_at = {"category": row.category, "components": row.components}, None
    row.external_id = str(raw.get("id") or row.external_id)[:64]
    row.parameter_format = str(raw.get("parameter_format") or "POSITIONAL").upper()[:12]
    row.components = parts
    row.synced_at = began_at
    at = _second(began_at)
    if is_news(row.status_at, at):
        _take_over_status(row, raw, at)
    if raw.get("category") and is_news(row.category_at, at):
        set_category(row, str(raw["category"]), at=at)
    _take_over_quality(row, raw, at)
    _settle_proposal(row, began_at)


def _take_over_status(row: Template, raw: Raw, at: datetime) -> None:
    """The list tells nothing of pauses and deadlines: what a webhook told stays as long as the status does."""
    status, until, disable_at = row.status, row.paused_until, row.disable_at
    set_status(row, str(raw.get("status", "")), at=at, reason=str(raw.get("rejected_reason") or ""))
    is_same = row.status == status
    row.paused_until, row.disable_at = (until, disable_at) if is_same else (None, None)


def _take_over_quality(row: Template, raw: Raw, at: datetime) -> None:
    score = raw.get("quality_score")
    if not isinstance(score, dict) or not is_news(row.quality_at, at):
        return
    before = row.quality
    row.quality, row.quality_at = known_quality(score.get("score")), at
    if row.quality != before:
        show_quality(row)


def _settle_proposal(row: Template, began_at: datetime) -> None:
    """A change that was on its way: Meta has it, or it never arrived."""
    if row.proposal is None or row.submitted_at is None:
        return
    if same_parts(row.components, row.proposal.get("components", [])):
        row.proposal, row.submitted_at, row.error = None, None, ""
    elif row.submitted_at < began_at - SUBMISSION_TAKES:
        row.submitted_at, row.error = None, NOT_THERE


def _second(moment: datetime) -> datetime:
    """Meta's times are whole seconds: an event of the same second is taken to be the later one."""
    return moment.replace(microsecond=0)


def _parts(value: Any) -> list[Raw]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def same_parts(one: list[Raw], other: list[Raw]) -> bool:
    """The same texts and buttons; Meta leaves out and adds the rest."""
    return [_essence(part) for part in one] == [_essence(part) for part in other]


def _essence(part: Raw) -> Raw:
    buttons = [(str(b.get("type", "")).upper(), str(b.get("text", ""))) for b in _parts(part.get("buttons"))]
    offer = part.get("limited_time_offer")
    return {
        "kind": str(part.get("type", "")).upper(),
        "form": str(part.get("format") or "TEXT").upper(),
        "text": str(part.get("text") or ""),
        "buttons": buttons,
        "offer": offer.get("text") if isinstance(offer, dict) else None,
        "cards": [[_essence(one) for one in _parts(card.get("components"))] for card in _parts(part.get("cards"))],
    }
