from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, MessageStatus, TimelineEntry, TimelineKind
from conversations.services.erasing import erase_customer
from dashboard import thread
from tests.builders import make_incoming, make_outgoing

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]


def test_it_shows_messages_notes_and_events_in_one_line(page: Page, alice: User, taken: Conversation) -> None:
    make_incoming(taken, "primeira")
    TimelineEntry.objects.create(conversation=taken, kind=TimelineKind.NOTE, actor=alice, text="só para nós")
    html = page(alice).get(f"/inbox/{taken.pk}/pane").content.decode()
    assert html.index("primeira") < html.index("só para nós")


def test_older_pages_hold_everything_once(taken: Conversation) -> None:
    start = timezone.now() - timedelta(days=2)
    for n in range(thread.PAGE * 2 + 7):
        make_incoming(taken, f"m{n}", created_at=start + timedelta(seconds=n // 4))
    TimelineEntry.objects.create(
        conversation=taken, kind=TimelineKind.WAITING, created_at=start + timedelta(seconds=3)
    )
    seen: list[int] = []
    before = ""
    while True:
        page = thread.latest(taken, before)
        seen = [item.id for item in page.items] + seen
        if not (before := page.older):
            break
    assert len(seen) == len(set(seen)) == thread.PAGE * 2 + 7 + 1 + 1


def test_additions_are_what_came_after(page: Page, alice: User, taken: Conversation) -> None:
    first = make_incoming(taken, "primeira")
    make_incoming(taken, "segunda")
    html = page(alice).get(f"/inbox/{taken.pk}/thread?after={first.pk}").content.decode()
    assert "segunda" in html
    assert "primeira" not in html


def test_a_customers_text_can_do_no_harm(page: Page, alice: User, taken: Conversation) -> None:
    make_incoming(taken, '<script>alert(1)</script> https://x.example/"onmouseover=alert(1)')
    html = page(alice).get(f"/inbox/{taken.pk}/pane").content.decode()
    assert "<script>alert" not in html
    assert '"onmouseover' not in html


def test_whatsapps_marks_are_shown(page: Page, alice: User, taken: Conversation) -> None:
    make_incoming(taken, "*forte* _leve_ ~fora~ a_b_c 2*3*4")
    html = page(alice).get(f"/inbox/{taken.pk}/pane").content.decode()
    assert "<strong>forte</strong> <em>leve</em> <s>fora</s> a_b_c 2*3*4" in html


def test_a_failed_message_tells_why_and_can_be_sent_again(page: Page, alice: User, taken: Conversation) -> None:
    error = {"code": "131026", "detail": "Message undeliverable"}
    make_outgoing(taken, status=MessageStatus.FAILED, error=error, author=alice, author_kind="agent")
    html = page(alice).get(f"/inbox/{taken.pk}/pane", headers={"accept-language": "en"}).content.decode()
    assert "cannot be reached on WhatsApp" in html
    assert 'data-act="retry"' in html


def test_the_number_of_queries_does_not_grow(
    page: Page, alice: User, taken: Conversation, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        make_outgoing(taken, reply_to=make_incoming(taken), author=alice, author_kind="agent")
    browser = page(alice)
    with django_assert_max_num_queries(16):
        browser.get(f"/inbox/{taken.pk}/pane")
    with django_assert_max_num_queries(8):
        browser.get(f"/inbox/{taken.pk}/thread?after=0")


def test_a_page_learns_that_its_customer_was_erased_meanwhile(page: Page, charlie: User, closed: Conversation) -> None:
    """It is made anew then: no word of theirs stays on anybody's screen."""
    sync = f"/inbox/{closed.pk}/sync?after=0"
    assert page(charlie).get(sync).json()["is_erased"] is False
    assert "data-erased" not in page(charlie).get(f"/inbox/{closed.pk}/pane").content.decode()
    erase_customer(closed.customer_id, by=charlie, confirm=closed.customer.name)
    assert page(charlie).get(sync).json()["is_erased"] is True
    assert " data-erased " in page(charlie).get(f"/inbox/{closed.pk}/pane").content.decode()
