"""What Meta's refusals bring about beside the message itself, whether they come as an answer or later by webhook."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from accounts.events import publish
from conversations.models import Direction, Message
from conversations.services.consents import record_refusal
from conversations.services.flags import note_marketing_limit
from conversations.services.statuses import StatusUpdate
from whatsapp.errors import Action, Policy, policy_for
from whatsapp.events import TemplateToBeFetched
from whatsapp.media.uploading import forget_media_id
from whatsapp.models import BusinessNumber
from whatsapp.services.stops import stop_for, template_key

MARKETING_LIMIT, OPTED_OUT, NO_SUCH_TEMPLATE = 131049, 131050, 132001
# Meta could not do anything with the file: whoever sends it again uploads it again.
FILE_REFUSED = (131052, 131053)


def follow(message: Message, number: BusinessNumber, *, code: int, detail: str, policy: Policy) -> None:
    """Safe to repeat: the answer and the webhook may both say it."""
    if policy.action == Action.STOP:
        stop_for(policy, message, number, code=code, detail=detail)
    elif code == OPTED_OUT:
        record_refusal(message.conversation.customer_id, at=timezone.now())
    elif code == MARKETING_LIMIT:
        note_marketing_limit(message.conversation.customer_id, at=timezone.now())
    elif code == NO_SUCH_TEMPLATE:
        name = template_key(message)[0]
        publish(TemplateToBeFetched(business_account_id=number.business_account_id, name=name))


def follow_statuses(updates: Sequence[StatusUpdate]) -> None:
    """Those that failed with a code that means more than this one message. Must come before whatever locks messages:
    customers and numbers are locked here."""
    telling = [update for update in updates if update.error and _means_more(code_of(update))]
    if not telling:
        return
    found = Q(external_id__in=[update.external_id for update in telling])
    found |= Q(pk__in=[update.message_id for update in telling if update.message_id])
    rows = list(Message.objects.select_related("conversation").filter(found, direction=Direction.OUTGOING))
    by_external, by_id = {row.external_id: row for row in rows}, {row.pk: row for row in rows}
    channels = {row.conversation.channel_id for row in rows}
    numbers = {row.channel_id: row for row in BusinessNumber.objects.filter(channel_id__in=channels)}
    told: set[tuple[int, int]] = set()
    for update in telling:
        message = by_external.get(update.external_id) or by_id.get(update.message_id or 0)
        number = numbers.get(message.conversation.channel_id) if message else None
        code = code_of(update)
        policy = policy_for(code)
        # Thousands of a campaign fail for one reason: it is told once a number.
        if message is None or number is None or (policy.action == Action.STOP and (number.pk, code) in told):
            continue
        told.add((number.pk, code))
        if code in FILE_REFUSED:
            forget_media_id(message, number=number)
        follow(message, number, code=code, detail=str((update.error or {}).get("detail", "")), policy=policy)


def _means_more(code: int) -> bool:
    """Opt-outs that come by webhook are recorded with Meta's own time."""
    return policy_for(code).action == Action.STOP or code in (MARKETING_LIMIT, NO_SUCH_TEMPLATE, *FILE_REFUSED)


def code_of(update: StatusUpdate) -> int:
    code = str((update.error or {}).get("code", ""))
    return int(code) if code.isascii() and code.isdecimal() else -1
