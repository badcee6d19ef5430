"""Knowledge, settings and the record of turns, for supervisors."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin  # type: ignore[import-untyped]

from accounts.models import User
from chatbot.models import Action, Article, ModelSpend, ToolCall, Turn
from chatbot.services.articles import save_article, set_status


def _who(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@admin.register(Article)
class ArticleAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("title", "intent", "team", "language", "status", "updated_at")
    list_filter = ("status", "intent", "language", "team")
    list_select_related = ("team",)
    search_fields = ("title", "content")
    readonly_fields = ("created_at", "updated_at")
    actions: ClassVar[list[str]] = ["approve", "withdraw", "archive"]

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        save_article(obj, by=_who(request), **{name: form.cleaned_data[name] for name in form.changed_data})

    @admin.action(description=_("Approve: the bot may use them"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        set_status(queryset, Article.Status.APPROVED, by=_who(request))

    @admin.action(description=_("Back to draft: the bot no longer uses them"))
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        set_status(queryset, Article.Status.DRAFT, by=_who(request))

    @admin.action(description=_("Archive: kept, and no longer used"))
    def archive(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        set_status(queryset, Article.Status.ARCHIVED, by=_who(request))


class Record(ModelAdmin):  # type: ignore[misc]
    """Looked at, never changed."""

    date_hierarchy = "created_at"
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Turn)
class TurnAdmin(Record):
    list_display = (
        "created_at",
        "question",
        "outcome",
        "reason",
        "intent",
        "confidence",
        "provider",
        "cost",
        "latency_ms",
    )
    list_filter = ("outcome", "reason", "provider", "intent")
    search_fields = ("question",)


@admin.register(ToolCall)
class ToolCallAdmin(Record):
    list_display = (
        "created_at",
        "conversation",
        "tool",
        "subscriber_id",
        "arguments",
        "outcome",
        "error",
        "latency_ms",
    )
    list_filter = ("outcome", "tool")
    list_select_related = ("conversation",)
    search_fields = ("conversation__protocol", "subscriber_id")


@admin.register(Action)
class ActionAdmin(Record):
    list_display = ("created_at", "conversation", "tool", "subscriber_id", "state", "confirmed_at")
    list_filter = ("state", "tool")
    list_select_related = ("conversation",)
    search_fields = ("conversation__protocol", "subscriber_id")


@admin.register(ModelSpend)
class ModelSpendAdmin(Record):
    date_hierarchy = "day"
    list_display = ("day", "calls", "tokens", "cost")
    ordering = ("-day",)
