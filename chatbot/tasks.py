"""Knocks on the bot's door. A task may come twice or never: the turn's row decides, and the sweeper knocks again."""

from uuid import UUID

from celery import shared_task
from django.core.cache import cache

from chatbot import services
from chatbot.providers.embeddings import EmbeddingsError
from chatbot.services.gaps import collect_gaps, tidy_gaps
from chatbot.services.learning import collect_solved
from chatbot.services.meanings import index_articles
from chatbot.services.proposing import propose, wanted_gaps
from chatbot.services.retention import forget_old_texts
from chatbot.services.stays import end_stays
from chatbot.services.turns import close_abandoned_turns, due_conversations
from conversations.knock import knock

# While the queue is long, the same conversation is not put into it with every sweep.
KNOCK_AGAIN_SECONDS = 20


@shared_task
def take_turn(conversation_id: str) -> str:
    """Safe to run twice: a turn is claimed by a unique row."""
    result = services.take_turn(UUID(conversation_id))
    if result.due_in:
        knock(take_turn, conversation_id, countdown=result.due_in)
    return result.outcome


@shared_task
def take_turns(conversation_ids: list[str]) -> int:
    """Those of a flood, handed to the bot's workers one by one. Safe to run twice, as each of them is."""
    return sum(knock(take_turn, pk) for pk in conversation_ids)


@shared_task
def sweep_turns() -> int:
    """Finds whoever waits for the bot although nobody knocked, or a worker died. Safe to run at any time."""
    close_abandoned_turns()
    due = [pk for pk in due_conversations() if cache.add(f"chatbot-knocked-{pk}", 1, KNOCK_AGAIN_SECONDS)]
    return sum(knock(take_turn, str(pk)) for pk in due)


@shared_task
def propose_answer(gap_id: int) -> str:
    """Safe to run twice: a proposal is kept once."""
    return propose(gap_id)


@shared_task
def sweep_gaps() -> int:
    """Questions that found no answer since, and proposals that nobody made. Safe to run at any time."""
    for gap_id in wanted_gaps():
        knock(propose_answer, gap_id)
    return collect_gaps()


@shared_task
def sweep_solved() -> int:
    """What people solved since. Safe to run at any time: a stay is looked at once."""
    return collect_solved()


@shared_task
def sweep_stays() -> int:
    """Conversations that the customer has left. Safe to run at any time: a stay ends once."""
    return end_stays()


@shared_task
def forget_texts() -> int:
    """Customers' words that are kept no longer. Safe to run at any time: what is gone is not found again."""
    return forget_old_texts()


@shared_task
def tidy_knowledge() -> int:
    """What belongs to conversations that are gone. Safe to run at any time."""
    return tidy_gaps()


@shared_task
def sweep_meanings() -> int:
    """Approved articles whose vectors are missing or old. Safe to run at any time: one at a time makes them, and each
    article has its own once."""
    try:
        return index_articles()
    except EmbeddingsError:
        return 0  # written down; the sweep comes again when it is time
