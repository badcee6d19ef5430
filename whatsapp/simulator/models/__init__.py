"""Meta's side of the wire, in tables of its own: people with a phone, what is on it, what waits to be told."""

from whatsapp.simulator.models.account import Account
from whatsapp.simulator.models.event import WebhookEvent
from whatsapp.simulator.models.fault import Fault
from whatsapp.simulator.models.media import Media
from whatsapp.simulator.models.message import PhoneMessage
from whatsapp.simulator.models.person import Person
from whatsapp.simulator.models.template import MetaTemplate

__all__ = ["Account", "Fault", "Media", "MetaTemplate", "Person", "PhoneMessage", "WebhookEvent"]
