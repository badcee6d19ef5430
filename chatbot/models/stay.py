"""A conversation's stay with the bot, and how it ended."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from conversations.models import Conversation


class Stay(models.Model):
    """From the bot's first turn after a conversation was opened, given back or reopened, or after an earlier stay had
    ended. Once it has ended nothing changes how it did: what happens later is another stay."""

    class State(models.TextChoices):
        OPEN = "open", _("Going on")
        CONFIRMED = "confirmed", _("Resolved, confirmed")
        ASSUMED = "assumed", _("Resolved, assumed")
        HANDED_OVER = "handed_over", _("Handed over")
        TAKEN = "taken", _("Taken by a person")
        UNRESOLVED = "unresolved", _("Not resolved")
        IDLE = "idle", _("Nothing was asked")

    class Standing(models.TextChoices):
        """How the customer's matter stands after the latest turn."""

        NOTHING = "", _("Nothing was asked")
        ASKED = "asked", _("Asked")
        ANSWERED = "answered", _("Answered")
        CONFIRMED = "confirmed", _("Confirmed by the customer")

    conversation = models.ForeignKey(
        Conversation, verbose_name=_("conversation"), on_delete=models.CASCADE, related_name="stays", db_index=False
    )
    # Messages and timeline entries up to this number belong to what was before.
    start = models.BigIntegerField(default=0)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    standing = models.CharField(
        _("standing"), max_length=10, choices=Standing.choices, blank=True, default=Standing.NOTHING
    )
    # Why it was handed over.
    reason = models.CharField(_("reason"), max_length=40, blank=True, default="")
    # The matter: the latest that was more than small talk.
    intent = models.CharField(_("intent"), max_length=40, blank=True, default="")
    language = models.CharField(_("language"), max_length=5)
    # Who took over, or would have.
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    began_at = models.DateTimeField(_("began"), default=timezone.now)
    # The latest turn's end.
    last_at = models.DateTimeField(_("latest turn"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # What people made of it was looked at then, and is not again.
    looked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("stay with the bot"), _("stays with the bot")
        constraints = (
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(state="open"), name="stay_one_open_per_conversation"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "confirmed", "assumed", "handed_over", "taken", "unresolved", "idle"]),
                name="stay_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="stay_ended_has_time",
            ),
            # A confirmation is the customer's: it has its moment, or there was none.
            models.CheckConstraint(
                condition=Q(standing="confirmed", confirmed_at__isnull=False)
                | (~Q(standing="confirmed") & Q(confirmed_at=None)),
                name="stay_confirmed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(standing="confirmed"), name="stay_confirmed_by_the_customer"
            ),
            models.CheckConstraint(
                condition=~Q(state="assumed") | Q(standing="answered"), name="stay_assumed_after_an_answer"
            ),
            models.CheckConstraint(
                condition=Q(state="handed_over") & ~Q(reason="") | ~Q(state="handed_over") & Q(reason=""),
                name="stay_handed_over_has_reason",
            ),
        )
        indexes = (
            # The figures of a period, and the list of conversations behind them, newest first.
            models.Index(fields=["-began_at", "-id"], name="stay_newest"),
            models.Index(fields=["state", "-began_at", "-id"], name="stay_by_state"),
            # The sweeper: what may have ended in silence.
            models.Index(fields=["last_at"], condition=Q(state="open"), name="stay_open"),
            # The sweeper: what people may have solved since.
            models.Index(
                fields=["id"],
                condition=Q(state__in=["handed_over", "taken"], looked_at=None),
                name="stay_to_learn_from",
            ),
            # A conversation's stays.
            models.Index(fields=["conversation", "-began_at"], name="stay_of_conversation"),
        )

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.state}"
