"""Agents and teams."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers

from accounts.api.shapes import AgentSerializer, TeamRefSerializer
from accounts.calls import SteeringWrites, caller
from accounts.models import Role, Team, User
from accounts.services import accounts

MAX_CONVERSATIONS = 500


class AgentWriteSerializer(serializers.ModelSerializer[User]):
    password = serializers.CharField(write_only=True, max_length=128, trim_whitespace=False)
    role = serializers.ChoiceField(choices=Role.choices, default=Role.AGENT)
    email = serializers.EmailField(max_length=254)
    max_conversations = serializers.IntegerField(min_value=0, max_value=MAX_CONVERSATIONS, default=8)
    teams = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all(), many=True, required=False)

    class Meta:
        model = User
        fields = ("email", "name", "password", "role", "teams", "max_conversations", "language", "is_active")

    def to_representation(self, instance: User) -> dict[str, Any]:
        return dict(AgentSerializer(instance).data)


class TeamSerializer(serializers.ModelSerializer[Team]):
    members = TeamRefSerializer(many=True, read_only=True)
    # Declared here without the model's "only one", because the service takes it from the other one.
    is_default = serializers.BooleanField(required=False)

    class Meta:
        model = Team
        fields = ("id", "name", "assignment", "is_default", "members", "created_at")
        read_only_fields = ("created_at",)


@extend_schema_view(
    get=extend_schema(operation_id="listAgents", tags=["agents"], responses=AgentSerializer(many=True)),
    post=extend_schema(
        operation_id="createAgent", tags=["agents"], request=AgentWriteSerializer, responses={201: AgentSerializer}
    ),
)
class Agents(generics.ListCreateAPIView[User]):
    """All accounts. Supervisors make agents; administrators make anybody."""

    queryset = User.objects.prefetch_related("teams")
    permission_classes = (SteeringWrites,)
    list_name, ordering = "agents", ("name", "id")

    def get_serializer_class(self) -> type[serializers.ModelSerializer[User]]:
        return AgentSerializer if self.request.method == "GET" else AgentWriteSerializer

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = accounts.create_account(by=caller(self.request), **serializer.validated_data)


@extend_schema_view(
    get=extend_schema(operation_id="getAgent", tags=["agents"], responses=AgentSerializer),
    put=extend_schema(
        operation_id="replaceAgent", tags=["agents"], request=AgentWriteSerializer, responses=AgentSerializer
    ),
    patch=extend_schema(
        operation_id="updateAgent", tags=["agents"], request=AgentWriteSerializer, responses=AgentSerializer
    ),
    delete=extend_schema(operation_id="closeAgent", tags=["agents"]),
)
class Agent(generics.RetrieveUpdateDestroyAPIView[User]):
    """An account. Deleting closes it: it stays as the author of what it wrote, and can no longer come in."""

    queryset = User.objects.prefetch_related("teams")
    permission_classes = (SteeringWrites,)

    def get_serializer_class(self) -> type[serializers.ModelSerializer[User]]:
        return AgentSerializer if self.request.method == "GET" else AgentWriteSerializer

    def perform_update(self, serializer: Any) -> None:
        serializer.instance = accounts.update_account(
            serializer.instance, by=caller(self.request), **serializer.validated_data
        )

    def perform_destroy(self, instance: User) -> None:
        accounts.close_account(instance, by=caller(self.request))


@extend_schema_view(
    get=extend_schema(operation_id="listTeams", tags=["teams"]),
    post=extend_schema(operation_id="createTeam", tags=["teams"]),
)
class Teams(generics.ListCreateAPIView[Team]):
    queryset = Team.objects.prefetch_related("members")
    serializer_class = TeamSerializer
    permission_classes = (SteeringWrites,)
    list_name, ordering = "teams", ("name",)

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = accounts.save_team(Team(), by=caller(self.request), **serializer.validated_data)


@extend_schema_view(
    get=extend_schema(operation_id="getTeam", tags=["teams"]),
    put=extend_schema(operation_id="replaceTeam", tags=["teams"]),
    patch=extend_schema(operation_id="updateTeam", tags=["teams"]),
    delete=extend_schema(operation_id="deleteTeam", tags=["teams"]),
)
class TeamDetail(generics.RetrieveUpdateDestroyAPIView[Team]):
    queryset = Team.objects.prefetch_related("members")
    serializer_class = TeamSerializer
    permission_classes = (SteeringWrites,)

    def perform_update(self, serializer: Any) -> None:
        accounts.save_team(serializer.instance, by=caller(self.request), **serializer.validated_data)

    def perform_destroy(self, instance: Team) -> None:
        accounts.delete_team(instance, by=caller(self.request))
