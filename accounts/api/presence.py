"""Who is there, why not, and who was when."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import PauseReasonRefSerializer
from accounts.api.tables import Row, Rows, describe_row, describe_rows
from accounts.calls import Command, SteeringWrites, body_of, caller, query_of
from accounts.exceptions import Invalid
from accounts.models import PauseReason, Presence, PresencePeriod, User
from accounts.services.presence import choose_presence, delete_reason, offered_reasons, save_reason

MINUTES_OF_A_DAY = 24 * 60
TAGS = ["presence"]


class PauseReasonSerializer(serializers.ModelSerializer[PauseReason]):
    minutes = serializers.IntegerField(
        min_value=1,
        max_value=MINUTES_OF_A_DAY,
        allow_null=True,
        required=False,
        help_text="How long it may last; null for any time.",
    )

    class Meta:
        model = PauseReason
        fields = ("id", "name", "minutes", "position", "is_active")


class PresenceShape(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=Presence.choices)
    reason = PauseReasonRefSerializer(allow_null=True)
    since = serializers.DateTimeField()
    offered_reasons = PauseReasonRefSerializer(many=True)


class PresenceRequest(Command):
    status = serializers.ChoiceField(choices=Presence.choices)
    reason = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**63 - 1, help_text="Only with `away`."
    )


class PeriodSerializer(serializers.ModelSerializer[PresencePeriod]):
    agent = serializers.SerializerMethodField()
    status = serializers.CharField(source="presence")
    reason = PauseReasonRefSerializer(allow_null=True)
    seconds = serializers.SerializerMethodField(help_text="Until now, where it goes on.")

    class Meta:
        model = PresencePeriod
        fields = ("id", "agent", "status", "reason", "began_at", "ended_at", "seconds")

    def get_agent(self, period: PresencePeriod) -> dict[str, Any]:
        return {"id": period.user_id, "name": period.user.name}

    def get_seconds(self, period: PresencePeriod) -> int:
        return round(((period.ended_at or timezone.now()) - period.began_at).total_seconds())


class PeriodQuery(serializers.Serializer[Any]):
    agent = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)


@extend_schema(operation_id="getPresence", tags=TAGS, methods=["GET"], responses=PresenceShape)
@extend_schema(
    operation_id="choosePresence", tags=TAGS, methods=["POST"], request=PresenceRequest, responses=PresenceShape
)
@api_view(["GET", "POST"])
def presence(request: Request) -> Response:
    """The caller's own. Being there takes an open WebSocket, too: without one an account goes offline by itself."""
    user = caller(request)
    if request.method == "POST":
        data = body_of(request, PresenceRequest)
        user = choose_presence(user, presence=data["status"], reason_id=data["reason"])
    return Response(PresenceShape(_told(user)).data)


@extend_schema_view(get=extend_schema(operation_id="listPresencePeriods", tags=TAGS, parameters=[PeriodQuery]))
class Periods(generics.ListAPIView[PresencePeriod]):
    """Who was there or away, from when to when; the newest first. Agents read their own, supervisors all."""

    serializer_class = PeriodSerializer
    list_name, ordering = "periods", ("-began_at", "-id")

    def get_queryset(self) -> Any:
        by = caller(self.request)
        asked = query_of(self.request, PeriodQuery)
        since, until = asked.get("since"), asked.get("until")
        if since and until and until < since:
            raise Invalid(_("It is before the beginning."), attr="until")
        rows = PresencePeriod.objects.select_related("user", "reason")
        if not by.is_steering:
            rows = rows.filter(user=by)
        if "agent" in asked:
            rows = rows.filter(user=asked["agent"])
        return rows.filter(_within(since, until))


@describe_rows("PauseReason", "presence")
class PauseReasons(Rows[PauseReason]):
    queryset = PauseReason.objects.all()
    serializer_class = PauseReasonSerializer
    permission_classes = (SteeringWrites,)
    list_name, ordering = "pause_reasons", ("position", "name", "id")

    @staticmethod
    def add(**fields: Any) -> PauseReason:
        return save_reason(PauseReason(), **fields)


@describe_row("PauseReason", "presence")
class PauseReasonDetail(Row[PauseReason]):
    """Deleting stops offering it; the pauses that were made for it keep it."""

    queryset = PauseReason.objects.all()
    serializer_class = PauseReasonSerializer
    permission_classes = (SteeringWrites,)
    change = staticmethod(save_reason)
    remove = staticmethod(delete_reason)


def _told(user: User) -> dict[str, Any]:
    return {
        "status": user.presence,
        "reason": user.pause_reason,
        "since": user.presence_changed_at,
        "offered_reasons": offered_reasons(),
    }


def _within(since: datetime | None, until: datetime | None) -> Q:
    """Whatever of it lies in between."""
    overlap = Q()
    if since:
        overlap &= Q(ended_at=None) | Q(ended_at__gt=since)
    if until:
        overlap &= Q(began_at__lt=until)
    return overlap
