"""What only WhatsApp has: raw payloads, business numbers, templates."""

from whatsapp.models.campaign import Campaign, CampaignRecipient, CampaignStatus, RecipientStatus
from whatsapp.models.number import BusinessNumber
from whatsapp.models.payload import Payload
from whatsapp.models.status import EarlyStatus
from whatsapp.models.template import Template, TemplateStatus

__all__ = [
    "BusinessNumber",
    "Campaign",
    "CampaignRecipient",
    "CampaignStatus",
    "RecipientStatus",
    "EarlyStatus",
    "Payload",
    "Template",
    "TemplateStatus",
]
