from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models.customer import Customer


class Consent(models.Model):
    """Whether a customer wants marketing, as a history of decisions; the newest one holds."""

    class Source(models.TextChoices):
        CUSTOMER = "customer", _("The customer, in WhatsApp")
        REFUSAL = "refusal", _("WhatsApp refused a message")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    is_given = models.BooleanField(_("wants marketing"))
    at = models.DateTimeField(_("when"))
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    detail = models.CharField(_("detail"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name, verbose_name_plural = _("marketing consent"), _("marketing consents")
        constraints = (
            # Also what finds the newest decision of a customer.
            models.UniqueConstraint(fields=["customer", "at", "is_given"], name="consent_once"),
        )

    def __str__(self) -> str:
        return f"consent {self.pk}"
