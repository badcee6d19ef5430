"""What a team promises: everybody reads it, supervisors set it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import body_of, caller, steering_caller
from accounts.models import Team
from conversations.api.representation import priority_word
from conversations.api.shapes import PRIORITIES
from conversations.exceptions import NotFound
from conversations.models import Priority, SlaPolicy
from conversations.models.sla import MAX_MINUTES
from conversations.services.sla_policies import delete_policy, save_policy

TAGS = ["teams"]
MINUTES: dict[str, Any] = {
    "required": False,
    "allow_null": True,
    "default": None,
    "min_value": 1,
    "max_value": MAX_MINUTES,
}


class SlaTargetShape(serializers.Serializer[Any]):
    priority = serializers.ChoiceField(
        choices=PRIORITIES, required=False, allow_null=True, default=None, help_text="Null: for all."
    )
    first_response = serializers.IntegerField(**MINUTES, help_text="Minutes.")
    next_response = serializers.IntegerField(**MINUTES, help_text="Minutes, each time that the customer waits again.")
    resolution = serializers.IntegerField(**MINUTES, help_text="Minutes.")


class SlaPolicyShape(serializers.Serializer[Any]):
    counting = serializers.ChoiceField(
        choices=SlaPolicy.Counting.values, required=False, default=SlaPolicy.Counting.OPENING_HOURS.value
    )
    pauses_while_waiting = serializers.BooleanField(
        required=False, default=True, help_text="Of the resolution, in the status `waiting`."
    )
    warn_percent = serializers.IntegerField(required=False, default=80, min_value=1, max_value=99)
    warn_minutes = serializers.IntegerField(**MINUTES, help_text="So long before, instead of the percentage.")
    targets = SlaTargetShape(
        many=True, help_text="What a priority's own leave empty is as for all; these replace what was there."
    )


@extend_schema(methods=["GET"], operation_id="getTeamSla", tags=TAGS, responses=SlaPolicyShape)
@extend_schema(methods=["PUT"], operation_id="setTeamSla", tags=TAGS, request=SlaPolicyShape, responses=SlaPolicyShape)
@extend_schema(methods=["DELETE"], operation_id="deleteTeamSla", tags=TAGS, request=None, responses={204: None})
@api_view(["GET", "PUT", "DELETE"])
def team_sla(request: Request, pk: int) -> Response:
    """It counts for what begins from then on. 404 for a team that promises nothing."""
    team = Team.objects.filter(pk=pk).first()
    if team is None:
        raise NotFound
    if request.method == "PUT":
        by, data = steering_caller(request), body_of(request, SlaPolicyShape)
        data["targets"] = [{**row, "priority": _priority(row["priority"])} for row in data["targets"]]
        save_policy(team, by=by, **data)
        return Response(policy_data(_policy(team)))
    if request.method == "DELETE":
        delete_policy(_policy(team), by=steering_caller(request))
        return Response(status=204)
    caller(request)
    return Response(policy_data(_policy(team)))


def policy_data(policy: SlaPolicy) -> dict[str, Any]:
    return {
        "counting": policy.counting,
        "pauses_while_waiting": policy.pauses_while_waiting,
        "warn_percent": policy.warn_percent,
        "warn_minutes": policy.warn_minutes,
        "targets": [
            {
                "priority": None if row.priority is None else priority_word(row.priority),
                "first_response": row.first_response,
                "next_response": row.next_response,
                "resolution": row.resolution,
            }
            for row in policy.targets.all()
        ],
    }


def _priority(word: str | None) -> int | None:
    return None if word is None else Priority[word.upper()].value


def _policy(team: Team) -> SlaPolicy:
    policy = SlaPolicy.objects.filter(team=team).prefetch_related("targets").first()
    if policy is None:
        raise NotFound
    return policy
