"""What somebody is writing and has not sent: it waits for them wherever they sign in."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models.conversation import Conversation


class DraftKind(models.TextChoices):
    REPLY = "reply", _("Reply")
    NOTE = "note", _("Note")


class KeptDraft(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=5, choices=DraftKind.choices)
    text = models.TextField()
    # Named by the page that wrote it: whoever writes over it says which one they saw.
    version = models.CharField(max_length=32)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("draft"), _("drafts")
        constraints = (
            # Also the list's: does the reader have a draft in this conversation?
            models.UniqueConstraint(fields=["conversation", "user", "kind"], name="one_draft_of_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
