"""Why the bot decided so, for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chatbot.models import Intent

REASONS: dict[str, Promise] = {
    "human": _("Asked for a person"),
    "complaint": _("Complaint"),
    "legal": _("Legal matter"),
    "cancellation": _("Cancellation"),
    "media": _("Could not read what was sent"),
    "data": _("Sent personal data"),
    "repeated": _("Would have repeated itself"),
    "unknown": _("Found nothing"),
    "not_helped": _("The answer did not help"),
    "known": _("Knew the answer"),
    "small_talk": _("Small talk"),
    "nothing_said": _("Nothing was said"),
    "provider": _("The model gave nothing that may be sent"),
    "error": _("Error"),
    "tool": _("Answered with a tool"),
    "tool_failed": _("A tool failed"),
    "identity": _("Identity not shown"),
    "earlier": _("Told of an earlier conversation"),
    "danger": _("Somebody may be in danger"),
    "not_granted": _("Asked for what the bot cannot grant"),
    "private": _("Asked for other people's data"),
    "off_topic": _("Asked about something else"),
    "language": _("Wrote in a language that the bot does not write"),
}
# How an article was found, where its meaning was looked at, too.
WAYS: dict[str, Promise] = {
    "text": _("by words"),
    "meaning": _("by meaning"),
    "both": _("by both"),
}
# A filter's word for all reasons at once for which nothing was answered.
UNSAID = "unanswered"
INTENTS = dict(Intent.choices)


def reason_of(value: str) -> str:
    return str(REASONS.get(value, value))


def intent_of(value: str) -> str:
    return str(INTENTS.get(value, value))


def way_of(way: str) -> str:
    return str(WAYS.get(way, ""))
