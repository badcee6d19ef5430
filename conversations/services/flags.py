"""What the provider's refusals tell about a customer."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from conversations.composed import Composed
from conversations.models import Customer, Direction, Message, MessageStatus

MARKETING_REST = timedelta(hours=24)
UNREACHABLE_CODE, UNREACHABLE_AFTER = "131026", 3
ENDED = (MessageStatus.FAILED, MessageStatus.DELIVERED, MessageStatus.READ)


def note_marketing_limit(customer_id: UUID, *, at: datetime) -> None:
    """The provider spares this customer more marketing for now."""
    Customer.objects.filter(pk=customer_id).update(no_marketing_until=at + MARKETING_REST)


def rests_from_marketing(customer: Customer) -> bool:
    return customer.no_marketing_until is not None and customer.no_marketing_until > timezone.now()


def is_unreachable(customer: Customer) -> bool:
    """None of the newest messages got there, because the provider knows nobody under this number: asked of the
    messages, so that the first one that arrives ends it."""
    codes = [(message.error or {}).get("code") for message in NEWEST(customer.pk)]
    return codes == [UNREACHABLE_CODE] * UNREACHABLE_AFTER


def _newest(customer_id: UUID) -> QuerySet[Message]:
    ended = Message.objects.filter(conversation__customer=customer_id, direction=Direction.OUTGOING, status__in=ENDED)
    return ended.only("error").order_by("-created_at", "-pk")[:UNREACHABLE_AFTER]


NEWEST = Composed(_newest, UUID(int=1))
