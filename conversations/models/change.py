"""What became of a message after it was written: a reaction, an edit, a revoke. Kept as it came; the message itself
carries the result."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models.message import Direction, Message


class ChangeKind(models.TextChoices):
    REACTION = "reaction", _("Reaction")
    EDIT = "edit", _("Edit")
    REVOKE = "revoke", _("Deletion")


class MessageChange(models.Model):
    external_id = models.CharField(_("provider's id"), max_length=200, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=ChangeKind.choices)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices)
    # Who of a group's members; empty between a customer and us.
    author_key = models.CharField(max_length=200, blank=True, default="")
    target_external_id = models.CharField(_("provider's id of the message"), max_length=200)
    # Null: the message has not come (yet).
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="changes")
    data = models.JSONField(_("data"), default=dict)
    at = models.DateTimeField(_("when"))
    stored_at = models.DateTimeField(_("stored"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("change of a message"), _("changes of messages")
        constraints = (models.UniqueConstraint(fields=["external_id"], name="message_change_once"),)
        indexes = (
            # A new message: what has been waiting for it.
            models.Index(fields=["target_external_id"], condition=Q(message=None), name="message_change_waiting"),
            # The sweeper: changes of messages whose id became known only after they were sent.
            models.Index(fields=["stored_at"], condition=Q(message=None), name="message_change_waiting_age"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
