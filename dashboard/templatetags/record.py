"""What stands on a conversation's record."""

from django import template

from conversations.models import Message
from dashboard.record import Record, writer_of

register = template.Library()


@register.simple_tag
def writer(message: Message, record: Record) -> str:
    return writer_of(message, is_inside=record.is_inside)
