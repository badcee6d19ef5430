from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from whatsapp.models.number import BusinessNumber


class AlertKind(models.TextChoices):
    """Those that we know words for; others are shown as they are."""

    SENDING_STOPPED = "sending_stopped", _("Sending has stopped")


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
