"""Knowledge, settings and the record of turns, for supervisors."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin  # type: ignore[import-untyped]

from chatbot.models import Action, Article, BotSettings, ModelSpend, ToolCall, Turn
from chatbot.services.articles import set_status


@admin.register(Article)
class ArticleAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("title", "intent", "team", "language", "status", "updated_at")
    list_filter = ("status", "intent", "language", "team")
    list_select_related = ("team",)
    search_fields = ("title", "content")
    readonly_fields = ("created_at", "updated_at")
    actions: ClassVar[list[str]] = ["approve", "withdraw"]

    @admin.action(description=_("Approve: the bot may use them"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        set_status(queryset, Article.Status.APPROVED)

    @admin.action(description=_("Back to draft: the bot no longer uses them"))
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        set_status(queryset, Article.Status.DRAFT)


@admin.register(BotSettings)
class BotSettingsAdmin(ModelAdmin):  # type: ignore[misc]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return not BotSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: BotSettings | None = None) -> bool:
        return False


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
