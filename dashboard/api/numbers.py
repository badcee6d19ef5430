"""Live numbers."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import caller
from accounts.models import Presence, User
from conversations.models import Priority, Status
from dashboard import stats

TAGS = ["dashboard"]
AVERAGE: dict[str, Any] = {"allow_null": True, "help_text": "Of the last 24 hours; null when there was none."}


class ConversationCounts(serializers.Serializer[Any]):
    active = serializers.IntegerField(help_text="In people's hands: in progress, or waiting for the customer.")
    in_queue = serializers.IntegerField()
    with_bot = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Of the active ones, those where it is the customer's turn.")
    opened_today = serializers.IntegerField()
    closed_today = serializers.IntegerField()


class AgentCounts(serializers.Serializer[Any]):
    online = serializers.IntegerField()
    away = serializers.IntegerField()
    offline = serializers.IntegerField()


class Performance(serializers.Serializer[Any]):
    avg_response_time_seconds = serializers.FloatField(**AVERAGE)
    avg_first_response_time_seconds = serializers.FloatField(**AVERAGE)
    avg_queue_time_seconds = serializers.FloatField(**AVERAGE)
    avg_resolution_time_seconds = serializers.FloatField(**AVERAGE)


class MetricsShape(serializers.Serializer[Any]):
    conversations = ConversationCounts()
    agents = AgentCounts()
    performance = Performance()


class AgentLoad(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    nome = serializers.CharField()
    name = serializers.CharField()
    email = serializers.EmailField()
    role = serializers.CharField()
    status = serializers.ChoiceField(choices=Presence.values)
    status_since = serializers.DateTimeField()
    pause_reason = serializers.CharField(allow_null=True, help_text="Why they are away, if they said so.")
    current_conversations = serializers.IntegerField(help_text="In progress.")
    waiting_conversations = serializers.IntegerField(help_text="Waiting for the customer; they fill no hands.")
    snoozed_conversations = serializers.IntegerField(help_text="Set aside; they fill no hands either.")
    max_conversations = serializers.IntegerField()


class AgentsShape(serializers.Serializer[Any]):
    agents = AgentLoad(many=True)


class NamedShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class QueuedCustomer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_null=True)
    plan = serializers.CharField(allow_blank=True)


class QueuedShape(serializers.Serializer[Any]):
    conversation_id = serializers.UUIDField()
    protocol = serializers.CharField()
    position = serializers.IntegerField(help_text="Within its team's queue; 1 is the next in line.")
    waiting_seconds = serializers.IntegerField()
    priority = serializers.ChoiceField(choices=[priority.name.lower() for priority in Priority])
    team = NamedShape(allow_null=True)
    customer = QueuedCustomer()


class QueueShape(serializers.Serializer[Any]):
    queue = QueuedShape(many=True, help_text="Most urgent first.")
    size = serializers.IntegerField()
    oldest_waiting_seconds = serializers.IntegerField()
    estimated_wait_seconds = serializers.IntegerField(
        allow_null=True, help_text="For somebody who joined now; null when nobody was served lately."
    )


@extend_schema(operation_id="getMetrics", tags=TAGS, responses=MetricsShape)
@api_view(["GET"])
def metrics(request: Request) -> Response:
    return Response(
        {
            "conversations": stats.conversation_counts(),
            "agents": stats.agent_counts(),
            "performance": stats.performance(),
        }
    )


@extend_schema(operation_id="getAgentLoads", tags=TAGS, responses=AgentsShape)
@api_view(["GET"])
def agents(request: Request) -> Response:
    loads = stats.loads()
    return Response({"agents": [_agent(agent, loads.get(agent.pk, {})) for agent in stats.people()]})


@extend_schema(operation_id="getQueue", tags=TAGS, responses=QueueShape)
@api_view(["GET"])
def queue(request: Request) -> Response:
    """What the caller could take: supervisors see all queues, agents their teams'."""
    by = caller(request)
    return Response({"queue": [_queued(row) for row in stats.queue_rows(by)], **stats.queue_summary(by)})


def _agent(agent: User, load: dict[str, int]) -> dict[str, Any]:
    return {
        "id": agent.pk,
        "nome": agent.name,
        "name": agent.name,
        "email": agent.email,
        "role": agent.role,
        "status": agent.presence,
        "status_since": agent.presence_changed_at,
        "pause_reason": agent.pause_reason.name if agent.pause_reason else None,
        "current_conversations": load.get(Status.IN_PROGRESS, 0),
        "waiting_conversations": load.get(Status.WAITING, 0),
        "snoozed_conversations": load.get(stats.SNOOZED, 0),
        "max_conversations": agent.max_conversations,
    }


def _queued(row: stats.QueueRow) -> dict[str, Any]:
    conversation, customer, team = row.conversation, row.conversation.customer, row.conversation.team
    return {
        "conversation_id": str(conversation.pk),
        "protocol": conversation.protocol,
        "position": row.position,
        "waiting_seconds": row.waiting_seconds,
        "priority": Priority(conversation.priority).name.lower(),
        "team": {"id": team.pk, "name": team.name} if team else None,
        "customer": {
            "id": str(customer.pk),
            "name": customer.name,
            "phone": customer.phone,
            "plan": customer.plan,
        },
    }
