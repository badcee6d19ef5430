"""The tables of the built-in example: a small provider's system, for demonstrations and trials."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.phones import match_key


class ExampleSubscriber(models.Model):
    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        BLOCKED = "blocked", _("Blocked")
        CANCELLED = "cancelled", _("Cancelled")

    contract = models.CharField(_("contract"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    document = models.CharField(_("CPF or CNPJ"), max_length=14, blank=True, default="", help_text=_("Digits alone."))
    born_on = models.DateField(_("born"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    plan = models.CharField(_("plan"), max_length=120, blank=True, default="")
    city = models.CharField(_("city"), max_length=80, blank=True, default="")
    district = models.CharField(_("district"), max_length=80, blank=True, default="")
    due_day = models.PositiveSmallIntegerField(_("due day"), default=10)
    is_online = models.BooleanField(_("online"), default=True)
    link_since = models.DateTimeField(_("since"), default=timezone.now)
    signal_dbm = models.FloatField(_("signal (dBm)"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("example: subscriber"), _("example: subscribers")
        indexes = (
            # Finding by CPF or CNPJ.
            models.Index(fields=["document"], name="isp_example_document"),
        )

    def __str__(self) -> str:
        return f"{self.contract} {self.name}"


class ExamplePhone(models.Model):
    subscriber = models.ForeignKey(ExampleSubscriber, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(_("phone"), max_length=20, help_text=_("E.164, such as +5511987654321."))
    # See conversations.phones: one key for a number with and without its ninth digit.
    match_key = models.CharField(max_length=20, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("example: phone"), _("example: phones")
        constraints = (
            models.UniqueConstraint(fields=["subscriber", "match_key"], name="isp_example_phone_once_per_subscriber"),
        )
        indexes = (
            # Finding by phone.
            models.Index(fields=["match_key"], name="isp_example_phone_key"),
        )

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.match_key = match_key(self.number)
        super().save(*args, **kwargs)


class ExampleInvoice(models.Model):
    subscriber = models.ForeignKey(ExampleSubscriber, on_delete=models.CASCADE, related_name="invoices")
    due_on = models.DateField(_("due"))
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    paid_on = models.DateField(_("paid"), null=True, blank=True)
    boleto_line = models.CharField(_("boleto line"), max_length=48, blank=True, default="")
    pix_code = models.CharField(_("PIX copy and paste"), max_length=512, blank=True, default="")

    class Meta:
        verbose_name, verbose_name_plural = _("example: invoice"), _("example: invoices")
        constraints = (models.UniqueConstraint(fields=["subscriber", "due_on"], name="isp_example_invoice_once"),)

    def __str__(self) -> str:
        return f"{self.subscriber_id} {self.due_on}"


class ExampleOutage(models.Model):
    city = models.CharField(_("city"), max_length=80)
    district = models.CharField(_("district"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True, default="")
    began_at = models.DateTimeField(_("began"), default=timezone.now)
    expected_end_at = models.DateTimeField(_("expected end"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("example: outage"), _("example: outages")
        indexes = (
            # What is down now.
            models.Index(fields=["city"], condition=Q(ended_at=None), name="isp_example_outage_open"),
        )

    def __str__(self) -> str:
        return f"{self.city}, {self.district}"


class ExampleOrder(models.Model):
    """What was done at a customer's wish. The key makes it once."""

    class Kind(models.TextChoices):
        UNLOCK = "unlock", _("Unlock on trust")
        DUE_DAY = "due_day", _("Change of the due date")
        VISIT = "visit", _("Service order")

    subscriber = models.ForeignKey(ExampleSubscriber, on_delete=models.CASCADE, related_name="orders")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    key = models.CharField(_("key"), max_length=64, unique=True)
    # An unlock's end, a visit's day, or the first date of a new due day.
    day = models.DateField(_("day"), null=True, blank=True)
    description = models.CharField(_("description"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("example: order"), _("example: orders")
        indexes = (
            # The latest of a kind of one subscriber.
            models.Index(fields=["subscriber", "kind", "-created_at"], name="isp_example_order_latest"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ExampleHours(models.Model):
    weekday = models.PositiveSmallIntegerField(_("day of the week"), unique=True, help_text=_("0 is Monday."))
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name, verbose_name_plural = _("example: opening hours"), _("example: opening hours")
        ordering = ("weekday",)
        constraints = (models.CheckConstraint(condition=Q(weekday__lte=6), name="isp_example_weekday"),)

    def __str__(self) -> str:
        return str(self.weekday)
