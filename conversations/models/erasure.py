from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models.customer import Customer


class Erasure(models.Model):
    """That a customer's data were erased: by whom and when, and nothing of whose they were. Never deleted."""

    # What is left of them: a row without anything, for their conversations to belong to.
    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="erasure")
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("erased"), default=timezone.now)
    conversations = models.PositiveIntegerField(_("conversations"), default=0)
    messages = models.PositiveIntegerField(_("messages"), default=0)
    files = models.PositiveIntegerField(_("files"), default=0)
    # The ids by which raw payloads are found that still speak of them; null as soon as none does.
    traces = models.JSONField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("raw payloads cleaned"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("erasure"), _("erasures")
        constraints = (
            models.CheckConstraint(
                condition=Q(traces=None, finished_at__isnull=False) | Q(traces__isnull=False, finished_at=None),
                name="erasure_finished_without_traces",
            ),
        )
        indexes = (
            # The administration's list, newest first.
            models.Index(fields=["-at"], name="erasure_newest"),
            # The sweeper: where raw payloads may still speak of them.
            models.Index(fields=["at"], condition=Q(finished_at=None), name="erasure_unfinished"),
        )

    def __str__(self) -> str:
        return f"erasure {self.pk}"
