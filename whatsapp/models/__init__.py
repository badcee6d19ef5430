"""What only WhatsApp has: raw payloads, business numbers, templates."""

from whatsapp.models.alert import Alert, AlertKind
from whatsapp.models.campaign import Campaign, CampaignRecipient, CampaignStatus, RecipientStatus
from whatsapp.models.media import UploadedMedia
from whatsapp.models.number import BusinessNumber, StopKind
from whatsapp.models.payload import Payload
from whatsapp.models.report import LastReport
from whatsapp.models.status import EarlyStatus
from whatsapp.models.template import Template, TemplateCategory, TemplateQuality, TemplateStatus

__all__ = [
    "Alert",
    "AlertKind",
    "BusinessNumber",
    "Campaign",
    "CampaignRecipient",
    "CampaignStatus",
    "RecipientStatus",
    "EarlyStatus",
    "LastReport",
    "Payload",
    "StopKind",
    "Template",
    "TemplateCategory",
    "TemplateQuality",
    "TemplateStatus",
    "UploadedMedia",
]
