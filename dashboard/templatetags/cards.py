"""Cards know their place in the list they stand in."""

from django import template

from conversations.models import Conversation
from dashboard.lists import Listing

register = template.Library()


@register.simple_tag
def card_key(listing: Listing, conversation: Conversation) -> str:
    return listing.key(conversation)
