"""What only WhatsApp has, for supervisors: numbers, templates, and the payloads as they came."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin  # type: ignore[import-untyped]
from unfold.decorators import action  # type: ignore[import-untyped]

from whatsapp.client import GraphError, NotReached, OutcomeUnknown
from whatsapp.models import BusinessNumber, Payload, Template
from whatsapp.services.inbound import retry_payload
from whatsapp.services.numbers import clear_stop
from whatsapp.services.templates import business_accounts, sync_templates

SHOWN_BYTES = 20_000


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


@admin.register(BusinessNumber)
class BusinessNumberAdmin(Record):
    list_display = ("phone_number_id", "channel", "business_account_id", "stopped_reason", "stopped_at")
    list_select_related = ("channel",)
    search_fields = ("phone_number_id", "channel__name")
    actions: ClassVar[list[str]] = ["send_again", "synchronise"]

    @admin.action(description=_("Send again: the reason for the stop is mended"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[BusinessNumber]) -> None:
        for number in queryset:
            clear_stop(number)

    @admin.action(description=_("Synchronise the templates"))
    def synchronise(self, request: HttpRequest, queryset: QuerySet[BusinessNumber]) -> None:
        for account in {number.business_account_id for number in queryset} - {""}:
            _synchronise(request, account)


@admin.register(Template)
class TemplateAdmin(Record):
    list_display = ("name", "language", "category", "status", "quality", "business_account_id", "synced_at")
    list_filter = ("status", "quality", "language", "category", "business_account_id")
    search_fields = ("name",)
    actions_list: ClassVar[list[str]] = ["synchronise_all"]

    @action(description=_("Synchronise with WhatsApp"), url_path="synchronise")  # type: ignore[untyped-decorator]
    def synchronise_all(self, request: HttpRequest) -> HttpResponse:
        for account in business_accounts():
            _synchronise(request, account)
        return redirect("admin:whatsapp_template_changelist")


@admin.register(Payload)
class PayloadAdmin(Record):
    list_display = ("id", "lane", "state", "received_at", "applied_at", "error")
    list_filter = ("state",)
    search_fields = ("=id",)
    ordering = ("-id",)
    actions: ClassVar[list[str]] = ["apply_again"]
    fields = ("id", "lane", "state", "received_at", "applied_at", "error", "text")

    @admin.action(description=_("Apply again"))
    def apply_again(self, request: HttpRequest, queryset: QuerySet[Payload]) -> None:
        count = sum(retry_payload(pk) for pk in queryset.values_list("pk", flat=True))
        messages.success(request, gettext("%(count)d payloads will be applied again.") % {"count": count})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payload]:
        """The list does without the bodies."""
        rows: QuerySet[Payload] = super().get_queryset(request)
        return rows if request.resolver_match and request.resolver_match.kwargs else rows.defer("body")

    @admin.display(description=_("body"))
    def text(self, row: Payload) -> str:
        return bytes(row.body)[:SHOWN_BYTES].decode("utf-8", "replace")


def _synchronise(request: HttpRequest, account: str) -> None:
    try:
        count = sync_templates(account)
    except (GraphError, NotReached, OutcomeUnknown) as error:
        messages.error(request, gettext("WhatsApp did not answer: %(error)s") % {"error": type(error).__name__})
        return
    messages.success(request, gettext("%(count)d templates.") % {"count": count})
