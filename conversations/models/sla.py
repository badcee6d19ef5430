"""What teams promise their customers, and each time that a promise was kept or not."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from conversations.models.conversation import Conversation, Priority

MAX_MINUTES = 525_600  # a year


class SlaKind(models.TextChoices):
    FIRST_RESPONSE = "first_response", _("First response")
    NEXT_RESPONSE = "next_response", _("Next response")
    RESOLUTION = "resolution", _("Resolution")


class SlaPolicy(models.Model):
    """How a team's targets are counted. A team without one promises nothing."""

    class Counting(models.TextChoices):
        OPENING_HOURS = "opening_hours", _("In the opening hours")
        CLOCK = "clock", _("By the clock")

    team = models.OneToOneField(
        Team, verbose_name=_("team"), on_delete=models.CASCADE, related_name="sla_policy", primary_key=True
    )
    counting = models.CharField(
        _("time counts"), max_length=13, choices=Counting.choices, default=Counting.OPENING_HOURS
    )
    pauses_while_waiting = models.BooleanField(
        _("resolution pauses while waiting for the customer"),
        default=True,
        help_text=_("As long as an agent has set the conversation to wait for the customer."),
    )
    warn_percent = models.PositiveSmallIntegerField(
        _("warning at percent of the time"), default=80, help_text=_("From 1 to 99.")
    )
    warn_minutes = models.PositiveIntegerField(
        _("warning so many minutes before"), null=True, blank=True, help_text=_("Instead of the percentage.")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("SLA of a team"), _("SLA of the teams")
        ordering = ("team__name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(warn_percent__gte=1, warn_percent__lte=99),
                name="sla_warn_percent_sane",
                violation_error_message=_("From 1 to 99 percent."),
            ),
            models.CheckConstraint(
                condition=Q(warn_minutes=None) | Q(warn_minutes__gte=1, warn_minutes__lte=MAX_MINUTES),
                name="sla_warn_minutes_sane",
                violation_error_message=_("At least one minute, at most a year."),
            ),
        )

    def __str__(self) -> str:
        return self.team.name


class SlaTarget(models.Model):
    """In minutes. What a priority of its own leaves empty is as for all."""

    policy = models.ForeignKey(SlaPolicy, on_delete=models.CASCADE, related_name="targets")
    priority = models.PositiveSmallIntegerField(
        _("priority"), null=True, blank=True, choices=Priority.choices, help_text=_("Empty: for all.")
    )
    first_response = models.PositiveIntegerField(_("first response (minutes)"), null=True, blank=True)
    next_response = models.PositiveIntegerField(_("next response (minutes)"), null=True, blank=True)
    resolution = models.PositiveIntegerField(_("resolution (minutes)"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("SLA target"), _("SLA targets")
        ordering = (models.F("priority").asc(nulls_first=True),)
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "priority"],
                nulls_distinct=False,
                name="sla_target_once_a_priority",
                violation_error_message=_("There are targets for this priority already."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{kind: None}) | Q(**{f"{kind}__gte": 1, f"{kind}__lte": MAX_MINUTES}),
                    name=f"sla_target_{kind}_sane",
                    violation_error_message=_("At least one minute, at most a year."),
                )
                for kind in SlaKind.values
            ),
        )

    def __str__(self) -> str:
        return self.get_priority_display() if self.priority is not None else str(_("all"))


class SlaClock(models.Model):
    """One measured promise: it starts once, is stopped once, and what came of it is final. A conversation that is
    opened again gets new ones."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        MET = "met", _("Met")
        MISSED = "missed", _("Missed")
        # Neither: the team that promised it has it no more, or nobody was answered because it was closed.
        DROPPED = "dropped", _("Dropped")

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="clocks")
    kind = models.CharField(_("target"), max_length=14, choices=SlaKind.choices)
    team = models.ForeignKey(Team, verbose_name=_("team"), null=True, on_delete=models.SET_NULL, related_name="+")
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices)
    minutes = models.PositiveIntegerField(_("minutes"))
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    # It has counted `spent` up to the last pause, and counts on from then.
    counts_from = models.DateTimeField(default=timezone.now)
    spent = models.DurationField()
    warn_at = models.DateTimeField(_("warning"), null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    warned_at = models.DateTimeField(_("warned"), null=True)
    breached_at = models.DateTimeField(_("missed"), null=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True)
    # When it was met or missed: the period in which a report counts it.
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("SLA measurement"), _("SLA measurements")
        constraints = (
            models.UniqueConstraint(
                fields=["conversation", "kind"], condition=Q(stopped_at=None), name="sla_clock_one_of_a_kind_runs"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None, state__in=["running", "paused"])
                | Q(stopped_at__isnull=False, state__in=["met", "missed", "dropped"]),
                name="sla_clock_stopped_is_over",
            ),
            models.CheckConstraint(
                condition=Q(breached_at=None) & ~Q(state="missed")
                | Q(breached_at__isnull=False, state__in=["running", "missed"]),
                name="sla_clock_missed_stays_missed",
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(due_at__isnull=False, warn_at__isnull=False),
                name="sla_clock_running_is_due",
            ),
        )
        indexes = (
            # The sweeper's: what is to be warned of, and what is missed.
            models.Index(fields=["warn_at"], condition=Q(state="running", warned_at=None), name="sla_clock_warn"),
            models.Index(fields=["due_at"], condition=Q(state="running", breached_at=None), name="sla_clock_due"),
            # The sweeper's: what runs for a team that promises nothing.
            models.Index(fields=["team"], condition=Q(stopped_at=None), name="sla_clock_team_running"),
            # The report of a period, and its rows.
            models.Index(fields=["decided_at"], condition=Q(decided_at__isnull=False), name="sla_clock_decided"),
            # A conversation's.
            models.Index(fields=["conversation", "id"], name="sla_clock_conversation"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
