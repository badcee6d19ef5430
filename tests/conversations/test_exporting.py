"""A customer's data in a ZIP: all that is theirs, nothing that is ours, and never all of it in the memory."""

import asyncio
import io
import json
import tracemalloc
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from conversations.exceptions import Conflict, CustomerIsErased, Forbidden, NotFound
from conversations.models import (
    Attachment,
    Consent,
    Conversation,
    Customer,
    CustomerExport,
    CustomerIdentity,
    Status,
    TimelineEntry,
)
from conversations.services import exporting
from conversations.services.erasing import erase_customer
from conversations.services.exporting import export_customer, pieces_of
from conversations.serving import export_response
from conversations.zipping import Entry, zipped
from tests.builders import make_conversation, make_incoming, make_outgoing
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
NAME, SECRET = "Zuleica Ximbinha", "segredo-da-casa"


@pytest.fixture
def person() -> Customer:
    return CustomerFactory(name=NAME, document="39053344705", notes=SECRET, attributes={"cidade": "Içara"})


@pytest.fixture
def over(person: Customer) -> Conversation:
    return make_conversation(Status.CLOSED, customer=person, notes=SECRET)


def keep_file(conversation: Conversation, name: str, content: bytes, **fields: Any) -> Attachment:
    message = make_incoming(conversation, "olha", type="document")
    row = Attachment(conversation=conversation, message=message, filename=name, mime_type="text/plain", **fields)
    row.file.save("x", ContentFile(content), save=False)
    row.save()
    return row


def archive(customer: Customer, by: Any) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(pieces_of(export_customer(customer.pk, by=by)))))


def read(found: ZipFile, name: str) -> Any:
    return json.loads(found.read(name))


def test_all_that_is_theirs_is_in_it(over: Conversation, charlie: Any, alice: Any) -> None:
    make_incoming(over, "não tenho internet ☹", versions=[{"content": "nao tenho"}])
    make_outgoing(over, "vamos ver", status="read", author=alice, author_kind="agent")
    file = keep_file(over, "../../conta de luz.txt", b"R$ 100")
    Consent.objects.create(customer=over.customer, is_given=False, at=timezone.now(), source="customer")
    CustomerIdentity.objects.create(customer=over.customer, kind="user_id", value="BR.1", match_key="BR.1")
    found = archive(over.customer, charlie)
    assert found.testzip() is None
    customer = read(found, "customer.json")
    assert (customer["name"], customer["document"], customer["attributes"]) == (
        NAME,
        "39053344705",
        {"cidade": "Içara"},
    )
    assert "BR.1" in [row["value"] for row in customer["numbers"]] and customer["consents"][0]["is_given"] is False
    talk = read(found, f"conversations/{over.protocol}.json")
    words = [(row["by"], row["content"]) for row in talk["messages"]]
    assert words == [("customer", "não tenho internet ☹"), ("agent", "vamos ver"), ("customer", "olha")]
    path = f"files/{file.pk}-conta de luz.txt"
    assert talk["messages"][2]["files"] == [path] and found.read(path) == b"R$ 100"
    assert read(found, "about.json")["missing_files"] == []


def test_nothing_is_in_it_that_is_ours_or_somebody_elses(over: Conversation, charlie: Any, alice: Any) -> None:
    TimelineEntry.objects.create(conversation=over, kind="note", text=SECRET, actor=alice)
    make_outgoing(over, "oi", status="read", author=alice)
    make_incoming(make_conversation(Status.CLOSED), "de outra pessoa")
    found = archive(over.customer, charlie)
    everything = b"".join(found.read(name) for name in found.namelist()).decode()
    assert not [word for word in (SECRET, "de outra pessoa", alice.name, alice.email) if word in everything]


def test_what_never_went_out_is_not_in_it(over: Conversation, charlie: Any) -> None:
    held = keep_file(over, "de outro.txt", b"de outro")
    Attachment.objects.filter(pk=held.pk).update(message=None)
    export = export_customer(over.customer_id, by=charlie)
    found = ZipFile(io.BytesIO(b"".join(pieces_of(export))))
    assert export.files == 0
    assert not [name for name in found.namelist() if name.startswith("files/")]


def test_a_file_that_is_not_there_is_told_and_stops_nothing(over: Conversation, charlie: Any) -> None:
    gone, here = keep_file(over, "a.txt", b"a"), keep_file(over, "b.txt", b"b")
    waiting = keep_file(over, "c.txt", b"c", state="pending", attempts=1)
    gone.file.storage.delete(gone.file.name)
    found = archive(over.customer, charlie)
    told = [f"files/{gone.pk}-a.txt", f"files/{waiting.pk}-c.txt"]
    assert sorted(read(found, "about.json")["missing_files"]) == sorted(told)
    assert found.read(f"files/{here.pk}-b.txt") == b"b"


def test_long_conversations_are_read_page_by_page(
    over: Conversation, charlie: Any, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(exporting, "PAGE", 4)
    for number in range(11):
        make_incoming(over, f"{number}")
    with django_assert_max_num_queries(20):
        found = archive(over.customer, charlie)
    rows = read(found, f"conversations/{over.protocol}.json")["messages"]
    assert [row["content"] for row in rows] == [str(number) for number in range(11)]


def test_who_may_not_and_whose_cannot(over: Conversation, alice: Any, robo: Any, charlie: Any) -> None:
    for user in (alice, robo):
        with pytest.raises(Forbidden):
            export_customer(over.customer_id, by=user)
    with pytest.raises(Conflict) as refused:
        export_customer(CustomerFactory(is_group=True).pk, by=charlie)
    assert refused.value.code == "is_group"
    assert not CustomerExport.objects.exists()


def test_each_is_on_record_and_outlives_the_erasing(over: Conversation, charlie: Any) -> None:
    make_incoming(over, "oi")
    gone = over.customer_id
    export_customer(gone, by=charlie)
    left = erase_customer(gone, by=charlie, confirm=NAME).customer
    row = CustomerExport.objects.get()
    assert (row.by, row.customer, row.conversations, row.messages, row.files) == (charlie, None, 1, 1, 0)
    with pytest.raises(CustomerIsErased):
        export_customer(left.pk, by=charlie)
    with pytest.raises(NotFound):
        export_customer(gone, by=charlie)


def test_who_is_erased_while_it_is_read_is_in_it_as_far_as_it_had_come(over: Conversation, charlie: Any) -> None:
    keep_file(over, "a.txt", b"a" * 200_000)
    pieces = pieces_of(export_customer(over.customer_id, by=charlie))
    begun = next(pieces)
    erase_customer(over.customer_id, by=charlie, confirm=NAME)
    found = ZipFile(io.BytesIO(begun + b"".join(pieces)))
    assert found.testzip() is None and "about.json" in found.namelist()


def test_over_the_api(over: Conversation, charlie: Any, alice: Any, api: Callable[..., Any]) -> None:
    url = f"/api/v1/customers/{over.customer_id}/export"
    assert (api().post(url).status_code, api(alice).post(url).status_code) == (401, 403)
    assert api(charlie).get(url).status_code == 405
    answer = api(charlie).post(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Cache-Control"] == "private, no-store" and "attachment" in answer["Content-Disposition"]
    assert "customer.json" in ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()


def test_in_the_panel(over: Conversation, charlie: Any, alice: Any, client: Any) -> None:
    address = f"/inbox/{over.pk}/export"
    client.force_login(alice)
    assert address not in client.get(f"/inbox/{over.pk}").content.decode()
    assert client.post(address).status_code == 403
    client.force_login(charlie)
    assert address in client.get(f"/inbox/{over.pk}").content.decode()
    assert client.get(address).status_code == 405
    assert b"".join(client.post(address).streaming_content)[:2] == b"PK"


def test_what_is_large_is_never_all_in_the_memory() -> None:
    tracemalloc.start()
    size = sum(len(piece) for piece in zipped([Entry("a", (b"x" * 100_000 for _ in range(600)), is_packed=True)]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 60_000_000 and peak < 3_000_000


@pytest.mark.django_db(transaction=True)
def test_it_is_sent_piece_by_piece_from_beside_the_event_loop(charlie: Any) -> None:
    over = make_conversation(Status.CLOSED, customer=CustomerFactory(name=NAME))
    keep_file(over, "a.txt", b"a" * 300_000)
    response = export_response(export_customer(over.customer_id, by=charlie))

    async def read_all() -> list[bytes]:
        return [piece async for piece in response]  # type: ignore[attr-defined]

    pieces = asyncio.run(read_all())
    assert len(pieces) > 3 and max(map(len, pieces)) < 200_000
    assert ZipFile(io.BytesIO(b"".join(pieces))).testzip() is None
