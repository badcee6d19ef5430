"""Interactive messages: buttons, lists, links and the rest."""

from collections.abc import Callable

from whatsapp.simulator.graph.checks import JsonObject, may_text, need_list, need_object, need_text, need_unique
from whatsapp.simulator.graph.errors import bad_parameter, invalid, missing
from whatsapp.simulator.graph.sources import need_source

BODY, HEADER, FOOTER = 1024, 60, 60
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
SECTIONS, ROWS, SECTION_TITLE, ROW_ID, ROW_TITLE, ROW_DESCRIPTION, LIST_BUTTON = 10, 10, 24, 200, 24, 72, 20
URL_LABEL, FLOW_LABEL, URL = 20, 30, 2000
PRODUCT_SECTIONS, PRODUCTS, CARDS, CARDS_LEAST, CARD_BODY = 10, 30, 10, 2, 160
WITHOUT_BODY = {"product"}
HEADER_MEDIA = {"image", "video", "document"}
NO_HEADER = {"product", "location_request_message", "request_contact_info", "carousel"}


def check_interactive(body: JsonObject) -> JsonObject:
    part = need_object(body, "interactive")
    kind = need_text(part, "type", "interactive.type", longest=40)
    if kind not in ACTIONS:
        raise bad_parameter(f"Param interactive.type must be one of {{{', '.join(sorted(ACTIONS))}}}.")
    if kind not in WITHOUT_BODY:
        need_text(need_object(part, "body", "interactive.body"), "text", "interactive.body.text", longest=BODY)
    check_edges(part, kind)
    ACTIONS[kind](need_object(part, "action", "interactive.action"))
    if kind == "product_list" and not part.get("header"):
        raise missing("interactive.header")
    return part


def check_edges(part: JsonObject, kind: str) -> None:
    if part.get("footer") is not None:
        footer = need_object(part, "footer", "interactive.footer")
        need_text(footer, "text", "interactive.footer.text", longest=FOOTER)
    if part.get("header") is not None:
        check_header(need_object(part, "header", "interactive.header"), kind)


def check_header(header: JsonObject, kind: str) -> None:
    if kind in NO_HEADER:
        raise invalid(f"interactive.header is not allowed for {kind}.")
    style = need_text(header, "type", "interactive.header.type", longest=20)
    if style == "text":
        need_text(header, "text", "interactive.header.text", longest=HEADER)
    elif style in HEADER_MEDIA and kind not in {"list", "product_list"}:
        given = need_object(header, style, f"interactive.header.{style}")
        header[style] = given | need_source(given, style)
    else:
        raise invalid(f"interactive.header.type {style} is not allowed for {kind}.")


def check_buttons(action: JsonObject) -> None:
    buttons = need_list(action, "buttons", "interactive.action.buttons", most=BUTTONS)
    where = "interactive.action.buttons.reply"
    replies = [need_object(button, "reply", where) for button in buttons]
    need_unique([need_text(reply, "id", f"{where}.id", longest=BUTTON_ID) for reply in replies], f"{where}.id")
    titles = [need_text(reply, "title", f"{where}.title", longest=BUTTON_TITLE) for reply in replies]
    need_unique(titles, f"{where}.title")


def check_list(action: JsonObject) -> None:
    need_text(action, "button", "interactive.action.button", longest=LIST_BUTTON)
    sections = need_list(action, "sections", "interactive.action.sections", most=SECTIONS)
    rows = [row for section in sections for row in section_rows(section, len(sections))]
    if len(rows) > ROWS:
        raise invalid(f"Total row count exceed max allowed count: {ROWS}")
    ids = [check_row(row) for row in rows]
    need_unique(ids, "interactive.action.sections.rows.id")


def section_rows(section: JsonObject, sections: int) -> list[JsonObject]:
    where = "interactive.action.sections"
    if sections > 1 and not section.get("title"):
        raise missing(f"{where}.title")
    if section.get("title"):
        need_text(section, "title", f"{where}.title", longest=SECTION_TITLE)
    return need_list(section, "rows", f"{where}.rows", most=100)


def check_row(row: JsonObject) -> str:
    where = "interactive.action.sections.rows"
    need_text(row, "title", f"{where}.title", longest=ROW_TITLE)
    if row.get("description"):
        need_text(row, "description", f"{where}.description", longest=ROW_DESCRIPTION)
    return need_text(row, "id", f"{where}.id", longest=ROW_ID)


def check_link(action: JsonObject) -> None:
    parameters = need_object(action, "parameters", "interactive.action.parameters")
    need_text(parameters, "display_text", "interactive.action.parameters.display_text", longest=URL_LABEL)
    url = need_text(parameters, "url", "interactive.action.parameters.url", longest=URL)
    if not url.startswith(("http://", "https://")):
        raise bad_parameter("interactive.action.parameters.url is not a valid URL.")


def check_flow(action: JsonObject) -> None:
    parameters = need_object(action, "parameters", "interactive.action.parameters")
    need_text(parameters, "flow_cta", "interactive.action.parameters.flow_cta", longest=FLOW_LABEL)
    if not (parameters.get("flow_id") or parameters.get("flow_name")):
        raise missing("interactive.action.parameters.flow_id")


def check_name(name: str) -> Callable[[JsonObject], None]:
    def check(action: JsonObject) -> None:
        if action.get("name") != name:
            raise invalid(f"interactive.action.name must be {name}.")

    return check


def check_product(action: JsonObject) -> None:
    for key in ("catalog_id", "product_retailer_id"):
        need_text(action, key, f"interactive.action.{key}", longest=200)


def check_products(action: JsonObject) -> None:
    where = "interactive.action.sections"
    need_text(action, "catalog_id", "interactive.action.catalog_id", longest=200)
    sections = need_list(action, "sections", where, most=PRODUCT_SECTIONS)
    items = [item for section in sections for item in need_list(section, "product_items", where, most=PRODUCTS)]
    if len(items) > PRODUCTS:
        raise invalid(f"Total product count exceed max allowed count: {PRODUCTS}")
    for item in items:
        need_text(item, "product_retailer_id", f"{where}.product_items.product_retailer_id", longest=200)
    if len(sections) > 1:
        for section in sections:
            need_text(section, "title", f"{where}.title", longest=SECTION_TITLE)


def check_carousel(action: JsonObject) -> None:
    """Cards of one kind: each with a picture, and a link, quick replies or a product."""
    where = "interactive.action.cards"
    cards = need_list(action, "cards", where, most=CARDS)
    if len(cards) < CARDS_LEAST:
        raise invalid(f"{where}: {len(cards)} items, at least {CARDS_LEAST} are needed.")
    if sorted(card.get("card_index", -1) for card in cards) != list(range(len(cards))):
        raise invalid(f"{where}.card_index must count from 0.")
    if len({str(card.get("type")) for card in cards}) > 1:
        raise invalid(f"{where}.type must be the same for all cards.")
    for card in cards:
        check_card(card, where)


def check_card(card: JsonObject, where: str) -> None:
    action = need_object(card, "action", f"{where}.action")
    if card.get("type") == "product":
        return check_product(action)
    header = need_object(card, "header", f"{where}.header")
    style = str(header.get("type"))
    if style not in {"image", "video"}:
        raise invalid(f"{where}.header.type must be one of {{image, video}}.")
    header[style] = need_source(need_object(header, style, f"{where}.header.{style}"), style)
    if card.get("body") is not None:
        need_text(need_object(card, "body"), "text", f"{where}.body.text", longest=CARD_BODY)
    if card.get("type") == "cta_url":
        return check_link(action)
    buttons = need_list(action, "buttons", f"{where}.action.buttons", most=BUTTONS)
    return need_unique([card_button(button, where) for button in buttons], f"{where}.action.buttons.id")


def card_button(button: JsonObject, where: str) -> str:
    reply = need_object(button, "quick_reply" if "quick_reply" in button else "reply", f"{where}.action.buttons.reply")
    need_text(reply, "title", f"{where}.action.buttons.title", longest=BUTTON_TITLE)
    return need_text(reply, "id", f"{where}.action.buttons.id", longest=BUTTON_ID)


def check_call(action: JsonObject) -> None:
    check_name("voice_call")(action)
    if action.get("parameters") is not None:
        may_text(need_object(action, "parameters"), "display_text", "display_text", longest=URL_LABEL)


ACTIONS: dict[str, Callable[[JsonObject], None]] = {
    "button": check_buttons,
    "list": check_list,
    "cta_url": check_link,
    "flow": check_flow,
    "location_request_message": check_name("send_location"),
    "product": check_product,
    "product_list": check_products,
    "catalog_message": check_name("catalog_message"),
    "voice_call": check_call,
    "call_permission_request": check_name("call_permission_request"),
    "request_contact_info": check_name("request_contact_info"),
    "carousel": check_carousel,
}
