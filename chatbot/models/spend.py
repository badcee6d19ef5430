from django.db import models
from django.utils.translation import gettext_lazy as _


class ModelSpend(models.Model):
    """What the model cost on one day: one row, added to with every turn, so that nobody sums up turns."""

    day = models.DateField(_("day"), primary_key=True)
    calls = models.PositiveIntegerField(_("calls"), default=0)
    tokens = models.PositiveBigIntegerField(_("tokens"), default=0)
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=6, default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("model's cost"), _("model's costs")

    def __str__(self) -> str:
        return str(self.day)
