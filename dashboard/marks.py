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
    return str(error.get("detail") or _("WhatsApp refused it without a reason."))
