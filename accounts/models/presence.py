"""Who is there: the sockets that are open, the reasons of pauses, and who was what when."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Presence(models.TextChoices):
    ONLINE = "online", _("Online")
    AWAY = "away", _("Away")
    OFFLINE = "offline", _("Offline")


class Connection(models.Model):
    """An open WebSocket. Its web process renews `seen_at`; a row that is not renewed belongs to a socket that was
    closed or to a process that died."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="connections")
    connected_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    # The row outlives its socket for the grace period: a reload is not an absence.
    closed_at = models.DateTimeField(null=True, blank=True)
    # Of the login that it was opened with (see `accounts.sockets`).
    login_key = models.CharField(max_length=21, blank=True, default="")

    # Three missed heartbeats: its web process is gone.
    FRESH = timedelta(seconds=15)

    class Meta:
        verbose_name, verbose_name_plural = _("connection"), _("connections")

    def __str__(self) -> str:
        return str(self.id)


class PauseReason(models.Model):
    """Why somebody is away, as the company words it: lunch, coffee, a meeting."""

    name = models.CharField(_("name"), max_length=40)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        null=True,
        blank=True,
        help_text=_("How long it may last; longer ones are marked. Empty: any time."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("The smallest comes first."))
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Off: offered no more; earlier pauses keep it.")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("reason of a pause"), _("reasons of pauses")
        ordering = ("position", "name")
        constraints = (
            models.UniqueConstraint(
                Lower("name"),
                name="pause_reason_once_in_any_case",
                violation_error_message=_("There is a reason of this name."),
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__isnull=True) | models.Q(minutes__range=(1, 24 * 60)),
                name="pause_reason_minutes_within_a_day",
                violation_error_message=_("From 1 to 1440 minutes."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class PresencePeriod(models.Model):
    """Somebody was there, or away for a reason, from one moment to another. While they are offline there is none."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="presence_periods")
    presence = models.CharField(_("presence"), max_length=8, choices=Presence.choices)
    reason = models.ForeignKey(
        PauseReason, verbose_name=_("reason"), null=True, blank=True, on_delete=models.PROTECT, related_name="periods"
    )
    began_at = models.DateTimeField(_("from"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("presence period"), _("presence periods")
        ordering = ("-began_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(ended_at__isnull=True), name="presence_period_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("began_at")),
                name="presence_period_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(presence=Presence.AWAY) | models.Q(presence=Presence.ONLINE, reason__isnull=True),
                name="presence_period_reason_only_away",
            ),
        )
        indexes = (
            models.Index(fields=["user", "began_at"], name="presence_period_of"),
            # Of a range of days: what ended after its beginning; those that go on are in the constraint's index.
            models.Index(fields=["ended_at"], name="presence_period_ended"),
        )

    def __str__(self) -> str:
        return f"{self.get_presence_display()} {self.began_at:%d/%m/%Y %H:%M}"
