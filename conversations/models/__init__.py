"""The domain: customers, conversations, messages and what happened to them."""

from conversations.models.attachment import OPEN_STATES, Attachment, AttachmentState
from conversations.models.attribute import AttributeKind, CustomerAttribute
from conversations.models.canned import CannedResponse
from conversations.models.change import ChangeKind, MessageChange
from conversations.models.channel import Channel
from conversations.models.consent import Consent, KeptRefusal
from conversations.models.conversation import (
    ASSIGNED_STATUSES,
    OPEN_STATUSES,
    Conversation,
    Priority,
    Resolution,
    Status,
)
from conversations.models.customer import Customer, CustomerIdentity, IdentityKind, MergeCandidate
from conversations.models.erasure import Erasure
from conversations.models.export import CustomerExport
from conversations.models.follower import Follower
from conversations.models.kept import DraftKind, KeptDraft
from conversations.models.label import Label
from conversations.models.loose import LooseFile
from conversations.models.macro import LAST_KINDS, Macro, MacroRun, StepKind
from conversations.models.mention import Mention
from conversations.models.message import (
    OUTBOX_STATUSES,
    AuthorKind,
    Direction,
    Message,
    MessageStatus,
    MessageType,
)
from conversations.models.saved_view import SavedView
from conversations.models.scheduled import ScheduledMessage, ScheduledState
from conversations.models.sla import SlaClock, SlaKind, SlaPolicy, SlaTarget
from conversations.models.timeline import TimelineEntry, TimelineKind
from conversations.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "ASSIGNED_STATUSES",
    "LAST_KINDS",
    "OPEN_STATES",
    "OPEN_STATUSES",
    "OUTBOX_STATUSES",
    "Attachment",
    "AttachmentState",
    "AttributeKind",
    "AuthorKind",
    "CannedResponse",
    "ChangeKind",
    "Channel",
    "Consent",
    "Conversation",
    "Customer",
    "CustomerAttribute",
    "CustomerExport",
    "CustomerIdentity",
    "Direction",
    "DraftKind",
    "Erasure",
    "Follower",
    "IdentityKind",
    "KeptDraft",
    "KeptRefusal",
    "Label",
    "LooseFile",
    "Macro",
    "MacroRun",
    "Mention",
    "MergeCandidate",
    "Message",
    "MessageChange",
    "MessageStatus",
    "MessageType",
    "Priority",
    "Resolution",
    "SavedView",
    "ScheduledMessage",
    "ScheduledState",
    "SlaClock",
    "SlaKind",
    "SlaPolicy",
    "SlaTarget",
    "Status",
    "StepKind",
    "TimelineEntry",
    "TimelineKind",
    "Webhook",
    "WebhookDelivery",
]
