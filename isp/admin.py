"""The provider's system, and the built-in example's tables, for supervisors."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline  # type: ignore[import-untyped]
from unfold.widgets import UnfoldAdminPasswordWidget  # type: ignore[import-untyped]

from isp.exceptions import Misconfigured
from isp.mapping import read_mapping
from isp.models import (
    ExampleHours,
    ExampleInvoice,
    ExampleOrder,
    ExampleOutage,
    ExamplePhone,
    ExampleSubscriber,
    System,
)
from isp.services import save_system


class SystemForm(forms.ModelForm):  # type: ignore[type-arg]
    """The secret goes in and is never shown again; left empty it stays as it is."""

    secret = forms.CharField(
        label=_("Token or password"),
        required=False,
        max_length=1000,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("Stored sealed. Empty: the present one stays."),
    )

    class Meta:
        model = System
        fields = ("kind", "is_active", "base_url", "auth", "auth_name", "secret", "seconds", "mapping")

    def clean_mapping(self) -> Any:
        mapping = self.cleaned_data["mapping"] or {}
        try:
            read_mapping(mapping)
        except Misconfigured as error:
            raise forms.ValidationError(str(error)) from error
        return mapping

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") == System.Kind.HTTP and not data.get("base_url", "").startswith(("http://", "https://")):
            self.add_error("base_url", _("Give an address that begins with https:// or http://."))
        if data.get("auth") in (System.Auth.BASIC, System.Auth.HEADER) and not data.get("auth_name"):
            self.add_error("auth_name", _("Needed for this way of signing in."))
        return data


@admin.register(System)
class SystemAdmin(ModelAdmin):  # type: ignore[misc]
    form = SystemForm
    list_display = ("kind", "is_active", "base_url")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not System.objects.exists()

    def save_model(self, request: HttpRequest, obj: System, form: Any, change: bool) -> None:
        save_system(obj, secret=form.cleaned_data.get("secret", ""))


class Phones(TabularInline):  # type: ignore[misc]
    model = ExamplePhone
    extra = 0


@admin.register(ExampleSubscriber)
class SubscriberAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("contract", "name", "plan", "city", "district", "status", "is_online")
    list_filter = ("status", "is_online")
    search_fields = ("contract", "name", "document")
    inlines: ClassVar[list[type[TabularInline]]] = [Phones]


@admin.register(ExampleInvoice)
class InvoiceAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("subscriber", "due_on", "amount", "paid_on")
    list_select_related = ("subscriber",)
    raw_id_fields = ("subscriber",)
    search_fields = ("subscriber__name", "subscriber__contract")


@admin.register(ExampleOutage)
class OutageAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("city", "district", "description", "began_at", "expected_end_at", "ended_at")


@admin.register(ExampleHours)
class HoursAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("weekday", "opens", "closes")


@admin.register(ExampleOrder)
class OrderAdmin(ModelAdmin):  # type: ignore[misc]
    """What was done: looked at, never changed."""

    list_display = ("created_at", "subscriber", "kind", "day", "description")
    list_select_related = ("subscriber",)
    list_filter = ("kind",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ExampleOrder | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ExampleOrder | None = None) -> bool:
        return False
