"""The files of a customer in the panel, and a look into another conversation."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from conversations.models import Attachment
from dashboard import shared
from tests.factories import ConversationFactory, MessageFactory

pytestmark = pytest.mark.django_db


def attach(conversation, name, mime_type="application/pdf", **message):
    row = Attachment(
        conversation=conversation,
        message=MessageFactory(conversation=conversation, **message),
        filename=name,
        mime_type=mime_type,
    )
    row.file.save(name, ContentFile(b"x"), save=False)
    row.save()
    return row


def test_all_that_may_be_seen_is_shown_pictures_apart(taken, customer, closed_elsewhere, alice, charlie):
    attach(taken, "a.pdf")
    attach(taken, "b.jpg", "image/jpeg")
    attach(taken, "gone.pdf", deleted_at=timezone.now())
    attach(closed_elsewhere, "vendas.pdf")
    seen = shared.files_of(customer, alice)
    assert ([one.row.filename for one in seen.pictures], [one.row.filename for one in seen.others]) == (
        ["b.jpg"],
        ["a.pdf"],
    )
    assert len(shared.files_of(customer, charlie).others) == 2


@pytest.fixture
def closed_elsewhere(customer, sales, bob):
    return ConversationFactory(
        customer=customer, team=sales, assigned_to=bob, status="closed", closed_at=timezone.now()
    )


def test_pages_meet_without_a_gap(taken, customer, alice, monkeypatch):
    monkeypatch.setattr(shared, "PAGE", 2)
    names = [attach(taken, f"{n}.pdf").filename for n in range(5)]
    found, before = [], ""
    for _ in range(3):
        page = shared.files_of(customer, alice, before)
        found += [one.row.filename for one in page.others]
        before = page.older
    assert (found, before) == (names[::-1], "")
    assert shared.files_of(customer, alice, "nonsense").older


def test_the_pages_answer_to_those_who_may_see(page, alice, bob, taken):
    attach(taken, "contrato.pdf")
    assert "contrato.pdf" in page(alice).get(f"/inbox/{taken.pk}/shared").content.decode()
    assert taken.protocol in page(alice).get(f"/inbox/{taken.pk}/peek").content.decode()
    for part in ("shared", "peek"):
        assert page(bob).get(f"/inbox/{taken.pk}/{part}").status_code == 404
