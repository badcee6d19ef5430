"""What comes after a conversation was closed, set aside or given away."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import UNDO, leave_empty, sign_in, until
from tests.browser.test_inbox import customer_writes, unique
from tests.flow.system import System

pytestmark = pytest.mark.browser


def chosen(page: Page, value: str) -> None:
    page.evaluate("() => document.querySelector('[data-act=preferences]').click()")
    page.locator(f"#preferences [name=afterwards][value={value}]").check()
    expect(page.locator("body")).to_have_attribute("data-afterwards", value)
    page.keyboard.press("Escape")


TAKE = """id => fetch(`/inbox/${id}/take`, {method: "POST", headers: {"X-Requested-With": "fetch",
  "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content}}).then(answer => answer.status)"""


@pytest.fixture
def ana(ana: Page, system: System) -> Iterator[Page]:
    """With three of hers that nothing else writes into."""
    ana.goto("/?tab=all")
    for _ in range(3):
        phone = f"+55119{unique('')[-8:]}"
        customer_writes(system, "Oi", phone)
        card = ana.locator(f".card[data-name='{phone}']").first
        expect(card).to_be_visible(timeout=20_000)
        assert ana.evaluate(TAKE, card.get_attribute("data-id")) == 200  # noqa: PLR2004
    ana.goto("/?tab=mine")
    yield ana
    ana.goto("/?tab=mine")
    chosen(ana, "stay")


def first_two(page: Page) -> tuple[str, str]:
    """The first is opened; the second is what stands below it then."""
    cards = page.locator(".card")
    expect(cards.nth(1)).to_be_visible()
    cards.first.click()
    page.mouse.move(900, 400)
    expect(page.locator(".card[aria-current] + .card")).to_be_visible()
    one, two = (
        page.locator(f".card[aria-current]{after}").get_attribute("data-id") or "" for after in ("", " + .card")
    )
    thread_of(page, one)
    return one, two


def thread_of(page: Page, conversation: str) -> None:
    expect(page.locator(f'.thread[data-conversation="{conversation}"]')).to_be_visible()


def close(page: Page) -> None:
    page.keyboard.press("e")
    page.locator("#close .primary").click()


def test_the_next_one_is_opened_and_told_and_undoing_the_closing_returns(ana: Page) -> None:
    chosen(ana, "next")
    one, two = first_two(ana)
    ana.fill("#words", "fica com quem é")
    ana.locator("#words").blur()
    close(ana)
    thread_of(ana, two)
    expect(ana.locator("#announcer")).to_contain_text("Próxima: ")
    expect(ana.locator("#scroller")).to_be_focused()
    expect(ana.locator("#words")).to_have_value("")
    ana.locator(UNDO).last.click()
    thread_of(ana, one)
    expect(ana.locator(".thread-head .state")).to_have_text("Em atendimento")
    expect(ana.locator("#words")).to_have_value("fica com quem é")
    leave_empty(ana)


def test_the_next_one_was_fetched_while_it_was_asked_how_it_ended(ana: Page) -> None:
    chosen(ana, "next")
    _one, two = first_two(ana)
    with ana.expect_response(f"**/inbox/{two}/pane"):
        ana.keyboard.press("e")
    asked: list[str] = []
    ana.on("request", lambda request: asked.append(request.url))
    ana.locator("#close .primary").click()
    thread_of(ana, two)
    assert not [url for url in asked if url.endswith("/pane")]


def test_one_that_a_colleague_took_from_the_list_is_passed_over(ana: Page, chromium: Browser, system: System) -> None:
    chosen(ana, "next")
    one, two = first_two(ana)
    third = ana.locator(".card[aria-current] + .card + .card").get_attribute("data-id") or ""
    ana.locator(f'.card[data-id="{one}"]').hover()  # the list keeps still
    boss = sign_in(chromium.new_context(base_url=f"http://127.0.0.1:{system.port}"), "supervisor@empresa.com")
    boss.goto(f"/inbox/{two}")
    boss.locator('.thread-head [data-command="take"], #more [data-command="take"]').first.evaluate(
        "node => node.click()"
    )
    expect(boss.locator(".thread-head .meta")).not_to_contain_text("Ana Souza")
    boss.context.close()
    ana.keyboard.press("e")
    ana.locator("#close .primary").press("Enter")
    thread_of(ana, third)


def test_who_has_begun_to_write_stays(ana: Page) -> None:
    chosen(ana, "next")
    one, _two = first_two(ana)
    held: list[Route] = []
    ana.route("**/snooze", lambda route: held.insert(0, route))
    ana.keyboard.press("s")
    ana.click('#snooze [value="reply"]')
    until(ana, "!document.querySelector('#snooze button:not(:disabled).primary')", seconds=3)
    ana.locator("#words").evaluate("node => node.focus()")
    ana.locator("#words").fill("ainda não")
    for route in held:
        route.continue_()
    expect(ana.locator(".toast", has_text="Adiada").last).to_be_visible()
    ana.wait_for_timeout(500)
    thread_of(ana, one)
    ana.fill("#words", "")
    ana.locator(UNDO).last.click()


def test_back_to_the_list_and_with_the_undoing_of_a_snooze_to_the_conversation(ana: Page) -> None:
    chosen(ana, "list")
    one, _two = first_two(ana)
    ana.keyboard.press("s")
    ana.click('#snooze [value="reply"]')
    expect(ana.locator(".thread")).to_have_count(0)
    expect(ana.locator(".card:focus")).to_have_count(1)
    ana.locator(UNDO).last.click()
    thread_of(ana, one)


def test_a_macro_that_closes_leads_on_too(ana: Page, system: System) -> None:
    system.login()
    name = unique("Resolvida")
    steps = [{"kind": "close", "resolution": "resolved"}]
    system.http.post("/api/v1/macros", json={"name": name, "steps": steps, "is_shared": True}).raise_for_status()
    ana.goto("/?tab=mine")  # one that is fetched ahead does not know it
    chosen(ana, "next")
    one, two = first_two(ana)
    ana.evaluate("document.getElementById('macros').showPopover()")
    ana.locator("#macros [data-act=macro]", has_text=name).click()
    ana.locator("dialog.macro .primary").click()
    thread_of(ana, two)
    assert ana.locator(f'.card[data-id="{one}"]').count() == 0
