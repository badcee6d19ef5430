from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from whatsapp.models.number import BusinessNumber


class AlertKind(models.TextChoices):
    """Those that we know words for; others are shown as they are."""

    SENDING_STOPPED = "sending_stopped", _("Sending has stopped")
    UNREACHABLE = "unreachable", _("WhatsApp cannot be reached: messages wait")
    SENDING_LIMITED = "sending_limited", _("A part of the sending has stopped")
    FILES_REFUSED = "files_refused", _("WhatsApp refuses us the customers' files")
    REPORTED_ERROR = "reported_error", _("WhatsApp reports an error")
    ACCOUNT_RESTRICTED = "account_restricted", _("WhatsApp has restricted the account")
    ACCOUNT_VIOLATION = "account_violation", _("WhatsApp reports a violation of its rules")
    ACCOUNT_DISABLED = "account_disabled", _("WhatsApp disables the account")
    ACCOUNT_GONE = "account_gone", _("The account is no longer ours at WhatsApp")
    ACCOUNT_REVIEW = "account_review", _("WhatsApp has not approved the account")
    WHATSAPP_NOTICE = "whatsapp_notice", _("A notice from WhatsApp")
    NAME_REJECTED = "name_rejected", _("WhatsApp has refused the number's name")
    SECURITY = "security", _("A security setting of the number was changed")
    QUALITY_LOW = "quality_low", _("The number's quality is low")
    LIMIT_LOWERED = "limit_lowered", _("WhatsApp has lowered the messaging limit")
    TEMPLATE_STATE = "template_state", _("WhatsApp does not accept a template")
    TEMPLATE_QUALITY = "template_quality", _("A template's quality is low")
    TEMPLATE_CATEGORY = "template_category", _("WhatsApp has changed a template's category")
    CAMPAIGN_PAUSED = "campaign_paused", _("A campaign was paused")
    NUMBER_STATE = "number_state", _("The number is not connected")
    CHECK_FAILED = "check_failed", _("WhatsApp cannot be asked about the number")
    NOT_SUBSCRIBED = "not_subscribed", _("The app receives no webhooks of the account")
    SILENCE = "silence", _("No webhook has come for long")
    PAYLOADS_WAITING = "payloads_waiting", _("Received messages wait to be applied")
    PAYLOADS_FAILED = "payloads_failed", _("Something that was received could not be applied")
    WORKER_SILENT = "worker_silent", _("A worker gives no sign of life")


# Nothing ever ends them: once somebody has seen them, they are over.
SEEN_ONCE = (
    AlertKind.ACCOUNT_RESTRICTED,
    AlertKind.ACCOUNT_VIOLATION,
    AlertKind.REPORTED_ERROR,
    AlertKind.SECURITY,
    AlertKind.LIMIT_LOWERED,
    AlertKind.TEMPLATE_CATEGORY,
    AlertKind.WHATSAPP_NOTICE,
)


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> "AlertQuerySet":
        """Their cause lasts; the newest first."""
        return self.filter(cleared_at=None).select_related("number__channel", "acknowledged_by").order_by("-raised_at")

    def unseen(self) -> "AlertQuerySet":
        return self.open().filter(acknowledged_at=None)


class Alert(models.Model):
    """Something that a supervisor should know of, open until its cause is gone."""

    kind = models.CharField(_("kind"), max_length=40)
    # What it concerns, among alerts of its kind: a number, a template, a queue.
    subject = models.CharField(_("subject"), max_length=600, blank=True, default="")
    detail = models.TextField(_("detail"), blank=True, default="")
    number = models.ForeignKey(
        BusinessNumber, verbose_name=_("business number"), null=True, blank=True, on_delete=models.CASCADE
    )
    raised_at = models.DateTimeField(_("raised"), default=timezone.now)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        User, verbose_name=_("acknowledged by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cleared_at = models.DateTimeField(_("cleared"), null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("alert"), _("alerts")
        constraints = (
            # Also the overview's and the inbox's list: what is open.
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(cleared_at=None), name="alert_open_once"),
        )

    def __str__(self) -> str:
        return f"{self.label}: {self.subject}" if self.subject else str(self.label)

    @property
    def label(self) -> str:
        return str(AlertKind(self.kind).label) if self.kind in AlertKind.values else self.kind

    @property
    def shown_detail(self) -> str:
        """What we say is translated; what WhatsApp says is not."""
        return gettext(self.detail) if self.detail else ""

    @property
    def is_over_once_seen(self) -> bool:
        return self.kind in SEEN_ONCE
