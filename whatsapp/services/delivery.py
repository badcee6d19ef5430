"""Hop 4: delivering the outbox, one conversation's line at a time.

The head is claimed and committed, WhatsApp is called outside any transaction, and the outcome is recorded. Whatever
kills the worker in between leaves a row that says so: `sending`, which a sweeper turns into `unconfirmed`.
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop

from conversations.models import (
    CustomerIdentity,
    IdentityKind,
    Message,
    MessageType,
)
from conversations.phones import digits, match_key
from conversations.services import outbox
from whatsapp.client import GraphClient, GraphError, NotReached, OutcomeUnknown, Sent
from whatsapp.errors import UNREACHABLE, Action, Policy, policy_for
from whatsapp.media.uploading import MEDIA_GONE, NotReady, Unusable, forget_media_id, media_id_of
from whatsapp.models import BusinessNumber
from whatsapp.outgoing import Body, body_for
from whatsapp.services.early import settle_early
from whatsapp.services.numbers import clear_stop, client_for, stop_number

# How many messages of one conversation are delivered before others get their turn.
FAIRNESS = 20
# A claim older than this belongs to a worker that died: longer than the client's time-outs together.
CLAIM_SECONDS = 40
NO_ADDRESS = gettext_noop("The customer has no WhatsApp address.")
WINDOW_CLOSED = gettext_noop("The 24-hour window closed before this could be sent. Send a template.")

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Line:
    """What is the same for all messages of a conversation; asked for once a delivery."""

    number: BusinessNumber
    addresses: list[CustomerIdentity]
    client: GraphClient

    @property
    def address(self) -> Body | None:
        """Where WhatsApp last knew the customer: the number as it writes it, else the user id."""
        for kind, key, prefix in ((IdentityKind.PHONE, "to", "+"), (IdentityKind.USER_ID, "recipient", "")):
            for identity in self.addresses:
                if identity.kind == kind:
                    return {key: prefix + identity.value}
        return None


def deliver_conversation(conversation_id: UUID, *, client: GraphClient | None = None) -> float | None:
    """Send what stands in the conversation's line. Returns after how many seconds there is more to do, or null."""
    line: Line | None = None
    for _ in range(FAIRNESS):
        message = outbox.claim_head(conversation_id)
        if message is None:
            return None
        line = line or _line(message, client)
        pause = _deliver(message, line)
        if pause is not None:
            return pause
    return 0


def _line(message: Message, client: GraphClient | None) -> Line:
    identities = CustomerIdentity.objects.filter(customer__conversations=message.conversation_id)
    number = BusinessNumber.objects.get(channel_id=message.conversation.channel_id)
    return Line(
        number=number,
        addresses=list(identities.order_by("-last_seen_at")),
        client=client or client_for(number),
    )


def _deliver(message: Message, line: Line) -> float | None:
    """Returns the pause before the line may move, null when it may at once."""
    address = line.address
    if address is None:
        outbox.mark_failed(message, code="no_address", detail=NO_ADDRESS)
        return None
    if message.type != MessageType.TEMPLATE and not message.conversation.is_window_open:
        outbox.mark_failed(message, code="window_closed", detail=WINDOW_CLOSED)
        return None
    return _call(message, address, line)


def _call(message: Message, address: Body, line: Line) -> float | None:
    try:
        media_id = media_id_of(message, number=line.number, client=line.client)
        release_connection()
        sent = line.client.send(line.number.phone_number_id, body_for(message, address=address, media_id=media_id))
    except NotReady as error:
        outbox.retry_later(message, seconds=error.seconds, code="preparing", detail="")
        return error.seconds
    except Unusable as error:
        outbox.mark_failed(message, code=error.code, detail=error.detail)
        return None
    except GraphError as error:
        return _refused(message, line.number, error)
    except NotReached as error:
        return _retry(message, UNREACHABLE, code="unreachable", detail=str(error))
    except OutcomeUnknown as error:
        log.warning("send unconfirmed", message_id=message.pk, error=str(error))
        outbox.mark_unconfirmed(message)
        return None
    _record(message, sent, line)
    return None


def release_connection() -> None:
    """Back to the pool while the network is waited for: slow answers must not use up the database's connections."""
    if not connection.in_atomic_block:
        connection.close()


def _record(message: Message, sent: Sent, line: Line) -> None:
    outbox.mark_sent(message, external_id=sent.external_id)
    if sent.wa_id:
        _remember_address(message, digits(sent.wa_id), line)
    settle_early([sent.external_id])
    if line.number.stopped_reason:
        clear_stop(line.number)
        line.number.stopped_reason = ""
    log.info("sent", message_id=message.pk)


def _remember_address(message: Message, value: str, line: Line) -> None:
    """The number as WhatsApp writes it: the next message goes there, and its owner is found under it."""
    if any(identity.value == value for identity in line.addresses):
        return
    identity = CustomerIdentity(
        customer_id=message.conversation.customer_id,
        kind=IdentityKind.PHONE,
        value=value,
        match_key=match_key(value),
        last_seen_at=timezone.now(),
    )
    CustomerIdentity.objects.bulk_create([identity], ignore_conflicts=True)
    line.addresses.insert(0, identity)


def _refused(message: Message, number: BusinessNumber, error: GraphError) -> float | None:
    policy = policy_for(error.code)
    if error.code in MEDIA_GONE and forget_media_id(message, number=number):
        policy = Policy(Action.RETRY)
    log.warning("send refused", message_id=message.pk, code=error.code, action=policy.action.value)
    if policy.action == Action.STOP:
        stop_number(number, reason=f"{error.code}: {error.detail}")
    if policy.action == Action.FAIL:
        outbox.mark_failed(message, code=str(error.code), detail=error.detail)
        return None
    return _retry(message, policy, code=str(error.code), detail=error.detail)


def _retry(message: Message, policy: Policy, *, code: str, detail: str) -> float | None:
    if policy.action == Action.RETRY and message.attempts >= policy.tries:
        outbox.mark_failed(message, code=code, detail=detail)
        return None
    pause: float = min(policy.longest_pause, policy.first_pause * 2.0 ** min(message.attempts - 1, 12))
    pause *= random.uniform(0.8, 1.2)  # so that what failed together does not come back together
    outbox.retry_later(message, seconds=pause, code=code, detail=detail)
    return pause


def sweep_outbox() -> list[UUID]:
    """What a crash left behind: claims of dead workers, unconfirmed sends out of time, lines that could move.
    Returns the conversations to deliver."""
    outbox.give_up_claims(timedelta(seconds=CLAIM_SECONDS))
    outbox.expire_unconfirmed(timedelta(seconds=settings.WHATSAPP_CONFIRM_SECONDS + CLAIM_SECONDS))
    settle_early()
    return outbox.conversations_with_due_heads()
