"""Customers, conversations and what agents work with, for supervisors. Messages and the timeline are records."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin  # type: ignore[import-untyped]

from accounts.admin import RefusalsAsMessages
from conversations.admin_records import Record, by_of
from conversations.exceptions import DomainError, Invalid
from conversations.macro_steps import checked_steps
from conversations.models import (
    Attachment,
    CannedResponse,
    Channel,
    Conversation,
    Customer,
    CustomerAttribute,
    CustomerExport,
    Erasure,
    Label,
    Macro,
    MergeCandidate,
    Message,
    Resolution,
    TimelineEntry,
    Webhook,
    WebhookDelivery,
)
from conversations.services.catalogue import delete_row, save_row
from conversations.services.customers import update_customer
from conversations.services.lifecycle import close_conversation
from conversations.services.macros import change_macro, create_macro, delete_macro
from conversations.sla_admin import SlaClockAdmin, SlaPolicyAdmin

__all__ = ["SlaClockAdmin", "SlaPolicyAdmin"]  # registered with the others


class Catalogue(ModelAdmin):  # type: ignore[misc]
    """Small tables that supervisors keep."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_row(obj, by=by_of(request), **{name: form.cleaned_data[name] for name in form.changed_data})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_row(obj, by=by_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            delete_row(row, by=by_of(request))


@admin.register(Customer)
class CustomerAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("__str__", "phone", "plan", "since", "is_blocked", "created_at")
    list_filter = ("is_blocked",)
    search_fields = ("name", "phone", "document", "email")
    ordering = ("-created_at",)
    readonly_fields = ("created_at", "updated_at")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come by writing to us, or over the API."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        if changes:
            update_customer(obj, by=by_of(request), **changes)


@admin.register(Erasure)
class ErasureAdmin(Record):
    """Who erased whom is not told: only that, by whom and when."""

    list_display = ("at", "by", "conversations", "messages", "files", "finished_at")
    list_select_related = ("by",)
    fields = list_display


@admin.register(CustomerExport)
class CustomerExportAdmin(Record):
    """Who took whose data out of the house; nobody's any more when they were erased since."""

    list_display = ("at", "by", "customer", "conversations", "messages", "files")
    list_select_related = ("by", "customer")
    fields = list_display


@admin.register(MergeCandidate)
class MergeCandidateAdmin(Record):
    """Decided in the panel beside a conversation, or over the API."""

    list_display = ("first", "second", "reason", "created_at", "dismissed_at", "dismissed_by")
    list_filter = ("reason", ("dismissed_at", admin.EmptyFieldListFilter))
    list_select_related = ("first", "second", "dismissed_by")
    search_fields = ("first__name", "first__phone", "second__name", "second__phone")
    ordering = ("-created_at",)


@admin.register(Conversation)
class ConversationAdmin(Record):
    list_display = ("protocol", "customer", "status", "assigned_to", "team", "priority", "last_activity_at", "inbox")
    list_filter = ("status", "team", "priority", "resolution")
    list_select_related = ("customer", "assigned_to", "team")
    search_fields = ("protocol", "customer__name", "customer__phone")
    ordering = ("-last_activity_at",)
    actions: ClassVar[list[str]] = ["close_without_answer"]

    @admin.display(description=_("inbox"))
    def inbox(self, row: Conversation) -> str:
        address = reverse("dashboard:conversation", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, _("open"))

    @admin.action(description=_("Close: the customer did not answer"))
    def close_without_answer(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> None:
        for row in queryset:
            try:
                close_conversation(row.pk, by=by_of(request), resolution=Resolution.NO_ANSWER)
            except DomainError as error:
                messages.warning(request, f"{row.protocol}: {error}")


@admin.register(Message)
class MessageAdmin(Record):
    list_display = ("id", "conversation", "direction", "type", "status", "author", "created_at")
    list_filter = ("direction", "status", "type")
    list_select_related = ("conversation", "author")
    search_fields = ("=external_id", "=conversation__protocol")
    search_help_text = _("The provider's id, or the conversation's protocol.")
    ordering = ("-id",)


@admin.register(TimelineEntry)
class TimelineAdmin(Record):
    list_display = ("id", "conversation", "kind", "actor", "created_at")
    list_filter = ("kind",)
    list_select_related = ("conversation", "actor")
    search_fields = ("=conversation__protocol",)
    ordering = ("-id",)


@admin.register(Attachment)
class AttachmentAdmin(Record):
    list_display = ("filename", "mime_type", "size", "conversation", "uploaded_by", "created_at")
    list_select_related = ("conversation", "uploaded_by")
    search_fields = ("filename", "=conversation__protocol")
    ordering = ("-created_at",)


@admin.register(Channel)
class ChannelAdmin(Record):
    list_display = ("name", "kind", "address", "external_id")


@admin.register(Label)
class LabelAdmin(Catalogue):
    list_display = ("name", "color")
    search_fields = ("name",)


@admin.register(CustomerAttribute)
class CustomerAttributeAdmin(Catalogue):
    list_display = ("label", "key", "kind", "position")
    search_fields = ("label", "key")


@admin.register(CannedResponse)
class CannedResponseAdmin(Catalogue):
    list_display = ("shortcut", "team", "content")
    list_filter = ("team",)
    list_select_related = ("team",)
    search_fields = ("shortcut", "content")
    autocomplete_fields = ("team",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CannedResponse]:
        """What people keep for themselves is theirs."""
        rows: QuerySet[CannedResponse] = super().get_queryset(request)
        return rows.filter(owner=None)


class MacroForm(forms.ModelForm):  # type: ignore[type-arg]
    """Steps as the API takes them; what is wrong with them is told at their field."""

    class Meta:
        model = Macro
        fields = ("name", "team", "steps")

    def clean_steps(self) -> list[dict[str, Any]]:
        steps = self.cleaned_data["steps"]
        if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
            raise forms.ValidationError(_("A list of steps is expected."))
        try:
            return [step.data for step in checked_steps(steps)]
        except Invalid as error:
            raise forms.ValidationError(f"{error.attr}: {error}") from error


@admin.register(Macro)
class MacroAdmin(RefusalsAsMessages):
    """Those that are shared; people's own are theirs."""

    form = MacroForm
    list_display = ("name", "team", "updated_at")
    list_filter = ("team",)
    list_select_related = ("team",)
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Macro]:
        return Macro.objects.filter(owner=None)

    def save_model(self, request: HttpRequest, obj: Macro, form: Any, change: bool) -> None:
        fields = {name: form.cleaned_data[name] for name in ("name", "team", "steps")}
        if change:
            change_macro(obj, by=by_of(request), **fields)
        else:
            obj.pk = create_macro(by=by_of(request), is_shared=True, **fields).pk

    def delete_model(self, request: HttpRequest, obj: Macro) -> None:
        delete_macro(obj, by=by_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Macro]) -> None:
        for row in queryset:
            delete_macro(row, by=by_of(request))


@admin.register(Webhook)
class WebhookAdmin(Catalogue):
    list_display = ("url", "events", "is_active", "created_at")
    search_fields = ("url",)
    readonly_fields = ("created_at",)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(Record):
    list_display = ("created_at", "webhook", "event", "state", "attempts", "response_status", "error")
    list_filter = ("state", "event")
    list_select_related = ("webhook",)
    search_fields = ("webhook__url",)
    ordering = ("-created_at",)
