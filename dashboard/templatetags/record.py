"""What stands on a conversation's record."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from conversations.models import Message
from dashboard.record import Record, writer_of

register = template.Library()


@register.simple_tag
def writer(message: Message, record: Record) -> str:
    return writer_of(message, is_inside=record.is_inside)


@register.filter
def day(at: datetime) -> str:
    """In full; Portuguese writes its months small."""
    written = date_format(timezone.localtime(at), "DATE_FORMAT")
    return written.lower() if (get_language() or "").startswith("pt") else written
