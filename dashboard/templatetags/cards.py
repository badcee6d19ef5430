"""Cards know their place in the list they stand in."""

from collections.abc import Mapping
from uuid import UUID

from django import template

from conversations.models import Conversation
from conversations.search import Hit
from dashboard.lists import Listing

register = template.Library()


@register.simple_tag
def card_key(listing: Listing, conversation: Conversation) -> str:
    return listing.key(conversation)


@register.simple_tag
def hit_of(hits: Mapping[UUID, Hit] | str, conversation: Conversation) -> Hit | None:
    """Where in it the reader's search was found."""
    return None if isinstance(hits, str) else hits.get(conversation.pk)
