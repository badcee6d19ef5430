"""Pure parsing of webhooks: bytes in, neutral dataclasses out. No database, no network, no clock."""

from whatsapp.payloads.account import TemplateChange
from whatsapp.payloads.envelope import FIELDS, SOME_FIELDS, Parsed, parse
from whatsapp.payloads.values import Malformed

__all__ = ["FIELDS", "SOME_FIELDS", "Malformed", "Parsed", "TemplateChange", "parse"]
