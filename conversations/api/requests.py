"""What the calls about conversations may say, one serializer a command."""

import re
from typing import Any

import orjson
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from conversations.api.shapes import PRIORITIES
from conversations.models import MessageType, Resolution, Status
from conversations.models.message import MEDIA_TYPES
from conversations.services.sending import MAX_TEXT

MAX_ID = 2**63 - 1
MAX_CAPTION, MAX_URL = 1024, 2000
PAGE, MAX_PAGE = 50, 200
# Sent as WhatsApp takes them; the value is the object of that name.
OBJECT_TYPES = (MessageType.LOCATION, MessageType.CONTACTS, MessageType.INTERACTIVE)
TYPES = (MessageType.TEXT, *MEDIA_TYPES, *OBJECT_TYPES)


class IdField(serializers.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MAX_ID, **kwargs)


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
    label = serializers.CharField(required=False, max_length=60, help_text="A label's id or name.")
    phone = serializers.CharField(required=False, max_length=40, help_text="As it is written anywhere.")
    q = serializers.CharField(
        required=False, max_length=200, allow_blank=True, help_text="In names, phones, protocols and messages."
    )
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE, default=PAGE)
    cursor = serializers.CharField(required=False, max_length=300, help_text="`next` of the page before.")


class MessageQuery(serializers.Serializer[Any]):
    before = IdField(required=False, help_text="Older ones than this message.")
    after = IdField(required=False, help_text="What was stored after this id: to catch up after a reconnect.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE, default=PAGE)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "before" in attrs and "after" in attrs:
            raise serializers.ValidationError({"after": [_("Give either before or after.")]})
        return attrs


class MediaLink(serializers.Serializer[Any]):
    """A file that WhatsApp fetches by itself."""

    url = serializers.CharField(max_length=MAX_URL, validators=[URLValidator(schemes=["http", "https"])])
    caption = serializers.CharField(required=False, allow_blank=True, default="", max_length=MAX_CAPTION)
    filename = serializers.CharField(required=False, allow_blank=True, default="", max_length=240)


class ContentField(serializers.JSONField):
    """A text, or an object (also as JSON in a string, because forms have only strings)."""


class MessageRequest(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=[t.value for t in TYPES], required=False)
    content = ContentField(
        required=False,
        help_text='The text; for media {"url", "caption", "filename"}; for location, contacts and interactive the'
        " object as WhatsApp takes it.",
    )
    file = serializers.FileField(required=False, write_only=True, help_text="Only as multipart/form-data.")
    caption = serializers.CharField(required=False, allow_blank=True, default="", max_length=MAX_CAPTION)
    note = serializers.BooleanField(required=False, default=False, help_text="A private note; it is never sent.")
    reply_to = IdField(required=False, allow_null=True, default=None)
    client_id = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        default=None,
        max_length=100,
        help_text="Your own id: sent twice, it is one message.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "file" in attrs and not attrs["note"]:
            return attrs
        attrs["type"] = attrs.get("type") or MessageType.TEXT.value
        if "content" not in attrs:
            raise serializers.ValidationError(
                {"content": [ErrorDetail(str(_("This field is required.")), code="required")]}
            )
        attrs["content"] = _content(attrs)
        return attrs


class TransferRequest(serializers.Serializer[Any]):
    to_agent_id = IdField(required=False, allow_null=True)
    to_team_id = IdField(required=False, allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=500)


class CloseRequest(serializers.Serializer[Any]):
    resolution = serializers.ChoiceField(choices=Resolution.values, required=False, default=Resolution.RESOLVED.value)
    notes = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)


class AssignRequest(serializers.Serializer[Any]):
    agent_id = IdOrMeField(required=False, default="me", help_text="An agent's id, or me.")


class LabelsRequest(serializers.Serializer[Any]):
    labels = serializers.ListField(
        child=serializers.JSONField(), max_length=50, help_text="Ids or names; these replace what was there."
    )

    def validate_labels(self, value: list[Any]) -> list[Any]:
        if any(isinstance(item, bool) or not isinstance(item, int | str) for item in value):
            raise serializers.ValidationError(_("Give ids or names."))
        return value


class PriorityRequest(serializers.Serializer[Any]):
    priority = serializers.ChoiceField(choices=PRIORITIES)


def _content(attrs: dict[str, Any]) -> Any:
    content, kind = attrs["content"], attrs["type"]
    if kind == MessageType.TEXT or attrs["note"]:
        return _text(content)
    return _link(_object(content)) if kind in MEDIA_TYPES else _payload(content, kind)


def _text(content: Any) -> str:
    if not isinstance(content, str):
        raise serializers.ValidationError({"content": [_("A text is expected.")]})
    field = serializers.CharField(max_length=MAX_TEXT, trim_whitespace=False)
    try:
        return field.run_validation(content)
    except serializers.ValidationError as error:
        raise serializers.ValidationError({"content": error.detail}) from error


def _link(content: Any) -> dict[str, Any]:
    link = MediaLink(data=content)
    if not link.is_valid():
        raise serializers.ValidationError({"content": link.errors})
    return dict(link.validated_data)


def _payload(content: Any, kind: str) -> Any:
    payload = _object(content)
    expected = list if kind == MessageType.CONTACTS else dict
    if not isinstance(payload, expected) or not payload:
        raise serializers.ValidationError({"content": [_("An object as WhatsApp takes it is expected.")]})
    return payload


def _object(content: Any) -> Any:
    """Forms have only strings: JSON in one is read; a bare address is the short form of {"url": …}."""
    if not isinstance(content, str):
        return content
    if content.startswith(("http://", "https://")):
        return {"url": content}
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise serializers.ValidationError({"content": [_("An object is expected.")]}) from error
    if b"\\u0000" in orjson.dumps(value):  # which PostgreSQL cannot store
        raise serializers.ValidationError({"content": [_("Null characters are not allowed.")]})
    return value
