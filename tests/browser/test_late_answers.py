"""Answers that come late, twice or never: what was written stays where it belongs, and goes out once."""

import json
import re
import time

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import leave_empty, settle, sign_in
from tests.browser.test_inbox import JOAO, customer_writes, unique
from tests.flow.system import System

pytestmark = pytest.mark.browser
OK = 200


def hold(page: Page, address: str) -> list[Route]:
    """What is asked for there is held back."""
    held: list[Route] = []

    def handle(route: Route) -> None:
        held.append(route)

    page.route(address, handle)
    return held


def held_one(page: Page, held: list[Route]) -> Route:
    """The request that is held back, as soon as it is there."""
    ends = time.monotonic() + 20
    while not held:
        assert time.monotonic() < ends, "nothing was asked for"
        page.wait_for_timeout(50)
    return held[0]


def another(ana: Page) -> str:
    """Another of her conversations."""
    card = ana.locator(f".card:not([data-id='{JOAO.split('/')[-1]}'])").first
    return str(card.get_attribute("data-id"))


def unanswered(page: Page, address: str) -> None:
    """It reaches the server once, and its answer is lost."""

    def handle(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route(address, handle, times=1)


def test_a_note_that_is_kept_late_is_not_shown_in_another_conversation(ana: Page) -> None:
    text = unique("só para o João")
    ana.goto(JOAO + "?tab=mine")
    held = hold(ana, "**/notes")
    ana.click("#composer [role=tab][data-kind=note]")
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    other = another(ana)
    ana.click(f".card[data-id='{other}']")
    expect(ana.locator(f".thread[data-conversation='{other}']")).to_be_visible()
    held_one(ana, held).continue_()
    ana.wait_for_timeout(1000)
    expect(ana.locator("#messages")).not_to_contain_text(text)
    ana.goto(JOAO)
    expect(ana.locator(".item.note", has_text=text)).to_have_count(1)


def test_a_refused_note_never_becomes_an_answer(ana: Page) -> None:
    ana.goto(JOAO)
    held = hold(ana, "**/notes")
    ana.click("#composer [role=tab][data-kind=note]")
    ana.fill("#words", "cliente difícil")
    ana.press("#words", "Enter")
    ana.click("#composer [role=tab][data-kind=reply]")
    ana.fill("#words", "Olá, João")
    held_one(ana, held).fulfill(
        status=409, content_type="application/json", body='{"code": "x", "detail": "Agora não."}'
    )
    expect(ana.locator("#refusal")).to_contain_text("Agora não.")
    expect(ana.locator("#words")).to_have_value("Olá, João")
    ana.click("#composer [role=tab][data-kind=note]")
    expect(ana.locator("#words")).to_have_value("cliente difícil")
    ana.fill("#words", "")
    ana.click("#composer [role=tab][data-kind=reply]")
    leave_empty(ana)


def test_a_note_whose_answer_is_lost_is_kept_once(ana: Page) -> None:
    text = unique("uma vez só")
    ana.goto(JOAO)
    unanswered(ana, "**/notes")
    ana.click("#composer [role=tab][data-kind=note]")
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    expect(ana.locator(".item.note", has_text=text)).to_have_count(1)
    ana.wait_for_timeout(1000)
    ana.reload()
    expect(ana.locator(".item.note", has_text=text)).to_have_count(1)
    ana.click("#composer [role=tab][data-kind=note]")
    expect(ana.locator("#words")).to_have_value("")


def test_a_note_under_somebodys_hands_stays_one_when_the_conversation_becomes_theirs(
    ana: Page, system: System
) -> None:
    """Else its rest would be sent to the customer."""
    system.login()
    theirs = next(
        row
        for row in system.get("/conversations", status="in_progress", limit=50)["conversations"]
        if row["assigned_to"]["name"] != "Ana Souza" and row["window_expires_at"]
    )
    me = next(row for row in system.get("/agents")["agents"] if row["email"] == "atendente@empresa.com")
    ana.goto(f"/inbox/{theirs['id']}")
    expect(ana.locator(".thread[data-mode=other]")).to_be_visible()
    ana.locator("#words").press_sequentially("entre nós: ")
    address = f"/api/v1/conversations/{theirs['id']}/transfer"
    system.http.post(address, json={"to_agent_id": me["id"]}).raise_for_status()
    expect(ana.locator(".thread:not([data-mode=other])")).to_be_visible()
    ana.locator("#words").press_sequentially("cuidado")
    expect(ana.locator("#composer")).to_have_attribute("data-kind", "note")
    expect(ana.locator("#words")).to_have_value("entre nós: cuidado")
    leave_empty(ana)


def test_a_message_taken_back_stands_before_what_was_written_meanwhile(ana: Page) -> None:
    text = unique("para mais tarde")
    ana.goto(JOAO)
    schedule(ana, text)
    held = hold(ana, "**/cancel")
    ana.locator(".scheduled li", has_text=text).locator("[data-later=edit]").click()
    ana.fill("#words", "já escrito")
    held_one(ana, held).continue_()
    expect(ana.locator("#words")).to_have_value(f"{text}\njá escrito")
    leave_empty(ana)


def test_a_message_taken_back_is_not_lost_with_the_answer(ana: Page) -> None:
    text = unique("não se perde")
    ana.goto(JOAO)
    schedule(ana, text)
    unanswered(ana, "**/cancel")
    ana.locator(".scheduled li", has_text=text).locator("[data-later=edit]").click()
    expect(ana.locator("#words")).to_have_value(text)
    leave_empty(ana)


def schedule(page: Page, text: str) -> None:
    page.fill("#words", text)
    page.click("[popovertarget=later]")
    page.click("#later button.primary")
    expect(page.locator(".scheduled li", has_text=text)).to_have_count(1)
    expect(page.locator("#words")).to_have_value("")


def test_what_the_browser_has_no_room_for_is_sent_all_the_same(ana: Page) -> None:
    text = unique("sem espaço")
    ana.goto(JOAO)
    ana.evaluate("""() => { for (let size = 1 << 20; size; size >>= 1) for (let at = 0; ; at++) {
        try { localStorage.setItem(`full.${size}.${at}`, "x".repeat(size)); } catch { break; } } }""")
    try:
        ana.fill("#words", text)
        ana.press("#words", "Enter")
        expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
        expect(ana.locator("#words")).to_have_value("")
    finally:
        ana.evaluate(
            "for (const key of Object.keys(localStorage)) if (key.startsWith('full.')) localStorage.removeItem(key)"
        )


def test_of_two_windows_that_write_at_once_neither_takes_the_others_message_away(
    ana: Page, context: BrowserContext
) -> None:
    first, second = unique("da primeira"), unique("da segunda")
    ana.goto(JOAO)
    before = ana.evaluate("localStorage.getItem(`outbox.${document.body.dataset.user}`) || '[]'")
    context.set_offline(True)
    for text in (first, second):
        ana.fill("#words", text)
        ana.press("#words", "Enter")
    # Another window's list as it was before, written back a moment too late.
    ana.evaluate("(old) => localStorage.setItem(`outbox.${document.body.dataset.user}`, old)", before)
    context.set_offline(False)
    for text in (first, second):
        expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1, timeout=20_000)


def test_an_answer_that_breaks_off_or_is_somebody_elses_is_asked_for_again(ana: Page) -> None:
    text = unique("no meio do caminho")
    ana.goto(JOAO)
    page = "<html>Entre na rede do hotel</html>"
    ana.route("**/messages", lambda route: route.fulfill(status=200, content_type="text/html", body=page), times=1)
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
    expect(ana.locator(".item.is-refused")).to_have_count(0)


def test_who_is_busy_on_the_way_is_asked_again(ana: Page) -> None:
    text = unique("no limite")
    ana.goto(JOAO)
    ana.route("**/messages", lambda route: route.fulfill(status=429, body="Too Many Requests"), times=1)
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
    expect(ana.locator(".item.is-refused")).to_have_count(0)


def test_what_waited_for_more_than_a_day_is_its_writers_to_decide_on(ana: Page) -> None:
    text = unique("de ontem")
    ana.goto("/")
    conversation = JOAO.split("/")[-1]
    at = round((time.time() - 25 * 3600) * 1000)
    entry = {"id": text.replace(" ", ""), "conversation": conversation, "content": text, "at": at}
    # As the version before kept it: all in one list.
    ana.evaluate("(text) => localStorage.setItem(`outbox.${document.body.dataset.user}`, text)", json.dumps([entry]))
    ana.goto(JOAO)
    bubble = ana.locator(".item.is-refused", has_text=text)
    expect(bubble).to_contain_text("mais de um dia")
    bubble.locator("[data-act=resend]").click()
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)


def test_a_page_goes_on_after_signing_in_again_on_another(ana: Page, context: BrowserContext) -> None:
    text = unique("de volta")
    ana.goto(JOAO)
    other = context.new_page()
    other.goto("/")
    other.evaluate("document.querySelector('form[action$=logout], form[action*=\"sair\"]').submit()")
    other.wait_for_url("**/login*")
    sign_in(context, "atendente@empresa.com")
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)


def test_a_page_sends_nothing_in_the_name_of_who_signed_in_after_its_agent(ana: Page, context: BrowserContext) -> None:
    text = unique("em nome de quem")
    ana.goto(JOAO)
    context.clear_cookies()
    boss = sign_in(context, "supervisor@empresa.com")
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    expect(ana.locator(".item.is-refused", has_text=text)).to_be_visible()
    boss.goto(JOAO)
    expect(boss.locator(".item", has_text=text)).to_have_count(0)


def test_what_was_sent_does_not_come_back_as_a_draft_when_its_keeping_got_no_answer(ana: Page) -> None:
    text = unique("enviado uma vez")
    ana.goto(JOAO)
    unanswered(ana, "**/draft")
    ana.route("**/messages", lambda route: route.abort())  # it waits
    with ana.expect_event("requestfailed", lambda request: request.url.endswith("/draft")):
        ana.fill("#words", text)
    with ana.expect_response("**/draft"):
        ana.press("#words", "Enter")
    ana.wait_for_timeout(500)
    expect(ana.locator("#words")).to_have_value("")
    ana.unroute("**/messages")
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1, timeout=30_000)
    expect(ana.locator("#words")).to_have_value("")


def test_what_was_emptied_stays_empty_when_the_page_goes_before_its_keeping_was_answered(ana: Page) -> None:
    ana.goto(JOAO)
    unanswered(ana, "**/draft")
    with ana.expect_event("requestfailed", lambda request: request.url.endswith("/draft")):
        ana.fill("#words", unique("melhor não"))
    ana.route("**/draft", lambda route: route.abort())
    ana.fill("#words", "")
    ana.goto("/macros")
    ana.unroute("**/draft")
    with ana.expect_response("**/draft"):
        ana.goto(JOAO)
    expect(ana.locator("#words")).to_have_value("")
    ana.reload()
    expect(ana.locator("#words")).to_have_value("")


def test_two_windows_of_one_browser_show_the_same_draft(ana: Page, context: BrowserContext) -> None:
    """Else what was sent in one could be sent again in the other."""
    text = unique("nas duas")
    ana.goto(JOAO)
    other = context.new_page()
    other.goto(JOAO)
    ana.fill("#words", text)
    expect(other.locator("#words")).to_have_value(text)
    other.press("#words", "Enter")
    expect(other.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
    expect(ana.locator("#words")).to_have_value("")


def test_a_pane_that_was_asked_for_before_the_draft_was_kept_does_not_empty_the_field(ana: Page) -> None:
    text = unique("não some")
    ana.goto(JOAO + "?tab=mine")
    other, here = another(ana), JOAO.split("/")[-1]
    held = hold(ana, "**/draft")
    ana.fill("#words", text)
    ana.click(f".card[data-id='{other}']")
    expect(ana.locator(f".thread[data-conversation='{other}']")).to_be_visible()
    with ana.expect_response(f"**/inbox/{here}/pane"):
        ana.hover(f".card[data-id='{here}']")
    with ana.expect_response("**/draft"):
        held_one(ana, held).continue_()
    ana.unroute("**/draft")
    ana.wait_for_timeout(300)
    ana.click(f".card[data-id='{here}']")
    expect(ana.locator(f".thread[data-conversation='{here}']")).to_be_visible()
    expect(ana.locator("#words")).to_have_value(text)
    leave_empty(ana)


def test_a_list_that_cannot_be_had_at_once_is_asked_for_again(ana: Page) -> None:
    """Else the cards of one list would stand under another's name."""
    ana.goto("/?tab=mine")
    ana.route("**/inbox/rows*", lambda route: route.fulfill(status=502, body="bad gateway"), times=1)
    ana.click(".tabs [data-tab=queue]")
    expect(ana.locator("#cards.is-loading")).to_have_count(1)
    expect(ana.locator("#cards.is-loading")).to_have_count(0)
    expect(ana.locator("#cards .card").first).to_be_visible()
    ana.reload()
    queued = ana.locator("#cards .card").evaluate_all("(cards) => cards.map((card) => card.dataset.id)")
    ana.click(".tabs [data-tab=mine]")
    ana.route("**/inbox/rows*", lambda route: route.fulfill(status=502, body="bad gateway"), times=1)
    ana.click(".tabs [data-tab=queue]")
    expect(ana.locator(f".card[data-id='{queued[0]}']")).to_have_count(1)


def test_a_card_that_could_not_be_renewed_is_asked_for_again(ana: Page, system: System) -> None:
    ana.goto("/?tab=mine")
    settle(ana)
    text = unique("no cartão")
    ana.route("**/inbox/cards*", lambda route: route.fulfill(status=503, body=""), times=1)
    customer_writes(system, text)
    expect(ana.locator(".card", has_text=text)).to_have_count(1, timeout=15_000)


def test_a_page_of_the_list_that_comes_late_puts_nothing_back(ana: Page, system: System) -> None:
    """What happened while it was on its way is newer than what it tells."""
    ana.goto("/?tab=mine")
    settle(ana)
    text, late = unique("antes da página"), unique("depois da página")
    customer_writes(system, text)
    expect(ana.locator(".card", has_text=text)).to_have_count(1)
    held = hold(ana, "**/inbox/rows*")
    ana.click(".tabs [data-tab=mine]")
    page = held_one(ana, held)
    body = page.fetch().text()
    customer_writes(system, late)
    expect(ana.locator(".card", has_text=late)).to_have_count(1)
    page.fulfill(body=body, content_type="text/html")
    expect(ana.locator("#cards.is-loading")).to_have_count(0)
    expect(ana.locator(".card", has_text=late)).to_have_count(1)


def test_what_is_begun_in_a_form_is_there_after_another_page(ana: Page) -> None:
    ana.goto(JOAO)
    ana.click("[popovertarget=plus]")
    ana.click("#plus [data-value=buttons]")
    ana.locator("#forms [data-path]").first.fill("Qual plano?")
    ana.goto("/templates")
    ana.goto(JOAO)
    ana.click("[popovertarget=plus]")
    ana.click("#plus [data-value=buttons]")
    expect(ana.locator("#forms [data-path]").first).to_have_value("Qual plano?")
    ana.locator("#forms [data-path]").first.fill("")


def test_a_value_that_was_refused_after_its_panel_left_is_told(ana: Page) -> None:
    ana.goto(JOAO + "?tab=mine")
    held = hold(ana, "**/customer")
    row = ana.locator("#panel [data-field=email]")
    row.locator("[data-edit]").click()
    row.locator("input").fill("isto não é")
    other = another(ana)
    ana.click(f".card[data-id='{other}']")
    expect(ana.locator(f".thread[data-conversation='{other}']")).to_be_visible()
    held_one(ana, held).continue_()
    expect(ana.locator(".toast", has_text="isto não é")).to_be_visible()


def test_a_template_whose_answer_is_lost_goes_out_once(ana: Page, system: System) -> None:
    system.login()
    url = f"/conversations/{JOAO.split('/')[-1]}/messages"
    before = len([row for row in system.get(url, limit=200)["messages"] if row["type"] == "template"])
    ana.goto(JOAO)
    ana.click("#composer [data-act=templates]")
    offer = ana.locator("#template-picker .offer", has_text="boas_vindas").first
    offer.locator("summary").click()
    unanswered(ana, "**/templates/send")
    offer.locator("input[type=text], input:not([type])").first.fill("João")
    with ana.expect_event("requestfailed", lambda request: request.url.endswith("/templates/send")):
        offer.locator("button.primary").click()
    with ana.expect_response("**/templates/send"):
        offer.locator("button.primary").click()
    after = len([row for row in system.get(url, limit=200)["messages"] if row["type"] == "template"])
    assert after == before + 1


def test_after_too_much_was_missed_one_writes_on_where_one_was(ana: Page, system: System) -> None:
    ana.goto(JOAO)
    ana.click("#composer [role=tab][data-kind=note]")
    ana.locator("#words").press_sequentially("ent nós")
    for _step in range(4):
        ana.keyboard.press("ArrowLeft")

    def with_gap(route: Route) -> None:
        route.fulfill(json={**route.fetch().json(), "is_gap": True})

    ana.route(re.compile("/sync"), with_gap)
    with ana.expect_response("**/pane"):
        customer_writes(system, unique("muita coisa"))
    ana.unroute(re.compile("/sync"))
    ana.wait_for_timeout(300)
    expect(ana.locator("#words")).to_be_focused()
    ana.keyboard.type("re")
    expect(ana.locator("#words")).to_have_value("entre nós")
    expect(ana.locator("#composer")).to_have_attribute("data-kind", "note")
    leave_empty(ana)


def test_a_draft_of_a_page_that_is_gone_which_comes_late_is_not_brought_back(ana: Page) -> None:
    ana.goto(JOAO)
    held = hold(ana, "**/draft")
    ana.fill("#words", unique("veio tarde"))
    late = held_one(ana, held)
    fields = late.request.post_data
    late.abort()
    ana.unroute("**/draft")
    leave_empty(ana)
    post = """(body) => fetch(`${location.pathname}/draft`, { method: "POST", body, headers: {
      "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content, "X-Requested-With": "fetch",
      "X-Desk-User": document.body.dataset.user, "Content-Type": "application/x-www-form-urlencoded" } })"""
    with ana.expect_response(lambda answer: "content=&" in (answer.request.post_data or "")):
        assert ana.evaluate(f"async (body) => (await ({post})(body)).status", fields) == OK
    expect(ana.locator("#words")).to_have_value("")
    ana.wait_for_timeout(300)
    ana.reload()
    expect(ana.locator("#words")).to_have_value("")


def test_a_dialog_that_nobody_answers_is_there_to_be_tried_again(ana: Page) -> None:
    ana.goto(JOAO)
    # What is waited for no longer than a line of text takes ends when the test says so.
    ana.evaluate("""() => {
      const real = AbortSignal.timeout.bind(AbortSignal), short = [];
      AbortSignal.timeout = (pause) => {
        if (pause > 20000) return real(pause);
        short.push(new AbortController());
        return short.at(-1).signal;
      };
      window.passes = () => short.forEach((one) => one.abort());
    }""")
    held = hold(ana, "**/priority")
    ana.locator("#scroller").focus()
    ana.keyboard.press("p")
    ana.click("#priority .primary")
    held_one(ana, held)
    expect(ana.locator("#priority .primary")).to_be_disabled()
    ana.evaluate("passes()")
    expect(ana.locator("#priority .form-error")).to_be_visible()
    expect(ana.locator("#priority .primary")).to_be_enabled()
