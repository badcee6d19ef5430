"""Pure: whether WhatsApp would take a content, before anything is queued. Each fault names its place."""

from collections.abc import Callable
from typing import Any

from conversations.contents.interactive import check_interactive
from conversations.contents.part import Part, Problem
from conversations.contents.plain import check_contacts, check_location, check_reaction
from conversations.models import MessageType

CHECKS: dict[str, Callable[[Part], object]] = {
    MessageType.INTERACTIVE: check_interactive,
    MessageType.LOCATION: check_location,
    MessageType.CONTACTS: check_contacts,
    MessageType.REACTION: check_reaction,
}


def problems_of(kind: str, content: Any) -> list[Problem]:
    """What is wrong with an object as WhatsApp takes it; nothing for the types that are checked elsewhere."""
    problems: list[Problem] = []
    if check := CHECKS.get(kind):
        check(Part(content, "content", problems))
    return problems
