"""The bot is told that customers wrote."""

from collections.abc import Sequence

from django.conf import settings

from chatbot.services.agent_drafts import tell_scheduled_sent
from chatbot.services.erasing import forget_customers
from chatbot.tasks import take_turn, take_turns
from conversations.events import BotSeatFreed, CustomerErased, MessageReceived, ScheduledSent
from conversations.knock import knock
from conversations.models import Conversation, Status

# More than these go together: a knock costs as much as applying a message, and this runs in the drain.
FEW = 4


def wake_bot(events: Sequence[MessageReceived | BotSeatFreed]) -> None:
    """One query, and a knock per conversation or, when they are many, one for all, however many messages came."""
    ids = {event.conversation_id for event in events}
    found = Conversation.objects.filter(pk__any_of=ids, status=Status.BOT, assigned_to=None)
    mine, wait = [str(pk) for pk in found.values_list("pk", flat=True)], settings.CHATBOT_WAIT_MS / 1000
    if len(mine) > FEW:
        knock(take_turns, mine, countdown=wait)
        return
    for pk in mine:
        knock(take_turn, pk, countdown=wait)


def forget_erased(events: Sequence[CustomerErased]) -> None:
    forget_customers([pk for event in events for pk in event.conversation_ids])


def note_scheduled_sent(events: Sequence[ScheduledSent]) -> None:
    tell_scheduled_sent(events)
