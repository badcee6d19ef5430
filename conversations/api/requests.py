"""What the calls about conversations may say, one serializer a command."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from accounts.calls import Command
from conversations.api.shapes import PRIORITIES
from conversations.drafting import MAX_ID, DraftRequest, caption_of
from conversations.models import Resolution, Status

PAGE, MAX_PAGE = 50, 200
SLA_FILTERS = ("risk", "breached")


class IdField(serializers.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": MAX_ID, **kwargs})


@extend_schema_field({"oneOf": [{"type": "integer", "minimum": 1}, {"type": "string", "enum": ["me"]}]})
class IdOrMeField(serializers.Field[Any, Any, Any, Any]):
    """A number, or "me"."""

    default_error_messages = {"invalid": _("Give an id or “me”.")}

    def to_internal_value(self, data: Any) -> int | str:
        if data == "me":
            return "me"
        if isinstance(data, bool) or not re.fullmatch(r"[0-9]{1,18}", str(data)):
            self.fail("invalid")
        return int(data)

    def to_representation(self, value: Any) -> Any:
        return value


class ConversationQuery(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=Status.values, required=False)
    assigned_to = IdOrMeField(required=False, help_text="An agent's id, or me.")
    team = IdField(required=False)
    label = serializers.CharField(required=False, max_length=60, help_text="A label's id or name.")  # type: ignore[assignment]
    snoozed = serializers.BooleanField(required=False, allow_null=True, default=None, help_text="Set aside, or not.")
    following = serializers.BooleanField(required=False, default=False, help_text="Only those that you follow.")
    sla = serializers.ChoiceField(
        choices=SLA_FILTERS, required=False, help_text="At risk (late ones, too), or late already."
    )
    phone = serializers.CharField(required=False, max_length=40, help_text="As it is written anywhere.")
    q = serializers.CharField(
        required=False, max_length=200, allow_blank=True, help_text="In names, phones, protocols and messages."
    )
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE, default=PAGE)
    cursor = serializers.CharField(required=False, max_length=300, help_text="`next` of the page before.")


class MessageQuery(serializers.Serializer[Any]):
    before = IdField(required=False, help_text="Older ones than this message.")
    after = IdField(
        required=False,
        min_value=0,
        help_text="What was stored after this id: to catch up after a reconnect. 0 is everything.",
    )
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE, default=PAGE)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "before" in attrs and "after" in attrs:
            raise serializers.ValidationError({"after": [_("Give either before or after.")]})
        return attrs


class MessageRequest(DraftRequest):
    file = serializers.FileField(required=False, write_only=True, help_text="Only as multipart/form-data.")
    is_voice = serializers.BooleanField(
        required=False, default=False, help_text="Of an uploaded sound: send it as a voice note."
    )
    note = serializers.BooleanField(required=False, default=False, help_text="A private note; it is never sent.")
    reply_to = IdField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "file" in attrs and not attrs["note"]:
            return {**attrs, "caption": caption_of(attrs)}
        return super().validate(attrs)


class ForwardRequest(Command):
    to = serializers.UUIDField(help_text="The conversation in which it is sent on.")
    client_id = serializers.CharField(
        required=False, allow_blank=True, max_length=100, default="", help_text="Your own id: sent twice, it is one."
    )


class TransferRequest(Command):
    to_agent_id = IdField(required=False, allow_null=True)
    to_team_id = IdField(required=False, allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=500)


class CloseRequest(Command):
    resolution = serializers.ChoiceField(choices=Resolution.values, required=False, default=Resolution.RESOLVED.value)
    notes = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)


class AssignRequest(Command):
    agent_id = IdOrMeField(required=False, default="me", help_text="An agent's id, or me.")


class LabelsRequest(Command):
    labels = serializers.ListField(
        child=serializers.JSONField(), max_length=50, help_text="Ids or names; these replace what was there."
    )

    def validate_labels(self, value: list[Any]) -> list[Any]:
        if any(isinstance(item, bool) or not isinstance(item, int | str) for item in value):
            raise serializers.ValidationError(_("Give ids or names."))
        return value


class PriorityRequest(Command):
    priority = serializers.ChoiceField(choices=PRIORITIES)


class SnoozeRequest(Command):
    until = serializers.DateTimeField(required=False, help_text="At most a year ahead.")
    until_reply = serializers.BooleanField(
        required=False, default=False, help_text="Until the customer writes, which ends a snooze with a time, too."
    )
    seen_message_id = IdField(
        required=False, help_text="The last message that you know: 409 customer_wrote if the customer wrote after it."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "until" in attrs and attrs["until_reply"]:
            raise serializers.ValidationError({"until_reply": [_("Give either until or until_reply.")]})
        if "until" not in attrs and not attrs["until_reply"]:
            raise serializers.ValidationError(
                {"until": [ErrorDetail(str(_("Give a time, or until_reply.")), code="required")]}
            )
        return attrs
