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


class KeptRefusal(models.Model):
    """That somebody whose data were erased wants no marketing. A keyed hash of their number, and nothing else of them:
    who has the number finds the refusal by it, and who has the refusal no number."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(_("when"))
    # Campaigns of every kind, and not only marketing.
    is_for_all = models.BooleanField(default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("kept refusal"), _("kept refusals")

    def __str__(self) -> str:
        return "kept refusal"
