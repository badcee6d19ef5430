"""The bot's figures of a period, for supervisors."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import SteeringOnly, query_of
from chatbot.models import Stay
from dashboard.bot_figures import Figures, Outcomes, figures_of
from dashboard.bot_period import LANGUAGES, LONGEST, period_of
from dashboard.days import day_in

SHARE: dict[str, Any] = {"allow_null": True, "min_value": 0, "max_value": 1}
EITHER = "Of those that are over and asked for something; null when there were none."


class FiguresQuery(serializers.Serializer[Any]):
    # Named as they stand in the address; `from` is a word of the language.
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {
            "from": serializers.DateField(required=False, help_text="The first day; seven days ago without."),
            "to": serializers.DateField(required=False, help_text=f"The last day; at most {LONGEST} days."),
            "team": serializers.RegexField(
                r"^([0-9]{1,18}|none)$", required=False, help_text='The team\'s id, or "none".'
            ),
            "language": serializers.ChoiceField(choices=LANGUAGES, required=False),
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first, last = attrs.get("from"), attrs.get("to")
        for name in ("from", "to"):
            if name in attrs and day_in(attrs[name].isoformat()) is None:
                raise serializers.ValidationError({name: [_("Write the day as year-month-day.")]})
        if first and last and first > last:
            raise serializers.ValidationError({"to": [_("The last day is before the first.")]})
        return attrs


class OutcomesShape(serializers.Serializer[Any]):
    all = serializers.IntegerField(help_text="In which the bot wrote.")
    open = serializers.IntegerField(help_text="Going on.")
    confirmed = serializers.IntegerField(help_text="Resolved: the customer said so.")
    assumed = serializers.IntegerField(help_text="Resolved: answered, and silence for 24 hours without a person.")
    handed_over = serializers.IntegerField()
    taken = serializers.IntegerField(help_text="A person came before it was over.")
    unresolved = serializers.IntegerField()
    idle = serializers.IntegerField(help_text="Small talk alone; in no share.")
    resolution_rate = serializers.FloatField(**SHARE, help_text=EITHER)


class ReasonCount(serializers.Serializer[Any]):
    reason = serializers.CharField()
    count = serializers.IntegerField()


class StepCount(serializers.Serializer[Any]):
    date = serializers.DateField(help_text="The first day of the day, week or month.")
    count = serializers.IntegerField()


class IntentCount(serializers.Serializer[Any]):
    intent = serializers.CharField()
    count = serializers.IntegerField()
    over_time = StepCount(many=True)


class TurnsShape(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    unanswered = serializers.IntegerField(help_text="Nothing was found that is sure enough, or may be said.")
    failed = serializers.IntegerField()
    median_ms = serializers.FloatField(allow_null=True)
    p95_ms = serializers.FloatField(allow_null=True)
    model_calls = serializers.IntegerField()
    model_calls_per_turn = serializers.FloatField(allow_null=True)
    tokens = serializers.IntegerField()
    cost = serializers.FloatField(help_text="In the currency of the bot's settings.")
    cost_per_conversation = serializers.FloatField(allow_null=True)


class TeamOutcomes(OutcomesShape):
    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class LanguageOutcomes(OutcomesShape):
    language = serializers.CharField()


class StepOutcomes(OutcomesShape):
    date = serializers.DateField(help_text="The first day of the day, week or month.")


class FiguresShape(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {
            "from": serializers.DateField(),
            "to": serializers.DateField(),
            "step": serializers.ChoiceField(choices=["day", "week", "month"]),
            "conversations": OutcomesShape(),
            "over_time": StepOutcomes(many=True),
            "hand_overs": ReasonCount(many=True),
            "intents": IntentCount(many=True),
            "turns": TurnsShape(),
            "teams": TeamOutcomes(many=True),
            "languages": LanguageOutcomes(many=True),
        }


@extend_schema(operation_id="getBotFigures", tags=["chatbot"], parameters=[FiguresQuery], responses=FiguresShape)
@api_view(["GET"])
@permission_classes([SteeringOnly])
def figures(request: Request) -> Response:
    """What the bot achieved. Conversations count on the day on which the bot first wrote in them."""
    asked = query_of(request, FiguresQuery)
    return Response(_told(figures_of(period_of({name: str(value) for name, value in asked.items()}))))


def _told(found: Figures) -> dict[str, Any]:
    period = found.period
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "step": period.step,
        "conversations": _outcomes(found.outcomes),
        "over_time": [{"date": step.isoformat(), **_outcomes(one)} for step, one in found.steps],
        "hand_overs": [{"reason": reason, "count": count} for reason, count in found.reasons],
        "intents": [
            {
                "intent": intent,
                "count": sum(counts),
                "over_time": [
                    {"date": step.isoformat(), "count": count}
                    for step, count in zip(period.steps, counts, strict=True)
                ],
            }
            for intent, counts in found.intents
        ],
        "turns": _turns(found),
        "teams": [
            {"id": team.pk if team else None, "name": team.name if team else "", **_outcomes(one)}
            for team, one in found.teams
        ],
        "languages": [{"language": language, **_outcomes(one)} for language, one in found.languages],
    }


def _outcomes(outcomes: Outcomes) -> dict[str, Any]:
    counts = {state: outcomes.of(state) for state in Stay.State.values}
    return {"all": outcomes.touched, **counts, "resolution_rate": outcomes.resolution_rate}


def _turns(found: Figures) -> dict[str, Any]:
    work = found.work
    return {
        "count": work.turns,
        "unanswered": work.unanswered,
        "failed": work.failed,
        "median_ms": work.median_ms,
        "p95_ms": work.p95_ms,
        "model_calls": work.calls,
        "model_calls_per_turn": work.calls_per_turn,
        "tokens": work.tokens,
        "cost": work.cost,
        "cost_per_conversation": found.cost_per_conversation,
    }
