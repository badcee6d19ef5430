"""What a call says is to be written to the customer, checked and made into a Draft."""

from typing import Any

import orjson
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from accounts.calls import Command
from conversations.contents import problems_of
from conversations.contents.part import Problem
from conversations.models import MessageType
from conversations.models.message import MEDIA_TYPES
from conversations.services.sending import MAX_CAPTION, MAX_TEXT, Draft

MAX_ID = 2**63 - 1
MAX_URL, MAX_NAME = 2000, 240
# Sent as WhatsApp takes them; the value is the object of that name.
OBJECT_TYPES = (MessageType.LOCATION, MessageType.CONTACTS, MessageType.INTERACTIVE, MessageType.REACTION)
TYPES = (MessageType.TEXT, *MEDIA_TYPES, *OBJECT_TYPES)


class MediaLink(serializers.Serializer[Any]):
    """A file that WhatsApp fetches by itself, or has already."""

    url = serializers.CharField(
        required=False, max_length=MAX_URL, validators=[URLValidator(schemes=["http", "https"])]
    )
    id = serializers.CharField(required=False, max_length=MAX_NAME, help_text="WhatsApp's media id.")
    is_voice = serializers.BooleanField(required=False, default=False, help_text="A voice note.")
    caption = serializers.CharField(required=False, allow_blank=True, default="", max_length=MAX_CAPTION)
    filename = serializers.CharField(required=False, allow_blank=True, default="", max_length=MAX_NAME)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("url") and not attrs.get("id"):
            raise serializers.ValidationError({"url": [ErrorDetail(str(_("This field is required.")), "required")]})
        return attrs


class ContentField(serializers.JSONField):
    """A text, or an object (also as JSON in a string, because forms have only strings)."""

    def get_value(self, dictionary: Any) -> Any:
        # JSONField would take what a form says for JSON, and so refuse every plain text.
        return serializers.Field.get_value(self, dictionary)


class DraftRequest(Command):
    type = serializers.ChoiceField(choices=[t.value for t in TYPES], required=False, help_text="text if left out.")
    content = ContentField(
        required=False,
        help_text='The text; for media {"url" or "id", "caption", "filename", "is_voice"}; for location, contacts and'
        ' interactive the object as WhatsApp takes it; for reaction {"message_id", "emoji"}.',
    )
    caption = serializers.CharField(required=False, allow_blank=True, default="", max_length=MAX_CAPTION)
    client_id = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        default=None,
        max_length=100,
        help_text="Your own id: sent twice, it is one message.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs["type"] = attrs.get("type") or MessageType.TEXT.value
        if "content" not in attrs:
            raise serializers.ValidationError(
                {"content": [ErrorDetail(str(_("This field is required.")), code="required")]}
            )
        attrs["content"] = _content(attrs)
        return attrs


def caption_of(data: dict[str, Any]) -> str:
    """Of an uploaded file: `caption`, or a `content` as for a link or just as text."""
    content = data.get("content")
    if data["caption"] or content is None:
        return str(data["caption"])
    if isinstance(content, str) and content.startswith("{"):
        content = _object(content)
    if isinstance(content, dict):
        content = content.get("caption", "")
    return _text(content, MAX_CAPTION) if content != "" else ""


def draft_of(data: dict[str, Any]) -> Draft:
    """What a valid DraftRequest says."""
    kind, content = MessageType(data["type"]), data["content"]
    reply_to_id, client_id = data.get("reply_to"), data["client_id"] or None
    if kind == MessageType.TEXT:
        return Draft(type=kind, content=content, reply_to_id=reply_to_id, client_id=client_id)
    if kind in MEDIA_TYPES:
        media = {key: content[key] for key in ("url", "id", "filename", "is_voice") if content.get(key)}
        caption = content["caption"] or data["caption"]
        return Draft(type=kind, content=caption, media=media, reply_to_id=reply_to_id, client_id=client_id)
    body = content.get("body") if kind == MessageType.INTERACTIVE else None
    words, payload = str(body["text"]) if body else "", {kind.value: content}
    return Draft(type=kind, content=words, payload=payload, reply_to_id=reply_to_id, client_id=client_id)


def _content(attrs: dict[str, Any]) -> Any:
    content, kind = attrs["content"], attrs["type"]
    if kind == MessageType.TEXT or attrs.get("note"):
        return _text(content)
    return _link(_object(content)) if kind in MEDIA_TYPES else _payload(content, kind)


def _text(content: Any, max_length: int = MAX_TEXT) -> str:
    if not isinstance(content, str):
        raise serializers.ValidationError({"content": [_("A text is expected.")]})
    field = serializers.CharField(max_length=max_length, trim_whitespace=False)
    try:
        return str(field.run_validation(content))
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
    if problems := problems_of(kind, payload):
        raise serializers.ValidationError(_by_place(problems))
    return payload


def _by_place(problems: list[Problem]) -> dict[str, Any]:
    """As nested as the content: the error's `attr` is then the place's path."""
    errors: dict[str, Any] = {}
    for problem in problems:
        *above, last = problem.attr.split(".")
        place = errors
        for key in above:
            place = place.setdefault(key, {})
            if not isinstance(place, dict):  # what contains it is at fault already
                break
        else:
            place.setdefault(last, [ErrorDetail(problem.detail, problem.code)])
    return errors


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
