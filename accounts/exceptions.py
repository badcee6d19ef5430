"""What a service refuses, each with a stable code. `helpdesk.errors` maps them to the API's error shape."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """A refusal. `code` is part of the interface; `detail` is for people; `attr` names the field at fault."""

    status = 409
    code = "conflict"
    detail: Text = _("This is not possible in the present state.")

    def __init__(self, detail: Text | None = None, *, code: str | None = None, attr: str | None = None) -> None:
        self.detail = detail or self.detail
        self.code = code or self.code
        self.attr = attr
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.detail)


class Conflict(DomainError):
    """The state does not allow it (any more)."""


class Invalid(DomainError):
    status = 400
    code = "invalid"
    detail = _("This value is not valid.")


class Forbidden(DomainError):
    status = 403
    code = "permission_denied"
    detail = _("Your role does not allow this.")


class NotFound(DomainError):
    """It does not exist, or the caller may not see it."""

    status = 404
    code = "not_found"
    detail = _("Not found.")
