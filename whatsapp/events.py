"""What happens to our account at WhatsApp, told after the commit. See `accounts.events` for the door itself."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AlertChanged:
    """It was raised, acknowledged or cleared."""

    alert_id: int


@dataclass(frozen=True, slots=True)
class NumberToBeChecked:
    """It has other credentials: WhatsApp is asked what they are worth."""

    number_id: int


@dataclass(frozen=True, slots=True)
class TemplateToBeFetched:
    """Meta has something of it that we do not."""

    business_account_id: str
    name: str


@dataclass(frozen=True, slots=True)
class PayloadsToApply:
    """Some were put back into this lane."""

    lane: str


@dataclass(frozen=True, slots=True)
class UploadExpected:
    """A file is to be handed to WhatsApp."""

    upload_id: int


@dataclass(frozen=True, slots=True)
class UploadEnded:
    """WhatsApp has it, or will not: what waited for it in this conversation may move."""

    conversation_id: UUID
