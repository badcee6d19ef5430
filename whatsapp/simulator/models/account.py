from django.db import models
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    """The one business account and its number: the little that can be set on them."""

    profile = models.JSONField(default=dict)
    is_subscribed = models.BooleanField(default=True)
    is_registered = models.BooleanField(default=True)
    callback_uri = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        verbose_name, verbose_name_plural = _("business account"), _("business accounts")

    def __str__(self) -> str:
        return f"account {self.pk}"

    @classmethod
    def load(cls) -> "Account":
        return cls.objects.get_or_create(pk=1)[0]
