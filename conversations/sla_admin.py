"""What teams promise, for supervisors."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline  # type: ignore[import-untyped]

from conversations.admin_records import Record, by_of
from conversations.exceptions import Invalid
from conversations.models import SlaClock, SlaPolicy, SlaTarget
from conversations.services.sla_policies import check_targets, delete_policy, save_policy


class SlaTargetForms(BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        super().clean()
        rows = [form.cleaned_data for form in self.forms if form.has_changed() or form.instance.pk]
        try:
            check_targets([row for row in rows if row and not row.get("DELETE")])
        except Invalid as error:
            raise ValidationError(str(error)) from error


class SlaTargetInline(TabularInline):  # type: ignore[misc]
    """One row for all, and one for each priority that is promised something else."""

    model = SlaTarget
    formset = SlaTargetForms
    extra = 1


@admin.register(SlaPolicy)
class SlaPolicyAdmin(ModelAdmin):  # type: ignore[misc]
    """What a team promises. A change counts for what begins from then on."""

    list_display = ("team", "counting", "pauses_while_waiting", "warn_percent", "warn_minutes")
    list_select_related = ("team",)
    search_fields = ("team__name",)
    inlines = (SlaTargetInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("team",) if obj else ()

    def save_model(self, request: HttpRequest, obj: SlaPolicy, form: Any, change: bool) -> None:
        fields = {name: value for name, value in form.cleaned_data.items() if name != "team"}
        save_policy(obj.team, by=by_of(request), **fields)
        obj._state.adding = False

    def delete_model(self, request: HttpRequest, obj: SlaPolicy) -> None:
        delete_policy(obj, by=by_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SlaPolicy]) -> None:
        for policy in queryset:
            delete_policy(policy, by=by_of(request))


@admin.register(SlaClock)
class SlaClockAdmin(Record):
    list_display = (
        "conversation",
        "kind",
        "team",
        "priority",
        "minutes",
        "state",
        "started_at",
        "due_at",
        "breached_at",
    )
    list_filter = ("kind", "state", "team")
    list_select_related = ("conversation", "team")
    search_fields = ("=conversation__protocol",)
    ordering = ("-id",)
