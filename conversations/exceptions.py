"""What the conversations' services refuse."""

from django.utils.translation import gettext_lazy as _

from accounts.exceptions import Conflict, DomainError, Forbidden, Invalid, NotFound

__all__ = [
    "AssignedToOther",
    "CannotAnswer",
    "ChangedMeanwhile",
    "Conflict",
    "ConversationIsClosed",
    "CustomerIsErased",
    "DomainError",
    "Forbidden",
    "Invalid",
    "MarketingRefused",
    "NotFound",
    "Overtaken",
    "TooLarge",
    "TransitionNotAllowed",
    "WindowClosed",
]


class WindowClosed(Conflict):
    code = "window_closed"
    detail = _("The 24-hour window is closed. Send a template; free text is possible again once the customer writes.")


class MarketingRefused(Conflict):
    code = "marketing_opted_out"
    detail = _("The customer has asked for no more marketing messages.")


class AssignedToOther(Conflict):
    code = "assigned_to_other"
    detail = _("Another agent has this conversation.")


class CannotAnswer(Invalid):
    detail = _("This account cannot take conversations.")


class ChangedMeanwhile(Conflict):
    """The value is not the one that the writer had before them; `current` is what it is now."""

    code = "changed_meanwhile"

    def __init__(self, current: str, *, attr: str) -> None:
        self.current = current
        super().__init__(_("Meanwhile a colleague saved: %(value)s") % {"value": current or "–"}, attr=attr)


class ConversationIsClosed(Conflict):
    code = "conversation_closed"
    detail = _("The conversation is closed. Reopen it first.")


class CustomerIsErased(Conflict):
    code = "customer_erased"
    detail = _("This customer's data were erased. Whoever writes from their number is a new customer.")


class TransitionNotAllowed(Conflict):
    code = "transition_not_allowed"


class Overtaken(Conflict):
    """The bot's answer came too late: the customer wrote again, or a person took over."""

    code = "overtaken"
    detail = _("The conversation has moved on.")


class TooLarge(DomainError):
    status = 413
    code = "too_large"
    detail = _("The file is too large.")
