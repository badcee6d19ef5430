"""A template to many customers, with a row for each of them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models import Message
from whatsapp.models.number import BusinessNumber
from whatsapp.models.template import Template


class CampaignStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    FINISHED = "finished", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")


class RecipientStatus(models.TextChoices):
    PENDING = "pending", _("Pending")
    QUEUED = "queued", _("Queued")
    SKIPPED = "skipped", _("Skipped")
    FAILED = "failed", _("Failed")


class Campaign(models.Model):
    name = models.CharField(_("name"), max_length=120)
    template = models.ForeignKey(
        Template, verbose_name=_("template"), on_delete=models.PROTECT, related_name="campaigns"
    )
    # Null: the default one, of the settings.
    number = models.ForeignKey(
        BusinessNumber, verbose_name=_("number"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(_("status"), max_length=10, choices=CampaignStatus.choices, default=CampaignStatus.DRAFT)
    # Why it paused by itself.
    paused_reason = models.CharField(_("paused because"), max_length=300, blank=True, default="", editable=False)
    # The template's variables by name ("1" for positional ones; "header.1" in the header), the same for everybody
    # unless a recipient has its own. `{{customer.name}}` and `{{customer.plan}}` are filled in.
    variables = models.JSONField(_("variables"), default=dict, blank=True)
    scheduled_at = models.DateTimeField(_("not before"), null=True, blank=True)
    created_by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("campaign"), _("campaigns")
        indexes = (
            # The sweeper: what runs.
            models.Index(fields=["scheduled_at"], condition=Q(status="running"), name="campaign_running"),
        )

    def __str__(self) -> str:
        return self.name


class CampaignRecipient(models.Model):
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="recipients")
    phone = models.CharField(_("phone"), max_length=20, help_text=_("E.164."))
    variables = models.JSONField(_("variables"), default=dict, blank=True)
    status = models.CharField(
        _("status"), max_length=8, choices=RecipientStatus.choices, default=RecipientStatus.PENDING
    )
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Why it was skipped or failed: a code.
    reason = models.CharField(_("reason"), max_length=60, blank=True, default="")
    processed_at = models.DateTimeField(_("processed"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("recipient"), _("recipients")
        constraints = (models.UniqueConstraint(fields=["campaign", "phone"], name="recipient_once_per_campaign"),)
        indexes = (
            # The list of results.
            models.Index(fields=["campaign", "id"], name="recipient_list"),
            # The next batch.
            models.Index(fields=["campaign", "id"], condition=Q(status="pending"), name="recipient_pending"),
        )

    def __str__(self) -> str:
        return f"recipient {self.pk}"
