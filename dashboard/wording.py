"""Sentences about what happened, in the reader's language."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from conversations.models import (
    Consent,
    Conversation,
    Message,
    MessageType,
    Priority,
    Resolution,
    SlaKind,
    TimelineEntry,
    TimelineKind,
)

# The icon of a message that is more than its text.
ICONS = {
    MessageType.IMAGE: "photo",
    MessageType.VIDEO: "video",
    MessageType.AUDIO: "microphone",
    MessageType.DOCUMENT: "file-text",
    MessageType.STICKER: "sticker-2",
    MessageType.LOCATION: "map-pin",
    MessageType.CONTACTS: "address-book",
    MessageType.INTERACTIVE: "list-check",
    MessageType.BUTTON: "list-check",
    MessageType.TEMPLATE: "template",
    MessageType.REACTION: "mood-smile",
    MessageType.ORDER: "shopping-cart",
    MessageType.UNSUPPORTED: "help-circle",
}


def icon_of(message: Message) -> str:
    return ICONS.get(MessageType(message.type), "")


def preview_of(message: Message) -> str:
    """A message in a line: its words, else what it is."""
    if message.deleted_at:
        return _("Deleted by the customer")
    if message.content:
        return message.content[:200]
    if message.type == MessageType.DOCUMENT and message.media and message.media.get("filename"):
        return str(message.media["filename"])
    return str(MessageType(message.type).label)


def story_of(entry: TimelineEntry) -> str:
    """What happened, in one sentence."""
    tell = STORIES.get(entry.kind)
    return tell(entry, entry.actor.name if entry.actor else "") if tell else entry.get_kind_display()


Story = Callable[[TimelineEntry, str], str]


def _created(entry: TimelineEntry, actor: str) -> str:
    return _("Conversation opened")


def _assigned(entry: TimelineEntry, actor: str) -> str:
    agent = _get(entry, "agent")
    if not actor:
        return _("Assigned to %(agent)s") % {"agent": agent}
    if entry.actor_id == entry.data.get("agent_id"):
        return _("%(agent)s took the conversation") % {"agent": agent}
    return _("%(actor)s assigned it to %(agent)s") % {"actor": actor, "agent": agent}


def _transferred(entry: TimelineEntry, actor: str) -> str:
    target = _get(entry, "agent") or _get(entry, "team")
    return _("%(actor)s transferred it to %(target)s") % {"actor": actor, "target": target}


def _queued(entry: TimelineEntry, actor: str) -> str:
    team, left = _get(entry, "team"), _get(entry, "left")
    if left:
        return _("Back in the queue: %(agent)s has left") % {"agent": left}
    return _("In the queue of %(team)s") % {"team": team} if team else _("In the queue")


def _waiting(entry: TimelineEntry, actor: str) -> str:
    return _("%(actor)s is waiting for the customer") % {"actor": actor}


def _resumed(entry: TimelineEntry, actor: str) -> str:
    return _("The customer wrote again")


def _snoozed(entry: TimelineEntry, actor: str) -> str:
    until = parse_datetime(_get(entry, "until"))
    if until is None:
        return _("%(actor)s set it aside until the customer writes") % {"actor": actor}
    time = _moment(until, entry)
    return _("%(actor)s set it aside until %(time)s") % {"actor": actor, "time": time}


def _woken(entry: TimelineEntry, actor: str) -> str:
    if actor:
        return _("%(actor)s brought it back") % {"actor": actor}
    if _get(entry, "cause") == "customer":
        return _("Back: the customer wrote")
    if entry.data.get("is_unanswered"):
        return _("Back: the customer has not answered")
    return _("Back: its time has come")


def due_kind(conversation: Conversation) -> str:
    found = (kind for kind in SlaKind if getattr(conversation, f"{kind.value}_due_at") == conversation.sla_due_at)
    return str(next(found, SlaKind.RESOLUTION).label)


def _sla_warning(entry: TimelineEntry, actor: str) -> str:
    return _("SLA at risk: %(target)s due at %(time)s") % _promise(entry)


def _sla_breached(entry: TimelineEntry, actor: str) -> str:
    return _("SLA missed: %(target)s was due at %(time)s") % _promise(entry)


def _promise(entry: TimelineEntry) -> dict[str, str]:
    target, due = _get(entry, "target"), parse_datetime(_get(entry, "due_at"))
    label = str(SlaKind(target).label).lower() if target in SlaKind.values else target
    return {"target": label, "time": _moment(due, entry) if due else "–"}


def _moment(at: datetime, entry: TimelineEntry) -> str:
    """The day only where it is not the entry's own."""
    local, own = timezone.localtime(at), timezone.localtime(entry.created_at)
    return date_format(local, "H:i" if local.date() == own.date() else "SHORT_DATETIME_FORMAT")


def _returned(entry: TimelineEntry, actor: str) -> str:
    return _("%(actor)s gave it back to the bot") % {"actor": actor}


def _closed(entry: TimelineEntry, actor: str) -> str:
    resolution = _get(entry, "resolution")
    label = str(Resolution(resolution).label) if resolution in set(Resolution) else resolution
    if actor:
        return _("%(actor)s closed it: %(resolution)s") % {"actor": actor, "resolution": label}
    return _("Closed: %(resolution)s") % {"resolution": label}


def _reopened(entry: TimelineEntry, actor: str) -> str:
    return _("%(actor)s reopened the conversation") % {"actor": actor} if actor else _("Reopened")


def _priority(entry: TimelineEntry, actor: str) -> str:
    name = _get(entry, "priority").upper()
    label = str(Priority[name].label) if name in Priority.__members__ else name
    if actor:
        return _("%(actor)s set the priority to %(priority)s") % {"actor": actor, "priority": label}
    return _("Priority: %(priority)s") % {"priority": label}


def _labels(entry: TimelineEntry, actor: str) -> str:
    added, removed = entry.data.get("added") or [], entry.data.get("removed") or []
    parts = [*(f"+ {name}" for name in added), *(f"− {name}" for name in removed)]
    return _("%(actor)s changed the labels: %(labels)s") % {"actor": actor, "labels": ", ".join(parts)}


def _handoff(entry: TimelineEntry, actor: str) -> str:
    team = _get(entry, "team")
    return _("The bot handed over to %(team)s") % {"team": team} if team else _("The bot handed over")


def _merged(entry: TimelineEntry, actor: str) -> str:
    return _("%(actor)s joined %(name)s to this customer") % {"actor": actor, "name": _get(entry, "name")}


def _consent(entry: TimelineEntry, actor: str) -> str:
    if entry.data.get("is_given"):
        return _("The customer wants marketing messages again")
    if _get(entry, "source") == Consent.Source.REFUSAL:
        return _("The customer wants no marketing messages: WhatsApp refused one")
    return _("The customer wants no marketing messages")


def _blocked(entry: TimelineEntry, actor: str) -> str:
    return _("%(actor)s blocked the customer") % {"actor": actor}


def _unblocked(entry: TimelineEntry, actor: str) -> str:
    return _("%(actor)s unblocked the customer") % {"actor": actor}


def _left(entry: TimelineEntry, actor: str) -> str:
    return _("%(actor)s decided not to send an unconfirmed message again") % {"actor": actor}


def _macro(entry: TimelineEntry, actor: str) -> str:
    return _("%(actor)s ran the macro %(macro)s") % {"actor": actor, "macro": _get(entry, "macro")}


def _followed(entry: TimelineEntry, actor: str) -> str:
    if entry.actor_id == entry.data.get("user_id"):
        return _("%(actor)s follows the conversation") % {"actor": actor}
    return _("%(actor)s added %(name)s as a participant") % {"actor": actor, "name": _get(entry, "name")}


def _unfollowed(entry: TimelineEntry, actor: str) -> str:
    if entry.actor_id == entry.data.get("user_id"):
        return _("%(actor)s no longer follows the conversation") % {"actor": actor}
    return _("%(actor)s removed %(name)s from the participants") % {"actor": actor, "name": _get(entry, "name")}


def _get(entry: TimelineEntry, name: str) -> str:
    data: dict[str, Any] = entry.data or {}
    return str(data.get(name) or "")


STORIES: dict[str, Story] = {
    TimelineKind.CREATED: _created,
    TimelineKind.QUEUED: _queued,
    TimelineKind.ASSIGNED: _assigned,
    TimelineKind.TRANSFERRED: _transferred,
    TimelineKind.WAITING: _waiting,
    TimelineKind.RESUMED: _resumed,
    TimelineKind.SNOOZED: _snoozed,
    TimelineKind.WOKEN: _woken,
    TimelineKind.SLA_WARNING: _sla_warning,
    TimelineKind.SLA_BREACHED: _sla_breached,
    TimelineKind.RETURNED_TO_BOT: _returned,
    TimelineKind.CLOSED: _closed,
    TimelineKind.REOPENED: _reopened,
    TimelineKind.PRIORITY: _priority,
    TimelineKind.LABELS: _labels,
    TimelineKind.HANDOFF: _handoff,
    TimelineKind.MERGED: _merged,
    TimelineKind.CONSENT: _consent,
    TimelineKind.BLOCKED: _blocked,
    TimelineKind.UNBLOCKED: _unblocked,
    TimelineKind.LEFT: _left,
    TimelineKind.MACRO: _macro,
    TimelineKind.FOLLOWED: _followed,
    TimelineKind.UNFOLLOWED: _unfollowed,
}

# Why a customer's file is not here, by code.
FILE_REASONS = {
    "": gettext_noop("Could not be fetched."),
    "media_too_large": gettext_noop("Too large to be fetched."),
    "media_expired": gettext_noop("WhatsApp no longer keeps it. Ask the customer to send it again."),
    "media_forbidden": gettext_noop("WhatsApp refused it: a supervisor must look at the token's permissions."),
    "media_gone": gettext_noop("WhatsApp no longer has it. Ask the customer to send it again."),
}


def file_reason(code: str) -> str:
    return _(FILE_REASONS.get(code, FILE_REASONS[""]))
