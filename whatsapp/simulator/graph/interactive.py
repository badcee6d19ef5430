"""Interactive messages: buttons, lists, links and the rest."""

from collections.abc import Callable

from whatsapp.simulator.graph.checks import JsonObject, need_list, need_object, need_text, need_unique
from whatsapp.simulator.graph.errors import bad_parameter, invalid, missing

BODY, HEADER, FOOTER = 1024, 60, 60
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
SECTIONS, ROWS, SECTION_TITLE, ROW_ID, ROW_TITLE, ROW_DESCRIPTION, LIST_BUTTON = 10, 10, 24, 200, 24, 72, 20
URL_LABEL, FLOW_LABEL, URL = 20, 30, 2000
WITHOUT_BODY = {"product"}
HEADER_MEDIA = {"image", "video", "document"}


def check_interactive(body: JsonObject) -> JsonObject:
    part = need_object(body, "interactive")
    kind = need_text(part, "type", "interactive.type", longest=40)
    if kind not in ACTIONS:
        raise bad_parameter(f"Param interactive.type must be one of {{{', '.join(sorted(ACTIONS))}}}.")
    if kind not in WITHOUT_BODY:
        need_text(need_object(part, "body", "interactive.body"), "text", "interactive.body.text", longest=BODY)
    check_edges(part, kind)
    if check_action := ACTIONS[kind]:
        check_action(need_object(part, "action", "interactive.action"))
    return part


def check_edges(part: JsonObject, kind: str) -> None:
    if part.get("footer") is not None:
        footer = need_object(part, "footer", "interactive.footer")
        need_text(footer, "text", "interactive.footer.text", longest=FOOTER)
    if part.get("header") is not None:
        check_header(need_object(part, "header", "interactive.header"), kind)


def check_header(header: JsonObject, kind: str) -> None:
    style = need_text(header, "type", "interactive.header.type", longest=20)
    if style == "text":
        need_text(header, "text", "interactive.header.text", longest=HEADER)
    elif style in HEADER_MEDIA and kind != "list":
        need_object(header, style, f"interactive.header.{style}")
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


ACTIONS: dict[str, Callable[[JsonObject], None] | None] = {
    "button": check_buttons,
    "list": check_list,
    "cta_url": check_link,
    "flow": check_flow,
    "location_request_message": None,
    "product": None,
    "product_list": None,
    "catalog_message": None,
    "voice_call": None,
    "call_permission_request": None,
    "request_contact_info": None,
    "carousel": None,
}
