from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class TemplateStatus(models.TextChoices):
    """Meta's words, and two of our own for what Meta does not have yet."""

    DRAFT = "DRAFT", _("Draft")
    SUBMITTED = "SUBMITTED", _("Being submitted")
    PENDING = "PENDING", _("Pending")
    APPROVED = "APPROVED", _("Approved")
    REJECTED = "REJECTED", _("Rejected")
    PAUSED = "PAUSED", _("Paused")
    DISABLED = "DISABLED", _("Disabled")
    IN_APPEAL = "IN_APPEAL", _("In appeal")
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED", _("Limit exceeded")
    ARCHIVED = "ARCHIVED", _("Archived")
    PENDING_DELETION = "PENDING_DELETION", _("Being deleted")
    DELETED = "DELETED", _("Deleted")
    OTHER = "OTHER", _("Other")


OWN_STATUSES = (TemplateStatus.DRAFT, TemplateStatus.SUBMITTED)  # Meta does not have it, as far as we know
GONE_STATUSES = (TemplateStatus.DELETED, TemplateStatus.PENDING_DELETION)


class TemplateCategory(models.TextChoices):
    UTILITY = "UTILITY", _("Utility")
    MARKETING = "MARKETING", _("Marketing")
    AUTHENTICATION = "AUTHENTICATION", _("Authentication")


class TemplateQuality(models.TextChoices):
    GREEN = "GREEN", _("High")
    YELLOW = "YELLOW", _("Medium")
    RED = "RED", _("Low")
    UNKNOWN = "UNKNOWN", _("Unknown")


class Template(models.Model):
    """A text that Meta approved; the only thing that may be sent outside the 24-hour window."""

    business_account_id = models.CharField(_("business account id"), max_length=32)
    external_id = models.CharField(_("provider's id"), max_length=64, blank=True, default="")
    name = models.CharField(_("name"), max_length=512)
    language = models.CharField(_("language"), max_length=16)
    category = models.CharField(_("category"), max_length=32, blank=True, default="")
    previous_category = models.CharField(_("category before"), max_length=32, blank=True, default="")
    status = models.CharField(_("status"), max_length=20, choices=TemplateStatus.choices)
    rejected_reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    quality = models.CharField(
        _("quality"), max_length=8, choices=TemplateQuality.choices, default=TemplateQuality.UNKNOWN
    )
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    disable_at = models.DateTimeField(_("will be disabled"), null=True, blank=True)
    parameter_format = models.CharField(_("parameters"), max_length=12, default="POSITIONAL")
    # As Meta describes them: HEADER, BODY, FOOTER, BUTTONS.
    components = models.JSONField(_("components"), default=list)
    # When Meta said so, by its clock: what comes later and is older changes nothing.
    status_at = models.DateTimeField(null=True, blank=True, editable=False)
    quality_at = models.DateTimeField(null=True, blank=True, editable=False)
    category_at = models.DateTimeField(null=True, blank=True, editable=False)
    synced_at = models.DateTimeField(_("synchronised"), default=timezone.now)
    # A change of what Meta has, until Meta took it: {"category", "components"}.
    proposal = models.JSONField(_("proposed change"), null=True, blank=True, editable=False)
    # Since when a submission is on its way; an outcome that nobody recorded is found by the next synchronisation.
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    error = models.TextField(_("last refusal"), blank=True, default="", editable=False)
    updated_by = models.ForeignKey(
        User, verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    # To the minute: what was used of late is offered first.
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("template"), _("templates")
        ordering = ("name", "language")
        constraints = (
            models.UniqueConstraint(fields=["business_account_id", "name", "language"], name="template_once"),
            models.CheckConstraint(
                condition=~Q(status="SUBMITTED") | Q(submitted_at__isnull=False), name="template_submitted_at"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"

    @property
    def is_sendable(self) -> bool:
        return self.status == TemplateStatus.APPROVED

    @property
    def is_known_to_meta(self) -> bool:
        return self.status not in OWN_STATUSES

    @property
    def subject(self) -> str:
        """What an alert names it by."""
        return f"{self.business_account_id} {self.name} {self.language}"

    def component(self, kind: str) -> dict[str, object]:
        """Its header, body, footer or buttons; empty when it has none."""
        found = (part for part in self.components if str(part.get("type", "")).upper() == kind)
        return next(found, {})
