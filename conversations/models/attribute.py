"""What a company wants to know about its customers beyond what every customer has."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AttributeKind(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")
    CHECKBOX = "checkbox", _("Yes or no")


class CustomerAttribute(models.Model):
    """The value stands in `Customer.attributes` under the key. Values under keys that nobody defined stay."""

    key = models.CharField(_("key"), max_length=60, help_text=_("Under which the API gives it; never shown."))
    label = models.CharField(_("label"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=AttributeKind.choices, default=AttributeKind.TEXT)
    options = models.TextField(_("choices"), blank=True, default="", help_text=_("One a line, for a choice."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("customer attribute"), _("customer attributes")
        ordering = ("position", "label")
        constraints = (
            models.UniqueConstraint(fields=["key"], name="customer_attribute_key_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["text", "number", "date", "choice", "checkbox"]),
                name="customer_attribute_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="choice") | ~Q(options=""), name="customer_attribute_has_choices"
            ),
        )

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        if self.kind == AttributeKind.CHOICE and not self.choices:
            raise ValidationError({"options": _("Write at least one choice.")})

    @property
    def choices(self) -> list[str]:
        return [line.strip() for line in self.options.splitlines() if line.strip()]
