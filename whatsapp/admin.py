"""What only WhatsApp has, for supervisors: numbers, templates, and the payloads as they came."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin  # type: ignore[import-untyped]
from unfold.decorators import action  # type: ignore[import-untyped]
from unfold.widgets import (  # type: ignore[import-untyped]
    UnfoldAdminPasswordWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import User
from whatsapp.client import GraphError, NotReached, OutcomeUnknown
from whatsapp.models import Alert, BusinessNumber, Payload, StopKind, Template
from whatsapp.readable import readable
from whatsapp.services.alerts import acknowledge_alert
from whatsapp.services.credentials import forget_credentials, set_credentials
from whatsapp.services.health import refresh_number
from whatsapp.services.numbers import clear_stop, save_number
from whatsapp.services.replay import replay_payloads
from whatsapp.services.templates import business_accounts, sync_templates


def _secret(label: Any, help_text: Any) -> forms.CharField:
    """Typed in, and never filled in by us."""
    widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, required=False, max_length=1000, widget=widget, help_text=help_text)


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


class NumberForm(forms.ModelForm):  # type: ignore[type-arg]
    """Credentials go in and are never shown again; what is left empty stays as it is."""

    name = forms.CharField(label=_("name"), max_length=120, required=False, widget=UnfoldAdminTextInputWidget())
    access_token = _secret(_("access token"), _("Empty: the present one, else the one of the environment."))
    app_secret = _secret(_("app secret"), _("Only where the number belongs to another app than the first."))
    verify_token = _secret(_("verify token"), _("Only where the number belongs to another app than the first."))

    class Meta:
        model = BusinessNumber
        fields = ("phone_number_id", "business_account_id", "own_rate")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["name"].initial = self.instance.channel.name

    def clean_phone_number_id(self) -> str:
        return _digits_only(self.cleaned_data["phone_number_id"])

    def clean_business_account_id(self) -> str:
        return _digits_only(self.cleaned_data["business_account_id"])


def _digits_only(value: str) -> str:
    if value and not (value.isascii() and value.isdigit()):
        raise forms.ValidationError(_("An id at WhatsApp consists of digits."))
    return value


@admin.register(BusinessNumber)
class BusinessNumberAdmin(ModelAdmin):  # type: ignore[misc]
    form = NumberForm
    list_display = (
        *("phone_number_id", "channel", "status", "quality", "messaging_limit", "throughput", "is_token_valid"),
        *("is_subscribed", "last_webhook_at", "stopped_reason", "partly"),
    )
    list_select_related = ("channel",)
    search_fields = ("phone_number_id", "channel__name")
    actions: ClassVar[list[str]] = ["check_now", "send_again", "forget", "synchronise"]
    shown = (
        *("verified_name", "name_status", "status", "quality", "messaging_limit", "throughput", "is_shared_with_app"),
        *(
            "is_token_valid",
            "is_subscribed",
            "last_webhook_at",
            "checked_at",
            "check_error",
            "stopped_reason",
            "stopped_at",
            "partly",
        ),
    )
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("phone_number_id", "business_account_id", "name", "own_rate")}),
        (_("Credentials"), {"fields": ("access_token", "app_secret", "verify_token", "own_credentials")}),
        (_("How it fares"), {"fields": shown}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: BusinessNumber | None = None) -> tuple[str, ...]:
        return (*self.shown, "own_credentials", *(("phone_number_id",) if obj else ()))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: BusinessNumber, form: Any, change: bool) -> None:
        given = form.cleaned_data
        number = save_number(
            by=_by(request),
            phone_number_id=obj.phone_number_id,
            business_account_id=given["business_account_id"],
            name=given["name"],
            own_rate=given["own_rate"],
        )
        set_credentials(
            number, token=given["access_token"], app_secret=given["app_secret"], verify_token=given["verify_token"]
        )
        obj.pk, obj.channel_id, obj._state.adding = number.pk, number.channel_id, False

    @admin.display(description=_("credentials of its own"))
    def own_credentials(self, row: BusinessNumber) -> str:
        named = (
            (row.sealed_token, gettext("access token")),
            (row.sealed_app_secret, gettext("app secret")),
            (row.sealed_verify_token, gettext("verify token")),
        )
        return ", ".join(name for sealed, name in named if sealed) or gettext("none: those of the environment hold")

    @admin.display(description=_("stopped in part"))
    def partly(self, row: BusinessNumber) -> str:
        known = dict(StopKind.choices)
        return "; ".join(f"{known.get(kind, kind)}: {why}" for kind, why in row.partial_stops.items())

    @admin.action(description=_("Ask WhatsApp now"))
    def check_now(self, request: HttpRequest, queryset: QuerySet[BusinessNumber]) -> None:
        for number in queryset:
            refresh_number(number)

    @admin.action(description=_("Send again: the reason for the stop is mended"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[BusinessNumber]) -> None:
        for number in queryset:
            for kind in [StopKind.ALL.value, *number.partial_stops]:
                clear_stop(number, kind=kind)

    @admin.action(description=_("Forget its credentials: those of the environment hold"))
    def forget(self, request: HttpRequest, queryset: QuerySet[BusinessNumber]) -> None:
        for number in queryset:
            forget_credentials(number)

    @admin.action(description=_("Synchronise the templates"))
    def synchronise(self, request: HttpRequest, queryset: QuerySet[BusinessNumber]) -> None:
        for account in {number.business_account_id for number in queryset} - {""}:
            _synchronise(request, account)


@admin.register(Alert)
class AlertAdmin(Record):
    list_display = ("label", "subject", "detail", "number", "raised_at", "acknowledged_by", "cleared_at")
    list_select_related = ("number", "acknowledged_by")
    list_filter = ("kind", ("cleared_at", admin.EmptyFieldListFilter))
    ordering = ("-raised_at",)
    actions: ClassVar[list[str]] = ["acknowledge"]

    @admin.action(description=_("Seen"))
    def acknowledge(self, request: HttpRequest, queryset: QuerySet[Alert]) -> None:
        for alert in queryset:
            acknowledge_alert(alert, by=_by(request))


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
    list_display = ("id", "lane", "state", "received_at", "applied_at", "why", "note")
    list_filter = ("state", ("note", admin.EmptyFieldListFilter))
    search_fields = ("=id",)
    ordering = ("-id",)
    actions: ClassVar[list[str]] = ["apply_again"]
    actions_detail: ClassVar[list[str]] = ["apply_this_again"]
    fields = ("id", "lane", "state", "received_at", "applied_at", "error", "note", "text")

    @admin.action(description=_("Apply again"))
    def apply_again(self, request: HttpRequest, queryset: QuerySet[Payload]) -> None:
        self._replay(request, list(queryset.values_list("pk", flat=True)))

    @action(description=_("Apply again"), url_path="apply-again")  # type: ignore[untyped-decorator]
    def apply_this_again(self, request: HttpRequest, object_id: int) -> HttpResponse:
        self._replay(request, [object_id])
        return redirect("admin:whatsapp_payload_change", object_id)

    def _replay(self, request: HttpRequest, ids: list[int]) -> None:
        text = gettext("%(count)d payloads will be applied again.")
        messages.success(request, text % {"count": replay_payloads(ids)})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payload]:
        """The list does without the bodies."""
        rows: QuerySet[Payload] = super().get_queryset(request)
        return rows if request.resolver_match and request.resolver_match.kwargs else rows.defer("body")

    @admin.display(description=_("error"))
    def why(self, row: Payload) -> str:
        return row.error[:200]

    @admin.display(description=_("body"))
    def text(self, row: Payload) -> str:
        return format_html(
            '<pre style="white-space: pre-wrap; overflow-wrap: anywhere">{}</pre>', readable(bytes(row.body))
        )


def _synchronise(request: HttpRequest, account: str) -> None:
    try:
        count = sync_templates(account)
    except (GraphError, NotReached, OutcomeUnknown) as error:
        messages.error(request, gettext("WhatsApp did not answer: %(error)s") % {"error": type(error).__name__})
        return
    messages.success(request, gettext("%(count)d templates.") % {"count": count})


def _by(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
