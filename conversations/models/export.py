from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models.customer import Customer


class CustomerExport(models.Model):
    """That somebody took a customer's data out of the house: who and when. It outlives the customer's erasing, and
    says nothing of whose they were then. Never deleted."""

    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), null=True, on_delete=models.SET_NULL, related_name="exports"
    )
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("exported"), default=timezone.now)
    conversations = models.PositiveIntegerField(_("conversations"), default=0)
    messages = models.PositiveIntegerField(_("messages"), default=0)
    files = models.PositiveIntegerField(_("files"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("export of a customer"), _("exports of customers")
        indexes = (
            # The administration's list, newest first.
            models.Index(fields=["-at"], name="export_newest"),
        )

    def __str__(self) -> str:
        return f"export {self.pk}"
