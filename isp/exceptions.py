"""What can go wrong between us and the provider's system."""


class IspError(Exception):
    """`args[0]` says what, without anything of the customer's."""

    code = "isp_error"


class NotReached(IspError):
    """Nothing was done: the system did not take the call."""

    code = "not_reached"


class OutcomeUnknown(IspError):
    """The call went out and no answer came: what it was to do may have been done."""

    code = "outcome_unknown"


class BadAnswer(IspError):
    """An answer that makes no sense."""

    code = "bad_answer"


class Misconfigured(IspError):
    code = "misconfigured"


class Refused(IspError):
    """The system said no. `code` is one of REFUSALS, or "refused"."""

    def __init__(self, code: str = "refused") -> None:
        super().__init__(code)
        self.code = code if code in REFUSALS else "refused"


REFUSALS = ("not_blocked", "unlock_used", "day_not_offered", "order_exists", "not_found", "refused")
