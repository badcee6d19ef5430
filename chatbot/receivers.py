"""The bot is told that customers wrote."""

from collections.abc import Sequence

from django.conf import settings

from chatbot.tasks import take_turn
from conversations.events import BotSeatFreed, MessageReceived
from conversations.knock import knock
from conversations.models import Conversation, Status


def wake_bot(events: Sequence[MessageReceived | BotSeatFreed]) -> None:
    """One query and one knock per conversation, however many messages came."""
    ids = {event.conversation_id for event in events}
    mine = Conversation.objects.filter(pk__in=ids, status=Status.BOT, assigned_to=None).values_list("pk", flat=True)
    for pk in mine:
        knock(take_turn, str(pk), countdown=settings.CHATBOT_WAIT_MS / 1000)
