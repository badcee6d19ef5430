"""What Meta says of a template, by webhook, by the list or by refusing a message; and what follows from it.

Webhooks come in any order and more than once: each fact is kept with Meta's time for it, and what is older than what
is known changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.events import publish
from whatsapp.events import TemplateToBeFetched
from whatsapp.models import AlertKind, Template, TemplateCategory, TemplateQuality, TemplateStatus
from whatsapp.models.template import GONE_STATUSES, OWN_STATUSES
from whatsapp.payloads import TemplateChange
from whatsapp.services.alerts import clear_alert, raise_alert
from whatsapp.services.campaign_halts import halt_campaigns_of

# Meta's words for a state that has another name here. A flagged template can still be sent.
MEANINGS = {
    "REINSTATED": TemplateStatus.APPROVED,
    "UNARCHIVED": TemplateStatus.APPROVED,
    "FLAGGED": TemplateStatus.APPROVED,
    "LOCKED": TemplateStatus.DISABLED,
}
PAUSES = {"FIRST_PAUSE": timedelta(hours=3), "SECOND_PAUSE": timedelta(hours=6)}
STATE_FIELDS = (
    "status",
    "status_at",
    "rejected_reason",
    "paused_until",
    "disable_at",
    "quality",
    "quality_at",
    "category",
    "previous_category",
    "category_at",
    "external_id",
    "submitted_at",
    "error",
)
TROUBLE = (TemplateStatus.PAUSED, TemplateStatus.DISABLED, TemplateStatus.REJECTED, TemplateStatus.LIMIT_EXCEEDED)
Key = tuple[str, str, str]


def apply_template_changes(changes: Iterable[TemplateChange]) -> None:
    """Webhooks' news. A template that we do not know yet, and one whose parts changed, is fetched afterwards."""
    by_key: dict[Key, list[TemplateChange]] = defaultdict(list)
    for change in changes:
        by_key[(change.account_id, change.name, change.language)].append(change)
    if not by_key:
        return
    with transaction.atomic():
        rows = _locked(by_key)
        before = {row.pk: row.status for row in rows.values()}
        for key, row in rows.items():
            for change in sorted(by_key[key], key=lambda one: one.at):
                _take_over(row, change)
        Template.objects.bulk_update(rows.values(), STATE_FIELDS)
        follow([row for row in rows.values() if row.status != before[row.pk]])
        publish(*_to_fetch(by_key, rows))


def stop_template(*, business_account_id: str, name: str, language: str, status: str) -> None:
    """Meta refused a message because of its template. What Meta says next of it counts again."""
    with transaction.atomic():
        rows = Template.objects.select_for_update(of=("self",)).exclude(status__in=OWN_STATUSES)
        row = rows.filter(business_account_id=business_account_id, name=name, language=language).first()
        if row is None or row.status == known_status(status):
            return
        row.status, row.status_at = known_status(status), timezone.now().replace(microsecond=0)
        row.save(update_fields=["status", "status_at"])
        follow([row])
        publish(TemplateToBeFetched(business_account_id=business_account_id, name=name))


def follow(changed: Sequence[Template]) -> None:
    """What a new status brings about. Must run in the transaction that wrote it."""
    halt_campaigns_of([row for row in changed if not row.is_sendable])
    for row in changed:
        if row.status in TROUBLE:
            detail = " ".join(part for part in (row.status, row.rejected_reason) if part)
            raise_alert(kind=AlertKind.TEMPLATE_STATE, subject=row.subject, detail=detail)
        elif row.is_sendable or row.status in GONE_STATUSES:
            clear_alert(kind=AlertKind.TEMPLATE_STATE, subject=row.subject)


def show_quality(row: Template) -> None:
    if row.quality == TemplateQuality.RED:
        raise_alert(kind=AlertKind.TEMPLATE_QUALITY, subject=row.subject, detail=row.quality)
    else:
        clear_alert(kind=AlertKind.TEMPLATE_QUALITY, subject=row.subject)


def known_status(value: str) -> str:
    word = value.upper()
    is_metas = word in TemplateStatus.values and word not in OWN_STATUSES
    return MEANINGS.get(word) or (word if is_metas else TemplateStatus.OTHER)


def known_quality(value: object) -> str:
    word = str(value or "").upper()
    return word if word in TemplateQuality.values else TemplateQuality.UNKNOWN


def is_news(known_at: datetime | None, at: datetime) -> bool:
    """Meta's times are whole seconds: of two in one second the later arrival counts."""
    return known_at is None or at >= known_at


def set_status(row: Template, word: str, *, at: datetime, reason: str = "", title: str = "") -> None:
    row.status = TemplateStatus.APPROVED if title == "UNPAUSE" else known_status(word)
    row.status_at = at
    row.rejected_reason = "" if row.is_sendable or reason.upper() == "NONE" else reason[:500]
    pause = PAUSES.get(title)
    row.paused_until = at + pause if pause and row.status == TemplateStatus.PAUSED else None
    if row.proposal is None:  # Meta has it, so what we submitted did arrive
        row.submitted_at, row.error = None, ""


def set_category(row: Template, category: str, *, at: datetime) -> None:
    """Meta may move a template to another category; that changes its price and whom it may be sent to."""
    category, known = category.upper()[:32], row.category
    row.category_at = at
    if category == known:
        return
    row.category = category
    if known in TemplateCategory.values and row.pk:
        row.previous_category = known
        raise_alert(kind=AlertKind.TEMPLATE_CATEGORY, subject=row.subject, detail=f"{known} → {category}")


def _locked(keys: Iterable[Key]) -> dict[Key, Template]:
    wanted = Q()
    for account_id, name, language in keys:
        wanted |= Q(business_account_id=account_id, name=name, language=language)
    rows = Template.objects.select_for_update(of=("self",)).filter(wanted).order_by("pk")
    return {(row.business_account_id, row.name, row.language): row for row in rows}


def _take_over(row: Template, change: TemplateChange) -> None:
    if change.template_id:
        row.external_id = change.template_id[:64]
    if change.status and is_news(row.status_at, change.at):
        set_status(row, change.status, at=change.at, reason=change.reason, title=change.title)
        row.disable_at = change.disable_at
    if change.quality and is_news(row.quality_at, change.at):
        row.quality, row.quality_at = known_quality(change.quality), change.at
        show_quality(row)
    if change.category and is_news(row.category_at, change.at):
        set_category(row, change.category, at=change.at)


def _to_fetch(by_key: dict[Key, list[TemplateChange]], rows: dict[Key, Template]) -> list[TemplateToBeFetched]:
    wanted = {
        (key[0], key[1]): None
        for key, changes in by_key.items()
        if key[0] and (key not in rows or any(change.components for change in changes))
    }
    return [TemplateToBeFetched(business_account_id=account_id, name=name) for account_id, name in wanted]
