"""Pure parsing of webhooks: bytes in, neutral dataclasses out. No database, no network, no clock."""

from whatsapp.payloads.envelope import Malformed, Parsed, TemplateChange, parse

__all__ = ["Malformed", "Parsed", "TemplateChange", "parse"]
