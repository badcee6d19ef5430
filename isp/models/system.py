"""The system that the bot's tools ask: one row at most; without it the bot has no tools."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class System(models.Model):
    class Kind(models.TextChoices):
        EXAMPLE = "example", _("Built-in example")
        HTTP = "http", _("Over HTTP")

    class Auth(models.TextChoices):
        NONE = "none", _("None")
        BEARER = "bearer", _("Bearer token")
        BASIC = "basic", _("User and password")
        HEADER = "header", _("Header of its own")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.EXAMPLE)
    is_active = models.BooleanField(_("in use"), default=True)
    base_url = models.URLField(
        _("address"), blank=True, default="", help_text=_("Such as https://erp.example.com/api")
    )
    auth = models.CharField(_("sign-in"), max_length=10, choices=Auth.choices, default=Auth.NONE)
    # The user of BASIC, the header's name of HEADER.
    auth_name = models.CharField(_("user, or name of the header"), max_length=100, blank=True, default="")
    # Sealed (accounts.sealing), opened only to be used, and never shown.
    sealed_secret = models.TextField(blank=True, default="", editable=False)
    seconds = models.PositiveSmallIntegerField(
        _("seconds"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(15)],
        help_text=_("How long one answer is waited for."),
    )
    mapping = models.JSONField(
        _("mapping"),
        default=dict,
        blank=True,
        help_text=_("What the calls and their fields are named there; empty: as docs/chatbot-tools.md says."),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("provider's system"), _("provider's system")
        constraints = (models.CheckConstraint(condition=Q(id=1), name="isp_system_one_row"),)

    def __str__(self) -> str:
        return self.get_kind_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)
