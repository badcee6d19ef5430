"""Steps that are taken at once on a conversation, under a name; and each time that somebody took them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from conversations.models.conversation import Conversation


class StepKind(models.TextChoices):
    SEND = "send", _("Send a message")
    NOTE = "note", _("Add a note")
    ADD_LABEL = "add_label", _("Add a label")
    REMOVE_LABEL = "remove_label", _("Remove a label")
    PRIORITY = "priority", _("Set the priority")
    TRANSFER = "transfer", _("Transfer")
    CLOSE = "close", _("Close the conversation")


# After these the conversation is in other hands, or over: nothing can follow.
LAST_KINDS = (StepKind.TRANSFER, StepKind.CLOSE)


class Macro(models.Model):
    """Somebody's own where it has an owner; else shared, by a team or by everybody. Supervisors write shared ones."""

    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(
        User, verbose_name=_("owner"), null=True, blank=True, on_delete=models.CASCADE, related_name="macros"
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.CASCADE, related_name="macros"
    )
    # As `conversations.macro_steps.Step` reads and writes them.
    steps = models.JSONField(_("steps"), default=list)
    # Rises with every change: what was looked at is what is run.
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("macro"), _("macros")
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(condition=Q(owner=None) | Q(team=None), name="macro_of_a_person_or_of_a_team"),
            models.UniqueConstraint("owner", Lower("name"), name="macro_name_once_per_owner"),
            models.UniqueConstraint("team", Lower("name"), name="macro_name_once_per_team"),
            models.UniqueConstraint(
                Lower("name"), condition=Q(owner=None, team=None), name="macro_name_once_for_everybody"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ends_by(self) -> str:
        """What ends the work on a conversation: its last step, where that is one of `LAST_KINDS`; else nothing."""
        kind = self.steps[-1]["kind"] if self.steps else ""
        return kind if kind in LAST_KINDS else ""


class MacroRun(models.Model):
    """It stands or falls with all that the steps wrote."""

    macro = models.ForeignKey(Macro, null=True, on_delete=models.SET_NULL, related_name="runs")
    version = models.PositiveIntegerField()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="macro_runs")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The caller's own id: the same one twice is one run.
    client_id = models.CharField(max_length=100, null=True, blank=True, editable=False)  # noqa: DJ001
    message_ids = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("run of a macro"), _("runs of macros")
        constraints = (models.UniqueConstraint(fields=["actor", "client_id"], name="macro_run_client_id_once"),)
        indexes = (
            # The list of macros: which of them the reader has run as it is now.
            models.Index(fields=["actor", "macro", "version"], name="macro_run_known"),
        )

    def __str__(self) -> str:
        return f"run {self.pk}"
