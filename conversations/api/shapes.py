"""The output shapes, for the OpenAPI schema. The data itself comes from `representation`; a test compares the two."""

from typing import Any

from rest_framework import serializers

from conversations.models import AuthorKind, MessageType, Priority, Resolution, Status, TimelineKind

SHOWN_STATUSES = ("received", "queued", "sent", "delivered", "read", "failed")
SLA_STATES = ("running", "warning", "breached", "paused")
PRIORITIES = tuple(priority.name.lower() for priority in Priority)


class PersonShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class LabelShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    color = serializers.CharField(help_text="As #rrggbb.")


class CustomerCardShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_null=True, help_text="E.164, such as +5511987654321.")
    plan = serializers.CharField(allow_blank=True)
    since = serializers.DateField(allow_null=True)


class AuthorShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=AuthorKind.values)
    id = serializers.JSONField(
        allow_null=True, help_text="An account's number, or a customer's UUID; null for the built-in bot."
    )
    name = serializers.CharField(allow_blank=True)


class ReactionShape(serializers.Serializer[Any]):
    by = serializers.ChoiceField(choices=["customer", "business"])
    emoji = serializers.CharField()
    at = serializers.DateTimeField()


class MessageShape(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="Rises in the order in which messages were stored.")
    conversation_id = serializers.UUIDField()
    direction = serializers.ChoiceField(choices=["incoming", "outgoing", "internal"])
    type = serializers.ChoiceField(choices=[*MessageType.values, "note"])
    content = serializers.CharField(allow_blank=True, help_text="The text, or the caption.")
    payload = serializers.DictField(help_text="What the type has beside a text: place, contacts, buttons, template.")
    media = serializers.DictField(
        allow_null=True,
        help_text="url and thumbnail_url (of our own, null while there is nothing), state (pending, preparing, ready,"
        " failed), reason of a failure, mime_type, filename, size, sha256, width, height, duration, is_voice,"
        " attachment_id; null where there is none.",
    )
    author = AuthorShape()
    status = serializers.ChoiceField(choices=SHOWN_STATUSES, allow_null=True, help_text="Null for a note.")
    error = serializers.DictField(
        allow_null=True, help_text="code, detail (the provider's words) and reason (for people)."
    )
    reply_to = serializers.IntegerField(allow_null=True)
    client_id = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    read_at = serializers.DateTimeField(allow_null=True)
    played_at = serializers.DateTimeField(allow_null=True, help_text="A voice note, for the first time.")
    edited_at = serializers.DateTimeField(allow_null=True, help_text="The customer changed it; `content` is the new.")
    deleted_at = serializers.DateTimeField(allow_null=True, help_text="The customer took it back; it is empty.")
    reactions = ReactionShape(many=True, help_text="At most one of each side; of each member in a group.")
    forwarded = serializers.BooleanField()
    frequently_forwarded = serializers.BooleanField()
    referral = serializers.DictField(allow_null=True, help_text="The advertisement that led here.")
    product = serializers.DictField(allow_null=True, help_text="catalog_id and product_retailer_id asked about.")
    group = serializers.DictField(allow_null=True, help_text="id of the WhatsApp group, member and name.")


class EntryShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=TimelineKind.values)
    author = AuthorShape()
    text = serializers.CharField(allow_blank=True)
    data = serializers.DictField()  # type: ignore[assignment]  # a field, not the property of that name
    created_at = serializers.DateTimeField()


class SnoozeShape(serializers.Serializer[Any]):
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)
    until_reply = serializers.BooleanField(help_text="It has no time. The customer's writing ends any snooze.")


class SlaShape(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=SLA_STATES)
    due_at = serializers.DateTimeField(allow_null=True, help_text="The soonest; null while all of it pauses.")
    warn_at = serializers.DateTimeField(allow_null=True, help_text="From then on one of them is in danger.")
    first_response_due_at = serializers.DateTimeField(allow_null=True)
    next_response_due_at = serializers.DateTimeField(allow_null=True)
    resolution_due_at = serializers.DateTimeField(allow_null=True)
    paused_at = serializers.DateTimeField(allow_null=True, help_text="The resolution waits for the customer.")


class ConversationShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    protocol = serializers.CharField(help_text="A number that a person can read out.")
    status = serializers.ChoiceField(choices=Status.values)
    priority = serializers.ChoiceField(choices=PRIORITIES)
    channel = serializers.CharField(help_text="whatsapp")
    customer = CustomerCardShape()
    assigned_to = PersonShape(allow_null=True)
    team = PersonShape(allow_null=True)
    labels = LabelShape(many=True)
    unread = serializers.IntegerField()
    last_message = MessageShape(allow_null=True)
    window_expires_at = serializers.DateTimeField(allow_null=True, help_text="Until then free text may be sent.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    last_activity_at = serializers.DateTimeField()
    queued_at = serializers.DateTimeField(allow_null=True)
    assigned_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    snooze = SnoozeShape(allow_null=True, help_text="Set aside by its agent, who gets it back.")
    sla = SlaShape(allow_null=True, help_text="What its team has promised and not yet kept; null: nothing.")
    resolution = serializers.ChoiceField(choices=Resolution.values, allow_null=True)
    notes = serializers.CharField(allow_blank=True)
    referral = serializers.DictField(allow_null=True, help_text="The advertisement that it began with.")


class ConversationDetailShape(ConversationShape):
    messages = MessageShape(many=True, help_text="The latest 200, oldest first.")
    timeline = EntryShape(many=True, help_text="Events and private notes of the same time, oldest first.")


class ConversationPageShape(serializers.Serializer[Any]):
    conversations = ConversationShape(many=True)
    next = serializers.CharField(allow_null=True, help_text="The cursor of the next page.")


class MessagePageShape(serializers.Serializer[Any]):
    messages = MessageShape(many=True, help_text="Oldest first.")
    timeline = EntryShape(many=True, help_text="What happened in the same stretch, oldest first.")
    next = serializers.IntegerField(allow_null=True, help_text="For the next `before` or `after`; null at the end.")
