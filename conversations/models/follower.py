from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models.conversation import Conversation


class Follower(models.Model):
    """Somebody hears of a conversation that need not be theirs, as long as they may see it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follows")
    # Themselves, a supervisor, or whoever named them in a note.
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("follower"), _("followers")
        constraints = (models.UniqueConstraint(fields=["conversation", "user"], name="follower_once"),)

    def __str__(self) -> str:
        return f"follower {self.pk}"
