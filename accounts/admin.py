"""Accounts and teams, for supervisors. Everything is written by the services that the API uses too."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline  # type: ignore[import-untyped]
from unfold.widgets import UnfoldAdminPasswordWidget  # type: ignore[import-untyped]

from accounts.exceptions import DomainError
from accounts.models import Holiday, OpeningHours, PauseReason, PresencePeriod, Role, Team, User
from accounts.services.accounts import close_account, create_account, update_account
from accounts.services.presence import save_reason
from accounts.services.teams import delete_team, save_team

FIELDS = ("email", "name", "role", "teams", "max_conversations", "language", "is_active")


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """The stored password is never shown; what is typed here becomes the new one."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )

    class Meta:
        model = User
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["password"].required = True
        else:
            self.fields["password"].help_text = _("Leave it empty to keep the present one.")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_password(self) -> str:
        password = str(self.cleaned_data.get("password") or "")
        if password:
            validate_password(password, self.instance)
        return password


class RefusalsAsMessages(ModelAdmin):  # type: ignore[misc]
    """What a service refuses is told on the page."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.get_full_path())
        return response


@admin.register(User)
class UserAdmin(RefusalsAsMessages):
    """Supervisors look after agents; administrators after everybody."""

    form = AccountForm
    list_display = ("name", "email", "role", "presence", "max_conversations", "is_active")
    list_filter = ("role", "presence", "is_active", "teams")
    search_fields = ("name", "email")
    ordering = ("name",)
    filter_horizontal = ("teams",)
    readonly_fields = ("presence", "presence_changed_at", "created_at")
    actions = ("close_accounts",)
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("name", "email", "password", "role", "is_active")}),
        (_("Work"), {"fields": ("teams", "max_conversations", "language")}),
        (_("Presence"), {"fields": ("presence", "presence_changed_at", "created_at")}),
    )

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role" and not _is_admin(request):
            kwargs["choices"] = [(Role.AGENT.value, Role.AGENT.label)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        may = bool(super().has_change_permission(request, obj))
        return may and (obj is None or _is_admin(request) or obj.role == Role.AGENT)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, not deleted: they are the authors of what they wrote."""
        return False

    @admin.action(description=_("Close the accounts"), permissions=["change"])
    def close_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        closed = 0
        for account in queryset.filter(is_active=True):
            try:
                close_account(account, by=_by(request))
                closed += 1
            except DomainError as error:
                messages.error(request, f"{account}: {error}")
        if closed:
            text = ngettext("%(count)d account was closed.", "%(count)d accounts were closed.", closed)
            messages.success(request, text % {"count": closed})

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        by = _by(request)
        if change:
            update_account(User.objects.get(pk=obj.pk), by=by, **_changes(form))
            return
        created = create_account(by=by, **{name: form.cleaned_data[name] for name in (*FIELDS, "password")})
        obj.pk, obj.password, obj._state.adding = created.pk, created.password, False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service has set the teams already."""


class OpeningHoursInline(TabularInline):  # type: ignore[misc]
    """Without any row the team counts as always there."""

    model = OpeningHours
    extra = 0


@admin.register(Holiday)
class HolidayAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("day", "name")
    search_fields = ("name",)


@admin.register(PauseReason)
class PauseReasonAdmin(RefusalsAsMessages):
    list_display = ("name", "minutes", "position", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)

    def save_model(self, request: HttpRequest, obj: PauseReason, form: Any, change: bool) -> None:
        save_reason(obj, by=_by(request), **{name: form.cleaned_data[name] for name in form.changed_data})

    def has_delete_permission(self, request: HttpRequest, obj: PauseReason | None = None) -> bool:
        """It is switched off instead: earlier pauses were made for it."""
        return False


@admin.register(PresencePeriod)
class PresencePeriodAdmin(ModelAdmin):  # type: ignore[misc]
    """What people were when: to be read, not to be written."""

    list_display = ("user", "presence", "reason", "began_at", "ended_at")
    list_filter = ("presence", "reason", "user")
    list_select_related = ("user", "reason")
    date_hierarchy = "began_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PresencePeriod | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PresencePeriod | None = None) -> bool:
        return False


@admin.register(Team)
class TeamAdmin(RefusalsAsMessages):
    list_display = ("name", "assignment", "is_default")
    search_fields = ("name",)
    inlines = (OpeningHoursInline,)

    def save_model(self, request: HttpRequest, obj: Team, form: Any, change: bool) -> None:
        save_team(obj, by=_by(request), **{name: form.cleaned_data[name] for name in form.changed_data})

    def delete_model(self, request: HttpRequest, obj: Team) -> None:
        delete_team(obj, by=_by(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for team in queryset:
            delete_team(team, by=_by(request))


def _changes(form: Any) -> dict[str, Any]:
    changes = {name: form.cleaned_data[name] for name in form.changed_data}
    if not changes.get("password"):
        changes.pop("password", None)
    return changes


def _by(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _is_admin(request: HttpRequest) -> bool:
    return _by(request).role == Role.ADMIN


# Roles decide here; Django's groups would only mislead.
if admin.site.is_registered(Group):
    admin.site.unregister(Group)
