from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from conversations.composed import Composed


class BotSettings(models.Model):
    """How the bot behaves: one row at most; without it the defaults hold."""

    company = models.CharField(_("company"), max_length=80, blank=True, default="")
    persona = models.CharField(
        _("persona"), max_length=80, blank=True, default="", help_text=_("The name under which the bot writes.")
    )
    tone = models.CharField(
        _("tone"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("How a model writes, such as: warm, brief, no jargon."),
    )
    instructions = models.TextField(
        _("instructions"),
        max_length=4000,
        blank=True,
        default="",
        help_text=_("What a model keeps to beside the built-in rules. Facts belong into the knowledge."),
    )
    greeting = models.TextField(
        _("greeting"), max_length=1000, blank=True, default="", help_text=_("Empty: the built-in greeting.")
    )
    answer_from = models.FloatField(
        _("answers from"),
        default=0.5,
        help_text=_("Below this confidence (0 to 1) the bot says that it does not know."),
    )
    hand_over_from = models.FloatField(
        _("hands over below"),
        default=0.0,
        help_text=_("Below this confidence a person comes at once, before the bot asks for other words."),
    )
    # Who takes over, by intent; where none is named, the article's team or the default one.
    teams = models.JSONField(
        _("teams by intent"), default=dict, blank=True, help_text=_('Ids of teams, such as {"cancellation": 3}.')
    )
    hands_over_cancellation = models.BooleanField(
        _("cancellations go to a person"),
        default=True,
        help_text=_("Otherwise the bot first answers from the knowledge."),
    )
    hands_over_anger = models.BooleanField(
        _("angry customers go to a person"),
        default=True,
        help_text=_("Otherwise the bot goes on answering until a person is asked for."),
    )
    hands_over_legal = models.BooleanField(
        _("legal threats go to a person"),
        default=True,
        help_text=_("Lawyers, courts, consumer protection. Otherwise the bot goes on answering."),
    )
    never_say = models.TextField(
        _("never said"),
        max_length=4000,
        blank=True,
        default="",
        help_text=_("Words that a model's answer may not hold, one phrase a line; such an answer is not sent."),
    )
    # In whatever currency: prices and budgets are of one.
    price_in = models.DecimalField(
        _("price of a million tokens read"), max_digits=10, decimal_places=4, default=Decimal("0.15")
    )
    price_out = models.DecimalField(
        _("price of a million tokens written"), max_digits=10, decimal_places=4, default=Decimal("0.60")
    )
    daily_budget = models.DecimalField(
        _("budget of a day"),
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("When it is used up, the bot answers without the model until midnight. Empty: no limit."),
    )
    conversation_budget = models.DecimalField(
        _("budget of a conversation"),
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("When it is used up, the bot goes on without the model. Empty: no limit."),
    )

    # The figures stay.
    keep_days = models.PositiveSmallIntegerField(
        _("days that customers' words are kept"),
        null=True,
        blank=True,
        default=180,
        help_text=_("Of the bot's turns, tool calls and what it heard and saw. Figures stay. Empty: for ever."),
    )

    # Rises with every change: who saves says which one they had before them.
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("bot settings"), _("bot settings")
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="bot_settings_one_row"),
            models.CheckConstraint(
                condition=Q(price_in__gte=0, price_out__gte=0)
                & (Q(daily_budget=None) | Q(daily_budget__gte=0))
                & (Q(conversation_budget=None) | Q(conversation_budget__gte=0)),
                name="bot_budgets_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(keep_days=None) | Q(keep_days__gte=7, keep_days__lte=3650),
                name="bot_keeps_a_week_at_least",
            ),
            models.CheckConstraint(condition=Q(answer_from__gte=0, answer_from__lte=1), name="bot_answer_from_share"),
            models.CheckConstraint(
                condition=Q(hand_over_from__gte=0, hand_over_from__lte=models.F("answer_from")),
                name="bot_hands_over_below_answers",
            ),
        )

    def __str__(self) -> str:
        return str(_("Bot settings"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def load(cls) -> "BotSettings":
        return SETTINGS.first() or cls(pk=1)

    def team_for(self, intent: str) -> Team | None:
        """The team that takes over such a matter, if one is named and still exists."""
        team_id = self.teams.get(intent) if isinstance(self.teams, dict) else None
        return TEAM.first(team_id) if isinstance(team_id, int) else None


# Asked for in every turn.
SETTINGS = Composed(lambda: BotSettings.objects.filter(pk=1))
TEAM = Composed(lambda pk: Team.objects.filter(pk=pk), -1)


class SettingsChange(models.Model):
    """What somebody changed in the bot's settings. Never changed itself."""

    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    # By the field's name: what it was and what it is, as people read it; for teams by "teams.intent".
    changes = models.JSONField(default=dict)
    version = models.PositiveIntegerField(unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("change of the bot settings"), _("changes of the bot settings")

    def __str__(self) -> str:
        return f"{self.version} {', '.join(self.changes)}"
