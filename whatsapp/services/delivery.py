"""Hop 4: what delivering a message takes, step by step; `whatsapp.services.pump` takes the steps for many at once.

The head is claimed and committed, WhatsApp is called outside any transaction, and the outcome is recorded. Whatever
kills the worker in between leaves a row that says so: `sending`, which a sweeper turns into `unconfirmed`.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
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
from whatsapp.client import CONNECT_SECONDS, GraphClient, GraphError, NotReached, Sent
from whatsapp.errors import UNREACHABLE, Action, Policy, policy_for
from whatsapp.media.uploading import MEDIA_GONE, Files, files_of, forget_media_id, media_id_for
from whatsapp.models import BusinessNumber
from whatsapp.outgoing import Body, body_for
from whatsapp.services import pacing, refusals
from whatsapp.services.early import settle_early
from whatsapp.services.numbers import TOKEN_CODES, client_for, is_token_replaced
from whatsapp.services.stops import (
    EVERY,
    Kinds,
    channels_to_probe,
    held_as,
    kinds_of,
    lift_stops,
    silent_channels,
    waits_as,
)
from whatsapp.services.trouble import nobody_there, note_answer, note_trouble


class ClaimLost(Exception):
    """The message was given up meanwhile: what becomes of it is no longer ours to say."""


class NotCalled(DatabaseError):
    """The database went away after these were claimed: none of them was sent, which nobody but us knows."""

    def __init__(self, messages: Sequence[Message]) -> None:
        super().__init__("claimed, and not sent")
        self.messages = messages


class Unusable(Exception):
    """It cannot be put into words that WhatsApp understands, and never will."""


# A claim older than this belongs to a worker that died: longer than the client's time-outs together.
CLAIM_SECONDS = CONNECT_SECONDS + 2 * settings.WHATSAPP_TIMEOUT_SECONDS
PROBES = 20
CANNOT_BE_SENT = gettext_noop("This message cannot be sent as it is.")
NO_ADDRESS = gettext_noop("The customer has no WhatsApp address.")
WINDOW_CLOSED = gettext_noop("The 24-hour window closed before this could be sent. Send a template.")

log = structlog.get_logger(__name__)


WRITTEN_AS: tuple[tuple[IdentityKind, Callable[[str], Body]], ...] = (
    (IdentityKind.GROUP, lambda value: {"recipient_type": "group", "to": value}),
    (IdentityKind.PHONE, lambda value: {"to": f"+{value}"}),
    (IdentityKind.USER_ID, lambda value: {"recipient": value}),
)


@dataclass(slots=True)
class Line:
    """What is the same for all messages of a conversation; asked for once a delivery."""

    number: BusinessNumber
    addresses: list[CustomerIdentity]
    client: GraphClient

    @property
    def address(self) -> Body | None:
        """Where WhatsApp last knew the customer: the number as it writes it, else the user id; for a group its id."""
        for kind, written in WRITTEN_AS:
            for identity in self.addresses:
                if identity.kind == kind:
                    return written(identity.value)
        return None

    @property
    def is_group(self) -> bool:
        return any(identity.kind == IdentityKind.GROUP for identity in self.addresses)


@dataclass(slots=True)
class Claim:
    """A message that is ours to send, and what it takes."""

    message: Message
    line: Line
    address: Body
    kinds: Kinds
    media_id: str = ""


def claim_heads(conversation_ids: Sequence[UUID], *, client: GraphClient | None = None) -> list[Claim]:
    """The heads of these lines. One that cannot go out (now) is recorded as failed or waiting, and has no address."""
    messages = outbox.claim_heads(conversation_ids)
    try:
        lines, files = _lines(messages, client), files_of(messages)
        is_asked = any(line.number.partial_stops for line in lines.values())
        kinds = kinds_of(messages) if is_asked else {}
        claims = [Claim(row, lines[row.conversation_id], {}, kinds.get(row.pk, EVERY)) for row in messages]
        for claim in claims:
            _route(claim, files)
    except (DatabaseError, InterfaceError) as error:
        raise NotCalled(messages) from error
    return claims


def _route(claim: Claim, files: Files) -> None:
    """Where it goes, and with which file, if it may go."""
    message, line = claim.message, claim.line
    address = _address(message, line)
    held = held_as(message, line.number, claim.kinds) if address else None
    if held:
        code, reason = held
        outbox.hold(message, seconds=settings.WHATSAPP_PROBE_SECONDS, code=code, detail=reason)
    elif address and (media_id := media_id_for(message, number=line.number, files=files)) is not None:
        claim.address, claim.media_id = address, media_id


def _lines(messages: Sequence[Message], client: GraphClient | None) -> dict[UUID, Line]:
    """Two statements for however many lines."""
    channels = {message.conversation.channel_id for message in messages}
    customers = {message.conversation.customer_id for message in messages}
    numbers = {row.channel_id: row for row in BusinessNumber.objects.filter(channel_id__in=channels)}
    clients = {key: client or client_for(number) for key, number in numbers.items()}
    addresses: dict[UUID, list[CustomerIdentity]] = defaultdict(list)
    for identity in CustomerIdentity.objects.filter(customer_id__in=customers).order_by("-last_seen_at"):
        addresses[identity.customer_id].append(identity)
    return {
        message.conversation_id: Line(
            number=numbers[message.conversation.channel_id],
            addresses=addresses[message.conversation.customer_id],
            client=clients[message.conversation.channel_id],
        )
        for message in messages
    }


def _address(message: Message, line: Line) -> Body:
    """Where it goes; empty when it cannot go out, which is recorded."""
    if line.address is None:
        outbox.mark_failed(message, code="no_address", detail=NO_ADDRESS)
        return {}
    if message.type != MessageType.TEMPLATE and not message.conversation.is_window_open:
        outbox.mark_failed(message, code="window_closed", detail=WINDOW_CLOSED)
        return {}
    return line.address


def call(claim: Claim) -> Sent | Exception:
    """Speak to WhatsApp; runs on a thread of its own, which keeps no connection to the database while it waits."""
    message = claim.message
    if nobody := nobody_there(claim.line.number, claim.line.client):
        return nobody
    try:
        # The machine may have stood still: who holds it no longer must not send.
        if _is_old(message) and not outbox.renew_claim(message):
            return ClaimLost()
        body = body_for(message, address=claim.address, media_id=claim.media_id)
    except (DatabaseError, InterfaceError) as error:
        return NotReached(f"database: {type(error).__name__}")
    except Exception:  # nothing was sent yet: no doubt about that is left to anybody
        log.exception("cannot be sent", message_id=message.pk)
        return Unusable()
    finally:
        release_connection()
    try:
        return claim.line.client.send(claim.line.number.phone_number_id, body)
    except Exception as error:  # noqa: BLE001  whatever it is, `record_failure` says what it means for the message
        return error


def _is_old(message: Message) -> bool:
    """Half of a claim's time is left for the call."""
    held_for = timezone.now() - message.claimed_at if message.claimed_at else timedelta()
    return held_for > timedelta(seconds=CLAIM_SECONDS / 2)


def release_connection() -> None:
    """Back to the pool while the network is waited for: slow answers must not use up the database's connections."""
    if not connection.in_atomic_block:
        connection.close()


def record_sent(sent: Sequence[tuple[Claim, Sent]]) -> None:
    """What WhatsApp accepted, in a few statements for all of it."""
    outbox.mark_all_sent([(claim.message, answer.external_id) for claim, answer in sent])
    for channel_id in {claim.line.number.channel_id for claim, _ in sent}:
        note_answer(channel_id)
    for claim, answer in sent:
        if answer.wa_id and not claim.line.is_group:
            _remember_address(claim.message, digits(answer.wa_id), claim.line)
    settle_early([answer.external_id for _, answer in sent])
    for claim, _ in sent:
        if claim.line.number.stopped_reason or claim.line.number.partial_stops:
            lift_stops(claim.line.number, claim.kinds)
    log.info("sent", message_ids=[claim.message.pk for claim, _ in sent])


def record_failure(claim: Claim, error: Exception) -> float | None:
    """Returns the pause before the line may move, null when it may at once."""
    message = claim.message
    if isinstance(error, ClaimLost):
        return None
    if isinstance(error, Unusable):
        outbox.mark_failed(message, code="cannot_be_sent", detail=CANNOT_BE_SENT)
        return None
    if isinstance(error, GraphError):
        note_answer(claim.line.number.channel_id)
        return _refused(claim, error)
    note_trouble(claim.line.number.channel_id)
    if isinstance(error, NotReached):
        return _retry(claim, UNREACHABLE, code="unreachable", detail=str(error))
    log.warning("send unconfirmed", message_id=message.pk, error=f"{type(error).__name__}: {error}"[:200])
    outbox.mark_unconfirmed(message)
    return None


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


def _refused(claim: Claim, error: GraphError) -> float | None:
    message, number, code = claim.message, claim.line.number, str(error.code)
    policy = policy_for(error.code, subcode=error.subcode, is_transient=error.is_transient)
    if error.code in MEDIA_GONE and forget_media_id(message, number=number):
        policy = Policy(Action.RETRY)
    if error.code in TOKEN_CODES and is_token_replaced(number):
        policy = Policy(Action.RETRY)
    log.warning("send refused", message_id=message.pk, code=error.code, action=policy.action.value)
    refusals.follow(message, number, code=error.code, detail=error.detail, policy=policy)
    if policy.action == Action.RETRY:
        return _retry(claim, policy, code=code, detail=error.detail)
    if held := waits_as(policy, message):
        outbox.hold(message, seconds=settings.WHATSAPP_PROBE_SECONDS, code=held, detail=f"{code}: {error.detail}")
    else:
        outbox.mark_failed(message, code=code, detail=error.detail)
    return None


def _retry(claim: Claim, policy: Policy, *, code: str, detail: str) -> float | None:
    tries = outbox.tries_of(claim.message, code)
    if tries > policy.retries:
        outbox.mark_failed(claim.message, code=code, detail=detail)
        return None
    # So that what failed together does not come back together; never earlier than asked for.
    pause = policy.pause(tries) * random.uniform(1, 1.25)
    outbox.retry_later(claim.message, seconds=pause, code=code, detail=detail)
    if policy.brakes:
        pacing.brake(claim.line.number.channel_id, seconds=pause)
    return pause


def sweep_outbox() -> list[UUID]:
    """What a crash left behind: claims of dead workers, unconfirmed sends out of time, lines that could move.
    Returns the conversations to deliver; where everything is stopped, a few of them now and then."""
    outbox.give_up_claims(timedelta(seconds=CLAIM_SECONDS))
    outbox.expire_unconfirmed(timedelta(seconds=settings.WHATSAPP_CONFIRM_SECONDS))
    settle_early()
    probed, silent = channels_to_probe(), silent_channels()
    due = outbox.conversations_with_due_heads(without=[*probed, *silent])
    return [*due, *(outbox.conversations_with_due_heads(only=probed, limit=PROBES) if probed else ())]
