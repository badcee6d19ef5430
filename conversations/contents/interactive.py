"""Interactive messages: buttons, lists, links, products and the rest."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from conversations.contents.part import Part, unlike

BODY, HEADER, FOOTER, CARD_BODY = 1024, 60, 60, 160
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
SECTIONS, ROWS, SECTION_TITLE, LIST_BUTTON = 10, 10, 24, 20
ROW_ID, ROW_TITLE, ROW_DESCRIPTION = 200, 24, 72
URL_LABEL, FLOW_LABEL, CALL_LABEL, URL, ID = 20, 20, 20, 2000, 200
PRODUCTS, CARDS, FEWEST_CARDS = 30, 10, 2
LONGEST_CALL = 43_200  # minutes that a call's button lives
HEADER_MEDIA = ("image", "video", "document")


def check_interactive(content: Part) -> None:
    if not content.is_object():
        return
    kind = content.choice("type", tuple(ACTIONS))
    if not kind:
        return
    _check_words(content, kind)
    if action := content.part("action"):
        if name := NAMES.get(kind):
            action.choice("name", (name,))
        ACTIONS[kind](action)


def _check_words(content: Part, kind: str) -> None:
    if body := content.part("body", is_needed=kind not in WITHOUT_BODY):
        body.text("text", BODY)
    if footer := content.part("footer", is_needed=False):
        footer.text("text", FOOTER)
    if header := content.part("header", is_needed=kind == "product_list"):
        _check_header(header, HEADERS.get(kind, ()))


def _check_header(header: Part, allowed: tuple[str, ...]) -> None:
    style = header.choice("type", allowed)
    if style == "text":
        header.text("text", HEADER)
    elif style and (media := header.part(style)):
        _check_media(media)


def _check_media(media: Part) -> None:
    """By id or by address."""
    if not media.has("id"):
        media.address("link", URL)


def _buttons(action: Part) -> None:
    buttons = action.parts("buttons", BUTTONS)
    for button in buttons:
        button.choice("type", ("reply",))
    replies = [reply for button in buttons if (reply := button.part("reply"))]
    for reply in replies:
        reply.text("id", BUTTON_ID)
        reply.text("title", BUTTON_TITLE)
    unlike(replies, "id")
    unlike(replies, "title")


def _list(action: Part) -> None:
    action.text("button", LIST_BUTTON)
    sections = action.parts("sections", SECTIONS)
    rows = [row for section in sections for row in section.parts("rows", ROWS)]
    _check_titles(sections)
    for row in rows:
        row.text("id", ROW_ID)
        row.text("title", ROW_TITLE)
        row.text("description", ROW_DESCRIPTION, is_needed=False)
    unlike(rows, "id")
    _at_most(action, len(rows), ROWS)


def _at_most(action: Part, count: int, most: int) -> None:
    """In all sections together."""
    if count > most:
        action.refuse("sections", "max_length", _("At most %(max)d of them.") % {"max": most})


def _check_titles(sections: list[Part]) -> None:
    for section in sections:
        section.text("title", SECTION_TITLE, is_needed=len(sections) > 1)


def _link(action: Part) -> None:
    if parameters := action.part("parameters"):
        parameters.text("display_text", URL_LABEL)
        parameters.address("url", URL)


def _flow(action: Part) -> None:
    parameters = action.part("parameters")
    if parameters is None:
        return
    parameters.text("flow_message_version", ID)
    parameters.text("flow_name" if parameters.has("flow_name") else "flow_id", ID)
    parameters.text("flow_cta", FLOW_LABEL)
    parameters.text("flow_token", ID, is_needed=False)
    parameters.choice("mode", ("draft", "published"), is_needed=False)
    parameters.choice("flow_action", ("navigate", "data_exchange"), is_needed=False)
    if payload := parameters.part("flow_action_payload", is_needed=False):
        payload.text("screen", ID)


def _product(action: Part) -> None:
    action.text("catalog_id", ID)
    action.text("product_retailer_id", ID)


def _product_list(action: Part) -> None:
    action.text("catalog_id", ID)
    sections = action.parts("sections", SECTIONS)
    _check_titles(sections)
    items = [item for section in sections for item in section.parts("product_items", PRODUCTS)]
    for item in items:
        item.text("product_retailer_id", ID)
    _at_most(action, len(items), PRODUCTS)


def _catalog(action: Part) -> None:
    if parameters := action.part("parameters", is_needed=False):
        parameters.text("thumbnail_product_retailer_id", ID, is_needed=False)


def _call(action: Part) -> None:
    if parameters := action.part("parameters", is_needed=False):
        parameters.text("display_text", CALL_LABEL, is_needed=False)
        parameters.number("ttl_minutes", 1, LONGEST_CALL, is_needed=False)
        parameters.text("payload", ID, is_needed=False)


def _carousel(action: Part) -> None:
    for card in action.parts("cards", CARDS, least=FEWEST_CARDS):
        card.number("card_index", 0, CARDS - 1)
        kind = card.choice("type", ("cta_url", "product"))
        if body := card.part("body", is_needed=False):
            body.text("text", CARD_BODY)
        if header := card.part("header", is_needed=kind == "cta_url"):
            _check_header(header, ("image", "video"))
        if kind and (card_action := card.part("action")):
            ACTIONS[kind](card_action)


def _nothing(action: Part) -> None:
    """The name says it all."""


ACTIONS: dict[str, Callable[[Part], None]] = {
    "button": _buttons,
    "list": _list,
    "cta_url": _link,
    "location_request_message": _nothing,
    "flow": _flow,
    "product": _product,
    "product_list": _product_list,
    "catalog_message": _catalog,
    "voice_call": _call,
    "call_permission_request": _nothing,
    "request_contact_info": _nothing,
    "carousel": _carousel,
}
NAMES = {
    "cta_url": "cta_url",
    "location_request_message": "send_location",
    "flow": "flow",
    "catalog_message": "catalog_message",
    "voice_call": "voice_call",
    "call_permission_request": "call_permission_request",
    "request_contact_info": "request_contact_info",
}
WITHOUT_BODY = ("product", "call_permission_request")
# What may stand above the text.
HEADERS: dict[str, tuple[str, ...]] = {
    "button": ("text", *HEADER_MEDIA),
    "cta_url": ("text", *HEADER_MEDIA),
    "flow": ("text", *HEADER_MEDIA),
    "list": ("text",),
    "product_list": ("text",),
}
