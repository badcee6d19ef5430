"""The mark beside an outgoing message: what is known about it, and no more."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conversations.models import Message, MessageStatus
from conversations.reasons import reason_for
from conversations.services.decisions import UNCONFIRMED


@dataclass(frozen=True, slots=True)
class Tick:
    icon: str
    label: str
    tone: str = ""
    reason: str = ""
    needs_template: bool = False
    is_undecided: bool = False  # somebody has to say whether it is sent again


MARKS: dict[str, tuple[str, str | Promise, str]] = {
    MessageStatus.QUEUED: ("clock", gettext_lazy("Waiting to be sent"), ""),
    MessageStatus.SENDING: ("clock", gettext_lazy("Being sent"), ""),
    MessageStatus.UNCONFIRMED: ("help-circle", gettext_lazy("Not confirmed by WhatsApp yet"), "warn"),
    MessageStatus.SENT: ("check", gettext_lazy("Sent"), ""),
    MessageStatus.DELIVERED: ("checks", gettext_lazy("Delivered"), ""),
    MessageStatus.READ: ("checks", gettext_lazy("Read"), "read"),
    MessageStatus.FAILED: ("alert-circle", gettext_lazy("Not delivered"), "danger"),
}


# Why it still waits, where that is not a matter of seconds.
WAITING: dict[str, str | Promise] = {
    "stopped": gettext_lazy("WhatsApp takes nothing from us just now. It goes out by itself as soon as it does."),
    "held": gettext_lazy(
        "WhatsApp takes no messages of this kind just now. It goes out by itself as soon as it does."
    ),
    "unreachable": gettext_lazy("WhatsApp cannot be reached. It goes out by itself as soon as it can."),
    "131056": gettext_lazy("This customer got many messages in a short time. It goes out by itself in a while."),
}
# Free text cannot go; what can are the templates, which the composer offers.
NEEDS_TEMPLATE = ("window_closed", "131047")


def tick_of(message: Message) -> Tick:
    icon, label, tone = MARKS.get(message.status, ("", "", ""))
    code = str((message.error or {}).get("code", "")) if message.status == MessageStatus.FAILED else ""
    return Tick(
        icon=icon,
        label=str(label),
        tone=tone,
        reason=_reason(message),
        needs_template=code in NEEDS_TEMPLATE,
        is_undecided=code == UNCONFIRMED,
    )


def _reason(message: Message) -> str:
    if message.status == MessageStatus.UNCONFIRMED:
        return _("WhatsApp did not answer. It may have arrived; sending it again could double it.")
    code = str((message.error or {}).get("code", ""))
    if message.status == MessageStatus.QUEUED and code in WAITING:
        return str(WAITING[code])
    if message.status != MessageStatus.FAILED:
        return ""
    return reason_for(message.error)
