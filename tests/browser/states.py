"""The pages in the states in which people meet them: for the accessibility tests and for `make screenshots`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

JOAO = "/inbox/550e8400-e29b-41d4-a716-446655440000"
LAST_WEEK = datetime.now(UTC).date() - timedelta(days=7)
AGENT, SUPERVISOR = "atendente@empresa.com", "supervisor@empresa.com"


@dataclass(frozen=True, slots=True)
class State:
    name: str
    path: str
    who: str = SUPERVISOR
    prepare: Callable[[Page], object] = lambda page: None
    # Whether it is another one on a phone, too.
    on_phone: bool = True


def _opened(selector: str) -> Callable[[Page], object]:
    """A popover, by the button or the key that opens it. On a phone the button may be in another pane."""

    def prepare(page: Page) -> None:
        page.evaluate("(id) => document.getElementById(id).showPopover()", selector)
        expect(page.locator(f"#{selector}")).to_be_visible()

    return prepare


def _note(page: Page) -> None:
    page.click('.composer-tabs [data-kind="note"]')


def _panel(page: Page) -> None:
    if page.viewport_size and page.viewport_size["width"] < 1100:  # noqa: PLR2004
        page.click(".thread-head .who")
    expect(page.locator("#panel")).to_be_visible()


def _editing(page: Page) -> None:
    _panel(page)
    page.click('#panel [data-field="email"] [data-edit]')
    page.fill('#panel [data-field="email"] input', "joao@")
    page.keyboard.press("Enter")
    expect(page.locator('#panel [data-field="email"] [role="alert"]')).to_be_visible()


def _buttons(page: Page) -> None:
    page.evaluate("document.getElementById('plus').showPopover()")
    page.click('#plus [data-value="buttons"]')
    expect(page.locator("#forms .compose")).to_be_visible()


def _templates(page: Page) -> None:
    if (button := page.locator('.composer [data-act="templates"]')).is_visible():
        button.click()
    else:
        page.evaluate("document.getElementById('plus').showPopover()")
        page.click('#plus [data-act="templates"]')
    expect(page.locator("#template-picker .offer").first).to_be_visible()


def _canned(page: Page) -> None:
    page.click('.composer [data-act="canned"]')
    expect(page.locator("#suggestions [role=option]").first).to_be_visible()


def _keep_response(page: Page) -> None:
    page.fill("#words", "Oi, João, a fatura já está no seu e-mail.")
    page.click('.composer [data-act="canned"]')
    expect(page.locator("#keep-response")).to_be_visible()
    page.fill("#words", "")


def _narrowing(page: Page) -> None:
    page.locator("#search-input").press_sequentially("etiqueta:")
    expect(page).to_have_url(re.compile("etiqueta%3A"))  # it is looked for
    page.keyboard.press("ArrowDown")
    expect(page.locator('#search-hints [aria-selected="true"]')).to_be_visible()


def _card_menu(page: Page) -> None:
    page.locator(".card").nth(1).click(button="right")
    page.click('#card-menu [data-to="priority"]')
    expect(page.locator('#card-menu [data-bulk="priority:3"]')).to_be_visible()


def _rehearsed(page: Page) -> None:
    page.fill("#rehearsal-line [name=line]", "quero falar com um atendente")
    page.click("#rehearsal-line button.primary")
    expect(page.locator("#rehearsed .over")).to_be_visible()


def _snooze(page: Page) -> None:
    _opened("snooze")(page)
    expect(page.locator("#snooze-own")).to_be_visible()


def _forward(page: Page) -> None:
    page.evaluate("document.querySelector('.item.incoming:last-of-type [data-act=forward]').click()")
    expect(page.locator("#forward-list [role=option]").first).to_be_visible()


def _macro(page: Page) -> None:
    page.evaluate("document.getElementById('macros').showPopover()")
    page.locator("#macros [data-act=macro]").last.click()
    expect(page.locator("dialog.macro")).to_be_visible()


def _macro_steps(page: Page) -> None:
    page.locator(".bot-row-main").first.click()
    expect(page.locator(".macro-step").first).to_be_visible()


def _imported(page: Page) -> None:
    text = "# Boleto por carta\nPeça ao financeiro.\n# Wi-Fi lento\nReinicie.\n# " + "Longo demais " * 20 + "\nx"
    page.set_input_files("[name=file]", {"name": "faq.md", "mimeType": "text/markdown", "buffer": text.encode()})
    expect(page.locator("#import-rows .bot-bar")).to_be_visible()


STATES = (
    State("login", "/login", who=""),
    State("list", "/?tab=all"),
    State("list-empty", "/?q=zzzzzz"),
    State("queue", "/?tab=queue", who=AGENT),
    State("thread", JOAO, who=AGENT),
    State("note", JOAO, prepare=_note),
    State("panel", JOAO, prepare=_panel),
    State("panel-editing", JOAO, prepare=_editing),
    State("composer-plus", JOAO, prepare=_opened("plus")),
    State("composer-buttons", JOAO, prepare=_buttons),
    State("composer-templates", JOAO, prepare=_templates),
    State("composer-canned", JOAO, prepare=_canned),
    State("composer-keep", JOAO, prepare=_keep_response),
    State("search-narrowed", "/?tab=all", prepare=_narrowing),
    State("card-menu", "/?tab=all", prepare=_card_menu, on_phone=False),
    State("record", f"{JOAO}/print"),
    State("record-inside", f"{JOAO}/print?inside=1"),
    State("responses", "/responses", who=AGENT),
    State("response-new", "/responses/new"),
    State("more", JOAO, prepare=_opened("more")),
    State("transfer", JOAO, prepare=_opened("transfer")),
    State("snooze", JOAO, prepare=_snooze),
    State("close", JOAO, prepare=_opened("close")),
    State("labels", JOAO, prepare=_opened("labels")),
    State("priority", JOAO, prepare=_opened("priority")),
    State("forward", JOAO, prepare=_forward),
    State("macros-menu", JOAO, prepare=_opened("macros")),
    State("macro", JOAO, prepare=_macro),
    State("macros", "/macros", who=AGENT),
    State("macro-steps", "/macros", prepare=_macro_steps),
    State("help", JOAO, prepare=_opened("help"), on_phone=False),
    State("profile", "/", prepare=_opened("profile")),
    State("overview", "/overview"),
    State("overview-sla", f"/overview/sla?from={LAST_WEEK}"),
    State("overview-sla-rows", f"/overview/sla/rows?from={LAST_WEEK}"),
    State("overview-presence", f"/overview/presence?from={LAST_WEEK}"),
    State("bot-articles", "/bot/knowledge"),
    State("bot-import", "/bot/import"),
    State("bot-import-seen", "/bot/import", prepare=_imported),
    State("bot-turns", "/bot/turns"),
    State("bot-figures", "/bot/figures?period=30"),
    State("bot-conversations", "/bot/conversations"),
    State("bot-settings", "/bot/settings"),
    State("bot-rehearsal", "/bot/settings", prepare=_rehearsed),
    State("bot-gaps", "/bot/gaps"),
    State("bot-solved", "/bot/gaps?kind=solved"),
    State("templates", "/templates"),
    State("template-new", "/templates/new"),
    State("not-found", "/nowhere"),
    State("simulator", "/simulator/"),
)


def enter(page: Page, state: State) -> None:
    page.goto(state.path)
    page.wait_for_load_state("networkidle") if state.path.startswith("/api") else page.wait_for_load_state("load")
    state.prepare(page)
    expect(page.locator(".is-loading")).to_have_count(0)
    # What appears has appeared.
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)))")
