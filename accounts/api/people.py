"""Agents and teams."""

from typing import Any

from rest_framework import serializers

from accounts.api.shapes import AgentSerializer, TeamRefSerializer
from accounts.api.tables import Row, Rows, describe_row, describe_rows
from accounts.calls import SteeringWrites
from accounts.models import Role, Team, User
from accounts.services import accounts, teams

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


@describe_rows(
    "Agent",
    "agents",
    get={"responses": AgentSerializer(many=True)},
    post={"request": AgentWriteSerializer, "responses": {201: AgentSerializer}},
)
class Agents(Rows[User]):
    """All accounts. Supervisors make agents; administrators make anybody."""

    queryset = User.objects.select_related("chosen_reason").prefetch_related("teams")
    permission_classes = (SteeringWrites,)
    list_name, ordering = "agents", ("name", "id")
    add = staticmethod(accounts.create_account)

    def get_serializer_class(self) -> type[serializers.ModelSerializer[User]]:
        return AgentSerializer if self.request.method == "GET" else AgentWriteSerializer


@describe_row("Agent", "agents", responses=AgentSerializer, write={"request": AgentWriteSerializer}, delete="close")
class Agent(Row[User]):
    """An account. Deleting closes it: it stays as the author of what it wrote, and can no longer come in."""

    queryset = User.objects.select_related("chosen_reason").prefetch_related("teams")
    permission_classes = (SteeringWrites,)
    change = staticmethod(accounts.update_account)
    remove = staticmethod(accounts.close_account)

    def get_serializer_class(self) -> type[serializers.ModelSerializer[User]]:
        return AgentSerializer if self.request.method == "GET" else AgentWriteSerializer


@describe_rows("Team", "teams")
class Teams(Rows[Team]):
    queryset = Team.objects.prefetch_related("members")
    serializer_class = TeamSerializer
    permission_classes = (SteeringWrites,)
    list_name, ordering = "teams", ("name",)

    @staticmethod
    def add(**fields: Any) -> Team:
        return teams.save_team(Team(), **fields)


@describe_row("Team", "teams")
class TeamDetail(Row[Team]):
    queryset = Team.objects.prefetch_related("members")
    serializer_class = TeamSerializer
    permission_classes = (SteeringWrites,)
    change = staticmethod(teams.save_team)
    remove = staticmethod(teams.delete_team)
