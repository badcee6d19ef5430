from django.db import models
from django.utils.translation import gettext_lazy as _


class Label(models.Model):
    name = models.CharField(_("name"), max_length=40, unique=True)
    color = models.CharField(_("colour"), max_length=7, default="#5b7083", help_text=_("As #rrggbb."))

    class Meta:
        verbose_name, verbose_name_plural = _("label"), _("labels")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
