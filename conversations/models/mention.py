from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models.timeline import TimelineEntry


class Mention(models.Model):
    """Somebody was named in a note. It stays until they have seen it, whether or not they were there to be told."""

    entry = models.ForeignKey(TimelineEntry, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentions")
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("mention"), _("mentions")
        constraints = (models.UniqueConstraint(fields=["entry", "user"], name="mention_once_a_note"),)
        indexes = (
            # "Mentions", newest first.
            models.Index(fields=["user", "-id"], name="mention_newest"),
            # The number beside it.
            models.Index(fields=["user"], condition=Q(seen_at=None), name="mention_unseen"),
        )

    def __str__(self) -> str:
        return f"mention {self.pk}"
