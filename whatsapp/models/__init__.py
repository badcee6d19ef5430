"""What only WhatsApp has: raw payloads, business numbers, templates."""

from whatsapp.models.number import BusinessNumber
from whatsapp.models.payload import Payload
from whatsapp.models.status import EarlyStatus
from whatsapp.models.template import Template, TemplateStatus

__all__ = ["BusinessNumber", "EarlyStatus", "Payload", "Template", "TemplateStatus"]
