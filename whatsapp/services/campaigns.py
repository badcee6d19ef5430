"""Campaigns: prepared, started, and sent in batches that can be interrupted anywhere.

Claiming a recipient and queueing its message are one transaction: after a crash nobody was left out, and nobody
gets it twice. A batch waits while the last one still stands in the outbox, so that agents' answers never queue up
behind thousands of others.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.exceptions import Conflict, DomainError, Forbidden, Invalid
from conversations.models import OUTBOX_STATUSES, Customer, Direction
from conversations.phones import digits, with_ninth_digit
from conversations.services.consents import OPTED_OUT, has_refused_campaigns, has_refused_marketing
from conversations.services.customers import find_customer
from conversations.services.flags import is_unreachable, rests_from_marketing
from whatsapp.models import (
    BusinessNumber,
    Campaign,
    CampaignRecipient,
    CampaignStatus,
    RecipientStatus,
    StopKind,
    Template,
    TemplateCategory,
)
from whatsapp.services.campaign_halts import campaign_goes_on, halt_campaigns_of
from whatsapp.services.numbers import default_number
from whatsapp.services.sending import TemplateContent, send_template
from whatsapp.services.templates import variables_of

BATCH = 50
FIELD = re.compile(r"\{\{\s*customer\.(name|first_name|plan)\s*\}\}")
NOBODYS_FAULT = ("template_not_approved", "marketing_stopped")
EDITABLE = (CampaignStatus.DRAFT, CampaignStatus.PAUSED)


@dataclass(frozen=True, slots=True)
class Target:
    """`phone` is E.164."""

    phone: str
    variables: Mapping[str, str] = field(default_factory=dict)


def create_campaign(*, by: User, recipients: Iterable[Target] = (), **fields: Any) -> Campaign:
    _check_role(by)
    with transaction.atomic():
        campaign = Campaign.objects.create(created_by=by, **fields)
        _add(campaign, recipients)
    return campaign


def update_campaign(
    campaign: Campaign, *, by: User, recipients: Iterable[Target] | None = None, **fields: Any
) -> Campaign:
    """`recipients` are added to those that it has. What is running must be paused first."""
    _check_role(by)
    with transaction.atomic():
        locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if locked.status not in EDITABLE:
            raise Conflict(_("Pause the campaign first."), code="not_editable")
        for name, value in fields.items():
            setattr(locked, name, value)
        locked.save(update_fields=[*fields])
        _add(locked, recipients or ())
    return locked


def delete_campaign(campaign: Campaign, *, by: User) -> None:
    """Only one that was never started: the others are the record of what was sent."""
    _check_role(by)
    if not Campaign.objects.filter(pk=campaign.pk, started_at=None).delete()[0]:
        raise Conflict(_("It was started; it can only be cancelled."), code="was_started")


def start_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Also goes on with a paused one. Raises Invalid when the template cannot be sent as it stands."""
    _check_role(by)
    if not campaign.template.is_sendable:
        raise Invalid(_("This template is not approved."), code="template_not_approved", attr="template")
    if not campaign.recipients.filter(status=RecipientStatus.PENDING).exists():
        raise Conflict(_("Nobody is left to send it to."), code="no_recipients")
    _check_account(campaign)
    _check_variables(campaign)
    started_at = campaign.started_at or timezone.now()
    with transaction.atomic():
        moved = _move(campaign, EDITABLE, CampaignStatus.RUNNING, started_at=started_at, paused_reason="")
        campaign_goes_on(moved)
    return moved


def pause_campaign(campaign: Campaign, *, by: User) -> Campaign:
    _check_role(by)
    return _move(campaign, (CampaignStatus.RUNNING,), CampaignStatus.PAUSED)


def cancel_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """What was queued already is sent."""
    _check_role(by)
    allowed = (CampaignStatus.DRAFT, CampaignStatus.RUNNING, CampaignStatus.PAUSED)
    with transaction.atomic():
        moved = _move(campaign, allowed, CampaignStatus.CANCELLED, finished_at=timezone.now(), paused_reason="")
        campaign_goes_on(moved)
    return moved


def due_campaigns() -> list[int]:
    now = timezone.now()
    due = Campaign.objects.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=now), status=CampaignStatus.RUNNING)
    return list(due.order_by("pk").values_list("pk", flat=True))


def queue_batch(campaign_id: int) -> int:
    """Queue the next recipients' messages. Returns how many were processed; 0 when there is nothing to do now.
    May run twice at once: each recipient is claimed."""
    campaign = Campaign.objects.select_related("template", "created_by", "number").filter(pk=campaign_id).first()
    if campaign is None or campaign_id not in due_campaigns() or not _may_send(campaign) or _must_wait(campaign):
        return 0
    pending = campaign.recipients.filter(status=RecipientStatus.PENDING).order_by("pk")
    recipients = list(pending[:BATCH])
    done = sum(_process(campaign, recipient) for recipient in recipients)
    if not pending.exists():
        Campaign.objects.filter(pk=campaign_id, status=CampaignStatus.RUNNING).update(
            status=CampaignStatus.FINISHED, finished_at=timezone.now()
        )
    return done


def results(campaign: Campaign) -> dict[str, int]:
    """How many recipients stand where: what became of the message where there is one."""
    rows = campaign.recipients.values_list("status", "message__status").annotate(count=Count("pk"))
    counts: dict[str, int] = {}
    for status, message_status, count in rows:
        shown = result_of(status, message_status)
        counts[shown] = counts.get(shown, 0) + count
    return counts


def result_of(status: str, message_status: str | None) -> str:
    if message_status is None:
        return status
    return RecipientStatus.QUEUED.value if message_status in OUTBOX_STATUSES else message_status


def components_for(template: Template, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """The template's parts with their values. A missing value stays empty, and is refused when it is sent."""
    parts = []
    for component in template.components:
        kind = str(component.get("type", "")).lower()
        names = variables_of(component) if kind in ("header", "body") else []
        if names:
            prefix = "header." if kind == "header" else ""
            parameters = [_parameter(template, name, values.get(f"{prefix}{name}", "")) for name in names]
            parts.append({"type": kind, "parameters": parameters})
    return parts


def _parameter(template: Template, name: str, text: str) -> dict[str, str]:
    named = {"parameter_name": name} if template.parameter_format == "NAMED" else {}
    return {"type": "text", "text": text, **named}


def _process(campaign: Campaign, recipient: CampaignRecipient) -> int:
    customer = find_customer(recipient.phone)
    is_marketing = campaign.template.category == TemplateCategory.MARKETING
    if reason := _reason_to_skip(customer, recipient.phone, is_marketing=is_marketing):
        return _settle(recipient, RecipientStatus.SKIPPED, reason=reason)
    try:
        with transaction.atomic():
            if not _settle(recipient, RecipientStatus.QUEUED):
                return 0
            message = send_template(
                to=recipient.phone,
                content=TemplateContent(
                    name=campaign.template.name,
                    language=campaign.template.language,
                    components=components_for(campaign.template, _values(campaign, recipient, customer)),
                ),
                by=campaign.created_by,
                phone_number_id=number_of(campaign).phone_number_id,
            )
            CampaignRecipient.objects.filter(pk=recipient.pk).update(message=message)
            return 1
    except DomainError as error:
        if error.code in NOBODYS_FAULT:
            return 0  # the recipient keeps the turn; the next batch finds the campaign halted or waiting
        return _settle(recipient, RecipientStatus.FAILED, reason=error.code)


def _may_send(campaign: Campaign) -> bool:
    """A template that may not be sent any more halts the campaign, should whoever stopped it have come too early."""
    if campaign.template.is_sendable:
        return True
    with transaction.atomic():
        halt_campaigns_of([campaign.template])
    return False


def _settle(recipient: CampaignRecipient, status: RecipientStatus, reason: str = "") -> int:
    """Claim it: of two workers one changes the row."""
    return CampaignRecipient.objects.filter(pk=recipient.pk, status=RecipientStatus.PENDING).update(
        status=status, reason=reason[:60], processed_at=timezone.now()
    )


def _reason_to_skip(customer: Customer | None, phone: str, *, is_marketing: bool) -> str:
    if customer and customer.is_blocked:
        return "blocked"
    if has_refused_campaigns(customer, phone) or (is_marketing and has_refused_marketing(customer, phone)):
        return OPTED_OUT
    if customer is None:
        return ""
    if is_unreachable(customer):
        return "unreachable"
    return "marketing_limit" if is_marketing and rests_from_marketing(customer) else ""


def _values(campaign: Campaign, recipient: CampaignRecipient, customer: Customer | None) -> dict[str, str]:
    name = customer.name if customer else ""
    known = {"name": name, "first_name": name.split(" ")[0], "plan": customer.plan if customer else ""}
    merged = {**campaign.variables, **recipient.variables}
    return {key: FIELD.sub(lambda found: known[found[1]], str(text)) for key, text in merged.items()}


def _must_wait(campaign: Campaign) -> bool:
    """While its number is stopped, or the last batch is still on its way."""
    kinds = [StopKind.CAMPAIGNS, StopKind.PAID]
    if campaign.template.category == TemplateCategory.MARKETING:
        kinds.append(StopKind.MARKETING)
    if number_of(campaign).reason_to_hold(*kinds):
        return True
    on_their_way = campaign.recipients.filter(
        message__direction=Direction.OUTGOING, message__status__in=OUTBOX_STATUSES
    )
    return on_their_way.count() >= BATCH


def number_of(campaign: Campaign) -> BusinessNumber:
    return campaign.number or default_number()


def _check_account(campaign: Campaign) -> None:
    """Templates belong to a business account; so do numbers, as far as we know which."""
    account_id = number_of(campaign).business_account_id
    if account_id and account_id != campaign.template.business_account_id:
        text = _("This template belongs to another business account than the number.")
        raise Invalid(text, code="other_account", attr="template")


def _check_variables(campaign: Campaign) -> None:
    """Those that nobody gives a value to by name, and not every recipient has of its own."""
    needed = [
        (f"header.{name}" if str(component.get("type", "")).lower() == "header" else name)
        for component in campaign.template.components
        if str(component.get("type", "")).lower() in ("header", "body")
        for name in variables_of(component)
    ]
    for name in needed:
        lacking = campaign.recipients.filter(status=RecipientStatus.PENDING).exclude(variables__has_key=name)
        if not str(campaign.variables.get(name, "")).strip() and lacking.exists():
            text = _("The variable %(name)s has no value.") % {"name": name}
            raise Invalid(text, code="variable_missing", attr="variables")


def _add(campaign: Campaign, targets: Iterable[Target]) -> None:
    rows = [
        CampaignRecipient(
            campaign=campaign, phone=f"+{with_ninth_digit(digits(target.phone))}", variables=dict(target.variables)
        )
        for target in targets
    ]
    CampaignRecipient.objects.bulk_create(rows, ignore_conflicts=True)


def _move(campaign: Campaign, allowed: Sequence[str], to: CampaignStatus, **fields: Any) -> Campaign:
    if not Campaign.objects.filter(pk=campaign.pk, status__in=allowed).update(status=to, **fields):
        raise Conflict(_("This is not possible in the campaign's present state."), code="transition_not_allowed")
    campaign.refresh_from_db()
    return campaign


def _check_role(by: User) -> None:
    if not by.is_steering:
        raise Forbidden
