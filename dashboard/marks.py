"""The mark beside an outgoing message: what is known about it, and no more."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conversations.models import Message, MessageStatus


@dataclass(frozen=True, slots=True)
class Tick:
    icon: str
    label: str
    tone: str = ""
    reason: str = ""


MARKS: dict[str, tuple[str, str | Promise, str]] = {
    MessageStatus.QUEUED: ("clock", gettext_lazy("Waiting to be sent"), ""),
    MessageStatus.SENDING: ("clock", gettext_lazy("Being sent"), ""),
    MessageStatus.UNCONFIRMED: ("help-circle", gettext_lazy("Not confirmed by WhatsApp yet"), "warn"),
    MessageStatus.SENT: ("check", gettext_lazy("Sent"), ""),
    MessageStatus.DELIVERED: ("checks", gettext_lazy("Delivered"), ""),
    MessageStatus.READ: ("checks", gettext_lazy("Read"), "read"),
    MessageStatus.FAILED: ("alert-circle", gettext_lazy("Not delivered"), "danger"),
}


# What WhatsApp's commonest refusals mean for the agent; the others are shown in WhatsApp's own words.
REASONS: dict[str, str | Promise] = {
    "window_closed": gettext_lazy("The 24-hour window had closed. Send a template."),
    "131047": gettext_lazy("The 24-hour window had closed. Send a template."),
    "131026": gettext_lazy("This number cannot be reached on WhatsApp."),
    "131049": gettext_lazy("WhatsApp held it back to protect the customer from too many messages. Try again later."),
    "131050": gettext_lazy("The customer does not want marketing messages."),
    "131051": gettext_lazy("WhatsApp does not support this kind of message."),
    "131052": gettext_lazy("WhatsApp could not fetch the file."),
    "131053": gettext_lazy("WhatsApp did not accept the file."),
    "131056": gettext_lazy("Too many messages to this customer in a short time. Try again in a minute."),
    "132001": gettext_lazy("WhatsApp does not know this template in this language."),
    "132015": gettext_lazy("WhatsApp has paused this template."),
}


def tick_of(message: Message) -> Tick:
    icon, label, tone = MARKS.get(message.status, ("", "", ""))
    return Tick(icon=icon, label=str(label), tone=tone, reason=_reason(message))


def _reason(message: Message) -> str:
    if message.status == MessageStatus.UNCONFIRMED:
        return _("WhatsApp did not answer. It may have arrived; sending it again could double it.")
    if message.status != MessageStatus.FAILED:
        return ""
    error = message.error or {}
    if error.get("code") == "unconfirmed":
        return _("WhatsApp never confirmed this message. It may have arrived all the same.")
    known = REASONS.get(str(error.get("code")))
    return str(known or error.get("detail") or _("WhatsApp refused it without a reason."))
