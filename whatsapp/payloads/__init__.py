"""Pure parsing of webhooks: bytes in, neutral dataclasses out. No database, no network, no clock."""

from whatsapp.payloads.account import TemplateChange
from whatsapp.payloads.envelope import Parsed, parse
from whatsapp.payloads.values import Malformed

__all__ = ["Malformed", "Parsed", "TemplateChange", "parse"]
