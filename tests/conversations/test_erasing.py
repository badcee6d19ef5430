"""Erasing a customer: nothing personal is left anywhere, what was counted is."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from chatbot.models import (
    Action,
    AgentDraft,
    BotSettings,
    Dialogue,
    Gap,
    GapQuestion,
    Reading,
    SolvedCase,
    Stay,
    ToolCall,
    Turn,
)
from chatbot.providers import senses
from chatbot.services import learning, listening
from conversations.exceptions import Conflict, CustomerIsErased, Forbidden, Invalid, NotFound
from conversations.models import (
    Attachment,
    Consent,
    Conversation,
    Customer,
    CustomerIdentity,
    Erasure,
    KeptDraft,
    LooseFile,
    MergeCandidate,
    Message,
    MessageChange,
    ScheduledMessage,
    Status,
    TimelineEntry,
    Webhook,
    WebhookDelivery,
)
from conversations.services import erased_files, files, loose_files
from conversations.services.customers import update_customer
from conversations.services.erasing import erase_customer
from conversations.services.lifecycle import reopen_conversation
from conversations.services.merging import merge_customers
from tests import webhooks
from tests.builders import make_conversation, make_incoming, make_outgoing
from tests.factories import CustomerFactory
from whatsapp.models import Campaign, CampaignRecipient, EarlyStatus, Payload, Template
from whatsapp.services.erasing import clean_payloads
from whatsapp.services.inbound import drain_lane

pytestmark = pytest.mark.django_db
NAME, PHONE, WORD = "Zuleica Ximbinha", "5511944443333", "jabuticabeira"
# All under which the person is known, or what they said.
WORDS = ("zuleica", PHONE, WORD, "BR.ZULEICA77")
LANE = django_settings.WHATSAPP_PHONE_NUMBER_ID


@pytest.fixture
def person() -> Customer:
    customer = CustomerFactory(
        name=NAME,
        phone=f"+{PHONE}",
        username="@zuleica",
        email="zuleica@example.com",
        document="39053344705",
        notes=WORD,
        attributes={"city": WORD},
        since=timezone.localdate(),
    )
    CustomerIdentity.objects.create(customer=customer, kind="user_id", value="BR.ZULEICA77", match_key="BR.ZULEICA77")
    return customer


@pytest.fixture
def over(person: Customer) -> Conversation:
    return make_conversation(Status.CLOSED, customer=person, notes=WORD, referral={"headline": WORD})


def keep_file(conversation: Conversation, message: Message | None = None, **fields: Any) -> Attachment:
    row = Attachment(
        conversation=conversation, message=message, filename=f"{WORD}.pdf", mime_type="application/pdf", **fields
    )
    row.file.save("x", ContentFile(WORD.encode()), save=False)
    row.save()
    return row


def fill(conversation: Conversation, user: Any) -> None:
    """A row of everything that can hold something of a customer."""
    question = make_incoming(
        conversation,
        WORD,
        payload={"text": WORD},
        media={"filename": WORD},
        versions=[{"content": WORD}],
        reactions=[{"author": NAME}],
        external_id=f"wamid.{PHONE}",
    )
    make_outgoing(conversation, WORD, status="failed", error={"code": 131026, "detail": PHONE})
    keep_file(conversation, question)
    for kind in ("note", "handoff", "blocked", "merged", "closed"):
        data = {"reason": WORD, "name": NAME, "resolution": "resolved", "intent": "outage"}
        TimelineEntry.objects.create(conversation=conversation, kind=kind, text=WORD, data=data)
    MessageChange.objects.create(
        external_id=f"wamid.c{PHONE}",
        kind="edit",
        direction="incoming",
        target_external_id="x",
        message=question,
        data={"content": WORD},
        at=timezone.now(),
    )
    KeptDraft.objects.create(user=user, conversation=conversation, kind="reply", text=WORD, version="1")
    ScheduledMessage.objects.create(
        conversation=conversation, author=user, content=WORD, due_at=timezone.now(), state="cancelled"
    )
    hook = Webhook.objects.create(url="https://example.com", events=["message_received"])
    WebhookDelivery.objects.create(webhook=hook, event="message_received", subject=str(question.pk), body={"t": WORD})
    WebhookDelivery.objects.create(
        webhook=hook, event="conversation_updated", subject=str(conversation.pk), facts={"t": WORD}
    )
    Consent.objects.create(
        customer=conversation.customer, is_given=False, at=timezone.now(), source="customer", detail=WORD
    )
    first, second = sorted([conversation.customer, CustomerFactory()], key=lambda row: row.pk)
    MergeCandidate.objects.create(first=first, second=second, reason="phone")
    kind = ContentType.objects.get_for_model(Customer)
    LogEntry.objects.create(
        user=user,
        content_type=kind,
        object_id=str(conversation.customer_id),
        object_repr=NAME,
        change_message=WORD,
        action_flag=2,
    )
    fill_bot(conversation, question)
    fill_whatsapp(question, user)


def fill_bot(conversation: Conversation, question: Message) -> None:
    stay = Stay.objects.create(
        conversation=conversation, state="handed_over", reason="human", ended_at=timezone.now(), language="pt-br"
    )
    turn = Turn.objects.create(
        conversation=conversation, answers=question, stay=stay, state="done", outcome="answered", question=WORD
    )
    now = timezone.now()
    gap = Gap.objects.create(language="pt-br", first_at=now, last_at=now, proposal=WORD, proposal_from="model")
    GapQuestion.objects.create(turn=turn, gap=gap, text=WORD, stems=WORD)
    SolvedCase.objects.create(stay=stay, gap=gap, question=WORD, stems=WORD, answer=WORD, solved_at=now)
    AgentDraft.objects.create(conversation=conversation, kind="summary", origin="conversation", text=WORD)
    Reading.objects.create(message=question, text=WORD)
    Dialogue.objects.create(conversation=conversation, slots={"cpf": WORD})
    Action.objects.create(
        conversation=conversation,
        tool="unlock",
        subscriber_id=PHONE,
        arguments={"a": WORD},
        result={"b": WORD},
        state="done",
    )
    ToolCall.objects.create(
        conversation=conversation,
        customer=conversation.customer,
        tool="find",
        subscriber_id=PHONE,
        arguments={"a": WORD},
        outcome="ok",
    )


def fill_whatsapp(question: Message, user: Any) -> None:
    template = Template.objects.create(
        business_account_id="1", name="promo", language="pt_BR", category="MARKETING", status="APPROVED"
    )
    campaign = Campaign.objects.create(name="c", template=template, created_by=user)
    CampaignRecipient.objects.create(campaign=campaign, phone=f"+{PHONE}", variables={"1": WORD})
    EarlyStatus.objects.create(external_id=question.external_id or "", status="read", at=timezone.now())
    mine = webhooks.message("wamid.p1", **{"from": PHONE, "text": {"body": WORD}})
    other = webhooks.message("wamid.p2", **{"from": "5511900000001", "text": {"body": "fica"}})
    webhooks.store(webhooks.body(mine, other))
    Payload.objects.update(state="applied", applied_at=timezone.now())


def places_of(word: str) -> list[str]:
    """Every table of the database in which the word stands, in any column, whatever its type."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f"SELECT count(*) FROM {connection.ops.quote_name(table)} AS t"
                " WHERE t::text ILIKE %s OR t::text ILIKE %s",
                [f"%{word}%", f"%{word.encode().hex()}%"],
            )
            if cursor.fetchone() != (0,):
                found.append(table)
    return found


def test_nothing_of_the_person_is_left_in_any_table_or_file(
    over: Conversation, charlie: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    fill(over, charlie)
    assert all(places_of(word) for word in WORDS)
    assert len(places_of(WORD)) >= 15
    with django_capture_on_commit_callbacks(execute=True):
        erase_customer(over.customer_id, by=charlie, confirm=NAME)
    clean_payloads()
    loose_files.sweep_loose_files()
    assert {word: places_of(word) for word in WORDS} == dict.fromkeys(WORDS, [])
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert not [path for path in files if WORD.encode() in path.read_bytes()]
    assert not LooseFile.objects.exists()


def test_what_was_counted_stays_and_so_does_who_erased(over: Conversation, charlie: Any) -> None:
    fill(over, charlie)
    before = (Conversation.objects.count(), Message.objects.count(), Turn.objects.count(), Stay.objects.count())
    erasure = erase_customer(over.customer_id, by=charlie, confirm=NAME.upper())
    assert before == (
        Conversation.objects.count(),
        Message.objects.count(),
        Turn.objects.count(),
        Stay.objects.count(),
    )
    over.refresh_from_db()
    assert over.customer == erasure.customer
    assert str(over.customer) != "" and over.customer.erased_at == erasure.at
    assert (erasure.by, erasure.conversations, erasure.messages, erasure.files) == (charlie, 1, 2, 1)
    closed = TimelineEntry.objects.get(kind="closed")
    assert closed.data == {"resolution": "resolved", "intent": "outage"}
    assert Message.objects.get(direction="outgoing").error == {"code": 131026, "detail": ""}


def test_the_raw_payload_of_others_in_the_same_body_stays(over: Conversation, charlie: Any) -> None:
    fill(over, charlie)
    erasure = erase_customer(over.customer_id, by=charlie, confirm=NAME)
    assert clean_payloads() == 1
    erasure.refresh_from_db()
    assert erasure.traces is None and erasure.finished_at
    body = json.loads(bytes(Payload.objects.get().body))
    assert [row["id"] for row in body["entry"][0]["changes"][0]["value"]["messages"]] == ["wamid.p2"]
    assert clean_payloads() == 0


def test_a_payload_that_waits_is_applied_to_somebody_new_and_cleaned_later(over: Conversation, charlie: Any) -> None:
    webhooks.store(webhooks.body(webhooks.message("wamid.n1", **{"from": PHONE})))
    erase_customer(over.customer_id, by=charlie, confirm=NAME)
    assert clean_payloads() == 0
    drain_lane(LANE)
    assert Message.objects.get(external_id="wamid.n1").conversation.customer.erased_at is None
    assert clean_payloads() == 1
    assert PHONE.encode() not in bytes(Payload.objects.get().body)


@pytest.mark.parametrize("status", [Status.BOT, Status.QUEUE])
def test_it_is_refused_while_a_conversation_is_open(person: Customer, charlie: Any, status: Status) -> None:
    open_one = make_conversation(status, customer=person)
    with pytest.raises(Conflict, match=open_one.protocol) as refused:
        erase_customer(person.pk, by=charlie, confirm=NAME)
    assert refused.value.code == "conversation_open"


@pytest.mark.parametrize("status", ["queued", "sending", "unconfirmed"])
def test_it_is_refused_while_a_message_is_on_its_way(over: Conversation, charlie: Any, status: str) -> None:
    make_outgoing(over, status=status)
    with pytest.raises(Conflict) as refused:
        erase_customer(over.customer_id, by=charlie, confirm=NAME)
    assert refused.value.code == "message_in_outbox"


def test_it_is_refused_while_a_message_is_scheduled(over: Conversation, charlie: Any) -> None:
    ScheduledMessage.objects.create(
        conversation=over, author=charlie, content="Oi", due_at=timezone.now() + timedelta(days=1)
    )
    with pytest.raises(Conflict) as refused:
        erase_customer(over.customer_id, by=charlie, confirm=NAME)
    assert refused.value.code == "message_scheduled"


@pytest.mark.parametrize("typed", ["", "Zuleica", "apagar"])
def test_the_name_must_be_typed(over: Conversation, charlie: Any, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        erase_customer(over.customer_id, by=charlie, confirm=typed)
    assert refused.value.attr == "confirm"
    assert not Erasure.objects.exists()


def test_agents_and_bots_may_not(over: Conversation, alice: Any, robo: Any) -> None:
    for user in (alice, robo):
        with pytest.raises(Forbidden):
            erase_customer(over.customer_id, by=user, confirm=NAME)


def test_a_second_time_finds_nobody(over: Conversation, charlie: Any) -> None:
    gone = over.customer_id
    erasure = erase_customer(gone, by=charlie, confirm=NAME)
    with pytest.raises(NotFound):
        erase_customer(gone, by=charlie, confirm=NAME)
    with pytest.raises(CustomerIsErased):
        erase_customer(erasure.customer_id, by=charlie, confirm="")


def test_what_is_left_of_them_is_never_filled_or_opened_again(over: Conversation, charlie: Any) -> None:
    left = erase_customer(over.customer_id, by=charlie, confirm=NAME).customer
    with pytest.raises(CustomerIsErased):
        update_customer(left, by=charlie, name="Maria")
    with pytest.raises(CustomerIsErased):
        reopen_conversation(over.pk, by=charlie)
    with pytest.raises(CustomerIsErased):
        merge_customers(CustomerFactory().pk, left.pk, by=charlie)


def test_a_file_that_an_agent_forwarded_from_them_goes_and_one_of_ours_stays(
    over: Conversation, charlie: Any, settings: Any
) -> None:
    elsewhere = make_conversation(Status.CLOSED)
    theirs, ours = keep_file(over), keep_file(over, uploaded_by=charlie)
    for first in (theirs, ours):
        message = make_outgoing(elsewhere, WORD, status="sent", media={"filename": WORD})
        Attachment.objects.create(
            conversation=elsewhere,
            message=message,
            copy_of=first,
            file=first.file.name,
            filename=first.filename,
            mime_type=first.mime_type,
        )
    erase_customer(over.customer_id, by=charlie, confirm=NAME)
    loose_files.sweep_loose_files()
    lost, kept = Attachment.objects.order_by("created_at")
    assert (lost.state, lost.reason, lost.file.name, lost.filename) == ("failed", "erased", "", "")
    assert kept.copy_of is None and kept.file.read() == WORD.encode()
    assert len([path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]) == 1


def test_over_the_api(over: Conversation, charlie: Any, alice: Any, api: Any) -> None:
    url = f"/api/v1/customers/{over.customer_id}/erase"
    assert api(alice).post(url, {"confirm": NAME}, format="json").status_code == 403
    refused = api(charlie).post(url, {"confirm": "x"}, format="json")
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "confirm")
    answer = api(charlie).post(url, {"confirm": NAME}, format="json")
    assert answer.status_code == 200
    assert (answer.json()["by"], answer.json()["conversations"], answer.json()["finished_at"]) == ("Charlie", 1, None)


def drain() -> None:
    try:
        drain_lane(LANE)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_who_writes_at_the_same_moment_is_a_new_customer(charlie: Any) -> None:
    over = make_conversation(Status.CLOSED, customer=CustomerFactory(name=NAME, phone=f"+{PHONE}"))
    payload = webhooks.store(webhooks.body(webhooks.message("wamid.1", **{"from": PHONE})))[0]
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            erasure = erase_customer(over.customer_id, by=charlie, confirm=NAME)
            drained = pool.submit(drain)
            time.sleep(0.5)  # it has found the customer by now, and waits for the row
            assert not drained.done()
        drained.result(timeout=20)
    payload.refresh_from_db()
    assert payload.state == Payload.State.APPLIED
    fresh = Message.objects.get(external_id="wamid.1").conversation
    assert fresh != over and fresh.customer_id != erasure.customer_id
    assert fresh.customer.phone == f"+{PHONE}"


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_kept_at_the_same_moment_leaves_no_bytes(charlie: Any, monkeypatch: Any) -> None:
    over = make_conversation(Status.CLOSED, customer=CustomerFactory(name=NAME, phone=f"+{PHONE}"))
    row = keep_file(over, make_incoming(over, media={"id": "1"}), state="pending", attempts=1)
    loose_files.note(["fetched"])
    kept = files.Kept(file=default_storage.save("fetched", ContentFile(b"x")), mime_type="a/b", size=1, sha256="")
    drop_copies = erased_files._drop_copies
    with ThreadPoolExecutor() as pool:
        keeping = []

        def meanwhile(*args: Any) -> None:
            keeping.append(pool.submit(closing, files.keep_file, row, kept))
            time.sleep(0.5)
            drop_copies(*args)

        monkeypatch.setattr(erased_files, "_drop_copies", meanwhile)
        erase_customer(over.customer_id, by=charlie, confirm=NAME)
        keeping[0].result(timeout=20)
    assert not Attachment.objects.exists()
    assert LooseFile.objects.filter(name="fetched").exists()


def closing(work: Any, *args: Any) -> Any:
    try:
        return work(*args)
    finally:
        connection.close()


def test_a_number_is_forgotten_however_it_is_written(charlie: Any) -> None:
    over = make_conversation(Status.CLOSED, customer=CustomerFactory(name=NAME, phone="+5215512345678"))
    template = Template.objects.create(
        business_account_id="1", name="promo", language="pt_BR", category="MARKETING", status="APPROVED"
    )
    campaign = Campaign.objects.create(name="c", template=template, created_by=charlie)
    CampaignRecipient.objects.create(campaign=campaign, phone="+525512345678", variables={"1": WORD})
    sent = make_outgoing(over, WORD, status="sent")
    CampaignRecipient.objects.create(campaign=campaign, phone="+5511900000009", status="queued", message=sent)
    erase_customer(over.customer_id, by=charlie, confirm=NAME)
    assert list(CampaignRecipient.objects.order_by("pk").values_list("status", "variables")) == [
        ("skipped", {}),
        ("queued", {}),
    ]
    assert not CampaignRecipient.objects.filter(phone__startswith="+").exists()


def test_a_change_whose_message_never_came_goes(over: Conversation, charlie: Any) -> None:
    for name, author in (("theirs", PHONE), ("anothers", "5511900000001")):
        MessageChange.objects.create(
            external_id=name,
            kind="edit",
            direction="incoming",
            author_key=author,
            target_external_id="wamid.never",
            data={"content": WORD},
            at=timezone.now(),
        )
    erase_customer(over.customer_id, by=charlie, confirm=NAME)
    assert [row.external_id for row in MessageChange.objects.all()] == ["anothers"]


def test_a_proposal_goes_with_a_gap_that_was_ignored_too(over: Conversation, charlie: Any) -> None:
    fill(over, charlie)
    Gap.objects.update(state=Gap.State.IGNORED)
    erase_customer(over.customer_id, by=charlie, confirm=NAME)
    assert not places_of(WORD) or "chatbot_gap" not in places_of(WORD)


@pytest.mark.django_db(transaction=True)
def test_whoever_learns_from_them_at_the_same_moment_is_waited_for(charlie: Any) -> None:
    over = make_conversation(Status.CLOSED, customer=CustomerFactory(name=NAME, phone=f"+{PHONE}"))
    fill_bot(over, make_incoming(over, WORD))
    SolvedCase.objects.all().delete()
    stay, gap = Stay.objects.get(), Gap.objects.get()
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            assert learning._is_alone()
            erasing = pool.submit(closing, partial(erase_customer, over.customer_id, by=charlie, confirm=NAME))
            time.sleep(0.5)
            SolvedCase.objects.create(
                stay=stay, gap=gap, question=WORD, stems=WORD, answer=WORD, solved_at=timezone.now()
            )
        erasing.result(timeout=20)
    assert not SolvedCase.objects.exists()


def test_what_the_bot_heard_meanwhile_is_not_kept(
    over: Conversation, charlie: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.OPENAI_BASE_URL, settings.OPENAI_TRANSCRIPTION_MODEL = "http://model", "whisper"
    message = make_incoming(over, type="audio", media={"id": "1"})
    keep_file(over, message)

    def hear(*_args: Any, **_more: Any) -> Any:
        erase_customer(over.customer_id, by=charlie, confirm=NAME)
        return SimpleNamespace(text=WORD, spent=None)

    monkeypatch.setattr(senses, "transcribe", hear)
    monkeypatch.setattr(listening, "charge", lambda *_args: None)
    listening.read_files([message], BotSettings())
    assert Erasure.objects.exists() and not Reading.objects.exists()


def test_in_the_panel(over: Conversation, charlie: Any, alice: Any, client: Any) -> None:
    client.force_login(alice)
    assert "erase-dialog" not in client.get(f"/inbox/{over.pk}").content.decode()
    client.force_login(charlie)
    assert "erase-dialog" in client.get(f"/inbox/{over.pk}").content.decode()
    refused = client.post(f"/inbox/{over.pk}/erase", {"confirm": "x"})
    assert refused.status_code == 400 and Customer.objects.filter(name=NAME).exists()
    assert client.post(f"/inbox/{over.pk}/erase", {"confirm": NAME}).json() == {"ok": True, "reload": True}
    page = client.get(f"/inbox/{over.pk}").content.decode()
    assert NAME not in page and "erase-dialog" not in page and "Charlie" in page
