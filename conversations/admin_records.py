"""What the administration's pages of this app share."""

from typing import Any, ClassVar

from django.http import HttpRequest
from unfold.admin import ModelAdmin  # type: ignore[import-untyped]

from accounts.models import User


class Record(ModelAdmin):  # type: ignore[misc]
    """Looked at, never changed."""

    show_full_result_count = False
    actions: ClassVar[list[str]] = []

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def by_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
