"""Places, contact cards and reactions."""

from django.utils.translation import gettext as _

from conversations.contents.part import Part

LINE, CARDS, PHONES, EMOJI, MESSAGE_ID = 1000, 257, 20, 40, 200
NAME_PARTS = ("first_name", "last_name", "middle_name", "suffix", "prefix")


def check_location(content: Part) -> None:
    if not content.is_object():
        return
    content.number("latitude", -90, 90)
    content.number("longitude", -180, 180)
    content.text("name", LINE, is_needed=False)
    content.text("address", LINE, is_needed=False)


def check_contacts(content: Part) -> None:
    if not isinstance(content.value, list):
        content.refuse("", "invalid", _("A list is expected."))
        return
    for card in content.listed("", content.value, CARDS):
        _check_card(card)


def _check_card(card: Part) -> None:
    if name := card.part("name"):
        name.text("formatted_name", LINE)
        for key in NAME_PARTS:
            name.text(key, LINE, is_needed=False)
        if not any(name.has(key) for key in NAME_PARTS):
            name.refuse("first_name", "required", _("This field is required."))
    for phone in card.parts("phones", PHONES, least=0):
        phone.text("phone", LINE)


def check_reaction(content: Part) -> None:
    """`message_id` is ours, or WhatsApp's; without an emoji the reaction is taken back."""
    if not content.is_object():
        return
    if not isinstance(content.get("message_id"), int) or isinstance(content.get("message_id"), bool):
        content.text("message_id", MESSAGE_ID)
    emoji = content.text("emoji", EMOJI, is_needed=False)
    if emoji and (emoji.isascii() or emoji.isalnum()):
        content.refuse("emoji", "invalid", _("One emoji is expected."))
