"""What WhatsApp has stopped, and whether a message is of a kind that is stopped. A stop ends by itself: now and then
one message of its kind is tried, and when WhatsApp takes it, the others follow."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from conversations.models import Message, MessageType
from conversations.services import outbox
from whatsapp.errors import Action, Policy, Scope
from whatsapp.models import BusinessNumber, CampaignRecipient, StopKind, Template, TemplateCategory, TemplateStatus
from whatsapp.services.numbers import clear_stop, stop_number, stop_sending
from whatsapp.services.templates import stop_template

TEMPLATE_STATES = {132015: TemplateStatus.PAUSED, 132016: TemplateStatus.DISABLED}
KINDS = {Scope.PAID: StopKind.PAID, Scope.MARKETING: StopKind.MARKETING, Scope.CAMPAIGNS: StopKind.CAMPAIGNS}
# Stops of these keep the lines in their order; the others are of messages that an answer may overtake.
IN_ORDER = (StopKind.ALL, StopKind.PAID)
Kinds = frozenset[str]
EVERY: Kinds = frozenset({StopKind.ALL})


def kinds_of(messages: Sequence[Message]) -> dict[int, Kinds]:
    """Of which kinds each message is, where it is more than one of EVERY."""
    templates = [message for message in messages if message.type == MessageType.TEMPLATE]
    if not templates:
        return {}
    marketing = _marketing({template_key(message) for message in templates})
    ids = [message.pk for message in templates]
    campaigns = set(CampaignRecipient.objects.filter(message_id__in=ids).values_list("message_id", flat=True))
    return {
        message.pk: EVERY
        | {StopKind.PAID}
        | ({StopKind.MARKETING} if template_key(message) in marketing else set())
        | ({StopKind.CAMPAIGNS} if message.pk in campaigns else set())
        for message in templates
    }


def held_as(message: Message, number: BusinessNumber, kinds: Kinds) -> tuple[str, str] | None:
    """The outbox's code and the reason, if the message may not go out now and is not the one that is tried."""
    stopped = [kind for kind in (StopKind.ALL, *number.partial_stops) if kind in kinds and number.reason_to_hold(kind)]
    if not stopped or _takes_probe(number):
        return None
    code = outbox.STOPPED_CODE if any(kind in IN_ORDER for kind in stopped) else outbox.SET_ASIDE_CODE
    return code, number.reason_to_hold(*stopped)


def stop_for(policy: Policy, message: Message, number: BusinessNumber, *, code: int, detail: str) -> None:
    """Everything that this refusal concerns."""
    reason = f"{code}: {detail}"
    if policy.scope == Scope.TEMPLATE:
        name, language = template_key(message)
        account_id = number.business_account_id
        stop_template(business_account_id=account_id, name=name, language=language, status=TEMPLATE_STATES[code].value)
        return
    # Since answers cost money too, one that is refused for lack of payment says that nothing goes out any more.
    is_everything = policy.scope == Scope.PAID and message.type != MessageType.TEMPLATE
    kind = StopKind.ALL if is_everything else KINDS.get(policy.scope, StopKind.ALL)
    for one in _concerned(policy.scope, number):
        if kind == StopKind.ALL:
            stop_number(one, reason=reason)
        else:
            stop_sending(one, kind=kind, reason=reason)
        BusinessNumber.objects.filter(pk=one.pk).update(probed_at=timezone.now())


def waits_as(policy: Policy, message: Message) -> str:
    """How a message that was refused itself waits for the stop's end; empty when it is none of those that were
    stopped, or its template is at fault: then it has failed."""
    if policy.action != Action.STOP or policy.scope == Scope.TEMPLATE:
        return ""
    kind = KINDS.get(policy.scope, StopKind.ALL)
    if kind == StopKind.PAID:  # what was refused for lack of payment costs money
        return outbox.STOPPED_CODE
    if kind not in kinds_of([message]).get(message.pk, EVERY):
        return ""
    return outbox.STOPPED_CODE if kind in IN_ORDER else outbox.SET_ASIDE_CODE


def lift_stops(number: BusinessNumber, kinds: Kinds) -> None:
    """WhatsApp took a message of these kinds. `number` as it was when the message was claimed: what was stopped
    while it was under way stays so."""
    lifted = [kind for kind in number.partial_stops if kind in kinds]
    if number.stopped_reason:
        lifted.append(StopKind.ALL)
    for kind in lifted:
        clear_stop(number, kind=kind)


def silent_channels() -> list[int]:
    """Those from which nothing may be sent, not even to try."""
    return list(_stopped().exclude(_probe_is_due()).values_list("channel_id", flat=True))


def channels_to_probe() -> list[int]:
    return list(_stopped().filter(_probe_is_due()).values_list("channel_id", flat=True))


def template_key(message: Message) -> tuple[str, str]:
    template = message.payload.get("template")
    template = template if isinstance(template, dict) else {}
    language = template.get("language")
    return str(template.get("name", "")), str(language.get("code", "")) if isinstance(language, dict) else ""


def _stopped() -> "QuerySet[BusinessNumber]":
    return BusinessNumber.objects.exclude(stopped_reason="")


def _probe_is_due() -> Q:
    return Q(probed_at=None) | Q(probed_at__lte=timezone.now() - timedelta(seconds=settings.WHATSAPP_PROBE_SECONDS))


def _takes_probe(number: BusinessNumber) -> bool:
    """Of all workers one gets to try."""
    return bool(BusinessNumber.objects.filter(_probe_is_due(), pk=number.pk).update(probed_at=timezone.now()))


def _concerned(scope: Scope, number: BusinessNumber) -> Sequence[BusinessNumber]:
    if scope not in (Scope.ACCOUNT, Scope.PAID) or not number.business_account_id:
        return [number]
    return list(BusinessNumber.objects.filter(business_account_id=number.business_account_id).order_by("pk"))


def _marketing(keys: set[tuple[str, str]]) -> set[tuple[str, str]]:
    rows = Template.objects.filter(category=TemplateCategory.MARKETING, name__in={name for name, _ in keys})
    return set(rows.values_list("name", "language"))
