"""A conversation's thread, read in stretches: messages, and beside them what happened meanwhile."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError

from conversations.api.representation import conversation_data, entry_data, message_data
from conversations.models import Conversation, Message, TimelineEntry

LATEST, MAX_ENTRIES = 200, 500


def detail_data(conversation: Conversation) -> dict[str, Any]:
    messages, is_all = _latest(conversation, LATEST)
    entries = _entries(conversation)
    if messages and not is_all:
        entries = entries.filter(created_at__gte=messages[0].created_at)
    return {**conversation_data(conversation), **_stretch(conversation, messages, entries)}


def newest(conversation: Conversation, limit: int) -> dict[str, Any]:
    messages, is_all = _latest(conversation, limit)
    return _older_page(conversation, messages, is_all, _entries(conversation))


def before(conversation: Conversation, pk: int, limit: int) -> dict[str, Any]:
    """The page of older messages before this one."""
    pivot = conversation.messages.filter(pk=pk).first() or conversation.timeline.filter(pk=pk).first()
    if pivot is None:
        detail = ErrorDetail(_("No such message in this conversation."), code="does_not_exist")
        raise ValidationError({"before": [detail]})
    older = Q(created_at__lt=pivot.created_at) | Q(created_at=pivot.created_at, id__lt=pivot.pk)
    messages, is_all = _latest(conversation, limit, older)
    return _older_page(conversation, messages, is_all, _entries(conversation).filter(older))


def after(conversation: Conversation, pk: int, limit: int) -> dict[str, Any]:
    """All that was stored after this id, in the order of ids; messages and entries share one number line. `limit`
    counts messages, so that a page without any is the last one."""
    messages = list(_messages(conversation).filter(id__gt=pk).order_by("id")[: limit + 1])
    last = messages[limit - 1].pk if len(messages) > limit else None
    entries = _entries(conversation).filter(id__gt=pk).order_by("id")
    return {
        "messages": [_shown(row, conversation) for row in messages[:limit]],
        "timeline": [entry_data(row) for row in (entries if last is None else entries.filter(id__lte=last))],
        "next": last,
    }


def _older_page(
    conversation: Conversation, messages: list[Message], is_all: bool, entries: QuerySet[TimelineEntry]
) -> dict[str, Any]:
    if messages and not is_all:
        entries = entries.filter(created_at__gte=messages[0].created_at)
    page = _stretch(conversation, messages, entries)
    return {**page, "next": messages[0].pk if messages and not is_all else None}


def _latest(conversation: Conversation, limit: int, where: Q | None = None) -> tuple[list[Message], bool]:
    """The newest of them, oldest first; and whether these are all."""
    rows = list(_messages(conversation).filter(where or Q()).order_by("-created_at", "-id")[: limit + 1])
    return rows[:limit][::-1], len(rows) <= limit


def _stretch(conversation: Conversation, messages: list[Message], entries: QuerySet[TimelineEntry]) -> dict[str, Any]:
    rows = list(entries.order_by("-id")[:MAX_ENTRIES])[::-1]
    return {
        "messages": [_shown(message, conversation) for message in messages],
        "timeline": [entry_data(row) for row in rows],
    }


def _shown(message: Message, conversation: Conversation) -> dict[str, Any]:
    message.conversation = conversation  # already loaded, with its customer
    return message_data(message)


def _messages(conversation: Conversation) -> QuerySet[Message]:
    return conversation.messages.select_related("author")


def _entries(conversation: Conversation) -> QuerySet[TimelineEntry]:
    return conversation.timeline.select_related("actor")
