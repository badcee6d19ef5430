"""What people decide about a message that failed, or that nobody confirmed: send it again, or leave it."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from conversations.events import ConversationChanged, MessageQueued, MessageStatusChanged, publish
from conversations.exceptions import Invalid
from conversations.models import Direction, Message, MessageStatus, TimelineEntry, TimelineKind
from conversations.services.lookup import check_may_write, visible_conversation
from conversations.services.reacting import show_again

UNCONFIRMED, LEFT = "unconfirmed", "left"
LEFT_DETAIL = gettext_noop("WhatsApp did not confirm this message, and it was decided not to send it again.")


def retry_message(message_id: int, *, by: User) -> Message:
    """Send a failed message (again): it goes to the head of its conversation's line. A sign of the first attempt that
    comes before the second one settles it, and nothing is sent."""
    message = _visible(message_id, by)
    with transaction.atomic():
        changed = Message.objects.filter(pk=message_id, status=MessageStatus.FAILED).update(
            status=MessageStatus.QUEUED, error=None, next_attempt_at=None, external_id=None
        )
        message = Message.objects.select_related("conversation", "reply_to").get(pk=message.pk)
        if not changed:
            raise Invalid(_("Only a failed message can be sent again."), code="not_failed")
        show_again(message)
        publish(MessageQueued(message_id=message.pk, conversation_id=message.conversation_id))
    return message


def leave_message(message_id: int, *, by: User) -> Message:
    """Nobody confirmed it, and it is not to be sent again: it asks for no decision any more. A late sign of it still
    counts."""
    message = _visible(message_id, by)
    with transaction.atomic():
        open_ones = Message.objects.filter(pk=message.pk, status=MessageStatus.FAILED, error__code=UNCONFIRMED)
        changed = open_ones.update(error={"code": LEFT, "detail": LEFT_DETAIL, "by": by.pk})
        message = Message.objects.select_related("conversation").get(pk=message.pk)
        if not changed and (message.error or {}).get("code") != LEFT:
            raise Invalid(_("Only a message that was not confirmed can be left."), code="not_unconfirmed")
        if changed:
            TimelineEntry.objects.create(
                conversation_id=message.conversation_id,
                kind=TimelineKind.LEFT,
                actor=by,
                data={"message_id": message.pk},
            )
            publish(
                ConversationChanged(conversation_id=message.conversation_id),
                MessageStatusChanged(
                    message_id=message.pk, conversation_id=message.conversation_id, status=message.status
                ),
            )
    return message


def _visible(message_id: int, by: User) -> Message:
    """Raises NotFound, or Forbidden for a bot agent that has nothing to write there."""
    message = Message.objects.filter(pk=message_id, direction=Direction.OUTGOING).first()
    check_may_write(visible_conversation(message.conversation_id if message else None, by), by)
    assert message is not None
    return message
