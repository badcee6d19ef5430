"""Accounts and teams as they look outside."""

from typing import Any

from rest_framework import serializers

from accounts.models import PauseReason, Team, User


class TeamRefSerializer(serializers.ModelSerializer[Team]):
    class Meta:
        model = Team
        fields = ("id", "name")


class PauseReasonRefSerializer(serializers.ModelSerializer[PauseReason]):
    class Meta:
        model = PauseReason
        fields = ("id", "name", "minutes")


class AgentSerializer(serializers.ModelSerializer[User]):
    status = serializers.CharField(source="presence", read_only=True, help_text="online, away or offline")
    pause_reason = PauseReasonRefSerializer(read_only=True, allow_null=True)
    teams = TeamRefSerializer(many=True, read_only=True)

    class Meta:
        model = User
        fields = (
            "id",
            "name",
            "email",
            "role",
            "status",
            "pause_reason",
            "teams",
            "max_conversations",
            "language",
            "is_active",
            "created_at",
        )


class SessionSerializer(serializers.Serializer[Any]):
    access_token = serializers.CharField()
    token_type = serializers.ChoiceField(choices=["Bearer"])
    expires_in = serializers.IntegerField(help_text="Seconds.")
    user = AgentSerializer()
