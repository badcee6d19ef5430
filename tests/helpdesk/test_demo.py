"""The demo data: what the outside was promised, and rows as the services would have left them."""

import re
from collections import defaultdict
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from accounts.models import Role, Team, User
from chatbot.models import Article, Gap, Stay, Turn
from conversations.models import (
    Attachment,
    CannedResponse,
    Conversation,
    Customer,
    CustomerIdentity,
    Direction,
    Label,
    Message,
    MessageStatus,
    MessageType,
    Priority,
    Status,
    TimelineEntry,
    TimelineKind,
)
from conversations.phones import match_key
from helpdesk.demo import loading
from helpdesk.demo.customers import PROFILES
from helpdesk.demo.loading import load_demo
from whatsapp.models import BusinessNumber, Template
from whatsapp.services.templates import variables_of
from whatsapp.simulator.models import Person, PhoneMessage

JOAO = "550e8400-e29b-41d4-a716-446655440000"
pytestmark = pytest.mark.django_db


def wanted(folder: Path) -> dict[str, object]:
    return {
        "DEMO": True,
        "SIMULATOR": True,
        "DATA_DIR": folder,
        "MEDIA_ROOT": folder / "media",
        "WHATSAPP_PHONE_NUMBER_ID": "106540352242922",
        "WHATSAPP_BUSINESS_ACCOUNT_ID": "102290129340398",
    }


@pytest.fixture(autouse=True, scope="class")
def _settings(tmp_path_factory):
    with override_settings(**wanted(tmp_path_factory.mktemp("demo"))):
        yield


@pytest.fixture(scope="class")
def demo(_settings, django_db_setup, django_db_blocker):
    """Loaded once for a class: its tests only look."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert load_demo()
        yield
        transaction.set_rollback(True)


def run() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def cpf_is_valid(document: str) -> bool:
    digits = [int(c) for c in document if c.isdigit()]
    weights = (range(10, 1, -1), range(11, 1, -1))
    check = [sum(w * d for w, d in zip(ws, digits, strict=False)) * 10 % 11 % 10 for ws in weights]
    return digits[9:] == check


def cnpj_is_valid(document: str) -> bool:
    digits = [int(c) for c in document if c.isdigit()]
    weights = ([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
    rests = [sum(w * d for w, d in zip(ws, digits, strict=False)) % 11 for ws in weights]
    return digits[12:] == [0 if rest < 2 else 11 - rest for rest in rests]


class TestTheCommand:
    def test_it_refuses_without_demo(self, settings):
        settings.DEMO = False
        with pytest.raises(CommandError, match="DEMO=1") as error:
            run()
        assert "\n" not in str(error.value)
        assert not User.objects.exists()

    def test_it_loads_once(self):
        assert run() == "Demo data loaded.\n"
        before = Message.objects.count()
        assert "not empty" in run()
        assert Message.objects.count() == before

    def test_it_leaves_a_database_with_an_account_alone(self):
        User.objects.create_user("eu@casa.example", "uma senha longa", name="Eu")
        assert run().count("\n") == 1
        assert not Conversation.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_a_crash_in_the_middle_leaves_nothing(self, monkeypatch):
        monkeypatch.setattr(loading, "_store", lambda scenes: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            load_demo()
        assert not User.objects.exists()
        assert not Customer.objects.exists()
        assert not Team.objects.exists()

    def test_it_works_without_the_simulator(self, settings):
        settings.SIMULATOR = False
        assert load_demo()
        assert not PhoneMessage.objects.exists()

    def test_the_pictures_are_kept(self):
        load_demo()
        images = Message.objects.filter(type=MessageType.IMAGE)
        assert images.count() >= 3
        for image in images:
            attachment = Attachment.objects.get(pk=image.media["attachment_id"])
            assert attachment.conversation_id == image.conversation_id
            assert attachment.file.size == image.media["size"] == attachment.size


@pytest.mark.usefixtures("demo")
class TestWhatWasPromised:
    @pytest.mark.parametrize(
        ("email", "password", "role"),
        [
            ("atendente@empresa.com", "senha123", Role.AGENT),
            ("supervisor@empresa.com", "senha123", Role.SUPERVISOR),
            ("admin@empresa.com", "senha123", Role.ADMIN),
            ("bot@empresa.com", "bot_password_123", Role.BOT),
        ],
    )
    def test_the_logins(self, email, password, role):
        user = User.objects.get(email=email)
        assert user.check_password(password)
        assert user.role == role

    def test_there_are_four_more_agents(self):
        agents = User.objects.filter(role=Role.AGENT).exclude(email="atendente@empresa.com")
        assert agents.count() == 4
        assert all(agent.teams.exists() for agent in agents)

    def test_the_teams(self):
        teams = dict(Team.objects.values_list("name", "assignment"))
        assert teams == {"Suporte": "automatic", "Financeiro": "manual", "Comercial": "manual"}
        assert Team.objects.get(is_default=True).name == "Suporte"

    def test_joao(self):
        conversation = Conversation.objects.get(pk=JOAO)
        customer = conversation.customer
        assert (customer.name, customer.phone) == ("João Silva", "+5511999999999")
        assert (customer.plan, customer.since) == ("Fibra 100 Mbps", date(2024, 1, 15))
        assert customer.identities.get().value == "5511999999999"
        assert conversation.status == Status.IN_PROGRESS
        assert conversation.assigned_to.email == "atendente@empresa.com"
        assert conversation.window_expires_at > timezone.now() + timedelta(hours=23, minutes=50)

    def test_about_thirty_customers_and_every_status(self):
        assert Customer.objects.count() == 30
        assert set(Conversation.objects.values_list("status", flat=True)) == set(Status.values)

    def test_the_attendant_can_take_what_waits_and_nobody_else_gets_it_first(self):
        waiting = Conversation.objects.filter(status=Status.QUEUE)
        attendant = User.objects.get(email="atendente@empresa.com")
        assert waiting.count() >= 2
        assert waiting.visible_to(attendant).count() == waiting.count()
        assert all(c.team.assignment == Team.Assignment.MANUAL for c in waiting)
        assert waiting.filter(priority=Priority.HIGH).exists()

    @pytest.mark.parametrize(
        ("name", "category", "count"), [("boas_vindas", "UTILITY", 1), ("promocao_upgrade", "MARKETING", 2)]
    )
    def test_the_templates(self, name, category, count):
        template = Template.objects.get(name=name, language="pt_BR", business_account_id="102290129340398")
        body = next(part for part in template.components if part["type"] == "BODY")
        assert (template.status, template.category) == ("APPROVED", category)
        assert len(variables_of(body)) == count

    def test_the_number_is_that_of_the_settings(self):
        number = BusinessNumber.objects.get()
        assert number.phone_number_id == settings.WHATSAPP_PHONE_NUMBER_ID
        assert number.business_account_id == settings.WHATSAPP_BUSINESS_ACCOUNT_ID
        assert number.channel.name == "TechISP"

    def test_the_rest(self):
        assert Article.objects.approved().count() >= 20
        assert Label.objects.count() >= 8
        assert CannedResponse.objects.count() >= 12
        assert all(re.fullmatch(r"#[0-9a-f]{6}", label.color) for label in Label.objects.all())

    def test_the_bots_figures_have_something_to_tell(self):
        assert {"confirmed", "assumed", "handed_over"} <= set(Stay.objects.values_list("state", flat=True))
        assert not Turn.objects.filter(stay=None).exists()
        assert Gap.objects.filter(kind="solved").exists()


@pytest.mark.usefixtures("demo")
class TestTheRowsAreWhole:
    def test_the_cards_say_what_the_messages_say(self):
        for row in Conversation.objects.prefetch_related("messages"):
            messages = sorted(row.messages.all(), key=lambda m: m.pk)
            incoming = [m for m in messages if m.direction == Direction.INCOMING]
            assert 1 <= len(messages) <= 20
            assert row.last_message == max(messages, key=lambda m: (m.created_at, m.pk))
            assert row.last_activity_at == messages[-1].created_at
            assert row.created_at == messages[0].created_at
            last_in = incoming[-1].created_at if incoming else None
            assert row.window_expires_at == (last_in + timedelta(hours=24) if last_in else None)

    def test_who_waits_and_what_is_unread(self):
        for row in Conversation.objects.exclude(status=Status.CLOSED).prefetch_related("messages"):
            messages = sorted(row.messages.all(), key=lambda m: m.pk)
            after = messages[
                max((i + 1 for i, m in enumerate(messages) if m.direction == Direction.OUTGOING), default=0) :
            ]
            assert row.unread <= len(after)
            assert row.customer_waiting_since == (after[0].created_at if after else None)
        assert Conversation.objects.filter(unread__gt=0).count() >= 4

    def test_the_bot_owes_nobody_an_answer(self):
        assert not Conversation.objects.filter(status=Status.BOT, customer_waiting_since__isnull=False).exists()

    def test_the_first_answer_is_a_persons(self):
        for row in Conversation.objects.all():
            first = row.messages.filter(author_kind="agent").order_by("pk").first()
            assert row.first_response_at == (first.created_at if first else None)

    def test_closed_ones_are_closed(self):
        closed = Conversation.objects.filter(status=Status.CLOSED)
        assert closed.count() >= 20
        assert not closed.filter(resolution="").exists()
        assert not closed.filter(notes="").exists()
        assert not closed.exclude(unread=0).exists()
        assert {"resolved", "unresolved", "spam", "no_answer", "other"} == set(
            closed.values_list("resolution", flat=True)
        )

    def test_ids_rise_with_time(self):
        for row in Conversation.objects.all():
            thread = [*row.messages.values_list("pk", "created_at"), *row.timeline.values_list("pk", "created_at")]
            times = [at for _, at in sorted(thread)]
            assert times == sorted(times)

    def test_everything_happened_in_the_last_two_weeks(self):
        now = timezone.now()
        for at in [
            *Message.objects.values_list("created_at", flat=True),
            *TimelineEntry.objects.values_list("created_at", flat=True),
        ]:
            assert now - timedelta(days=15) < at <= now

    def test_a_customers_conversations_follow_each_other(self):
        rows = defaultdict(list)
        for row in Conversation.objects.order_by("created_at"):
            rows[row.customer_id].append(row)
        for earlier, later in [pair for many in rows.values() for pair in zip(many, many[1:], strict=False)]:
            assert earlier.closed_at < later.created_at
        assert len([many for many in rows.values() if len(many) > 1]) >= 5

    def test_protocols_carry_the_day(self):
        for row in Conversation.objects.all():
            assert row.protocol.startswith(timezone.localtime(row.created_at).strftime("%Y%m%d"))

    def test_ticks_fit_their_times(self):
        outgoing = Message.objects.filter(direction=Direction.OUTGOING)
        assert {"read", "delivered", "failed"} <= set(outgoing.values_list("status", flat=True))
        assert not outgoing.filter(status=MessageStatus.READ, read_at=None).exists()
        assert not outgoing.exclude(status=MessageStatus.FAILED).filter(delivered_at=None).exists()
        assert not outgoing.filter(delivered_at__lt=F("sent_at")).exists()
        assert not outgoing.filter(read_at__lt=F("delivered_at")).exists()
        assert outgoing.get(status=MessageStatus.FAILED).error["code"]

    def test_hand_overs_transfers_and_notes(self):
        kinds = set(TimelineEntry.objects.values_list("kind", flat=True))
        assert kinds >= {
            "created",
            "handoff",
            "assigned",
            "transferred",
            "note",
            "labels",
            "priority",
            "waiting",
            "resumed",
            "closed",
        }
        assert TimelineEntry.objects.filter(kind=TimelineKind.CREATED).count() == Conversation.objects.count()
        assert Message.objects.filter(type=MessageType.TEMPLATE).exists()

    def test_identities_and_documents(self):
        for identity in CustomerIdentity.objects.all():
            assert identity.match_key == match_key(identity.value)
        documents = [profile.document for profile in PROFILES if profile.document]
        assert len(documents) >= 15
        assert all(cnpj_is_valid(d) if "/" in d else cpf_is_valid(d) for d in documents)

    def test_no_number_could_ring_somewhere(self):
        for profile in PROFILES:
            assert profile.key == "joao" or re.fullmatch(r"55\d\d90\d{7}", profile.wa_id)

    def test_the_texts_are_portuguese(self):
        texts = [
            *Message.objects.values_list("content", flat=True),
            *TimelineEntry.objects.values_list("text", flat=True),
        ]
        texts += [
            *CannedResponse.objects.values_list("content", flat=True),
            *Label.objects.values_list("name", flat=True),
        ]
        english = re.compile(r"\b(the|you|your|and|please|hello|thanks|with|customer|closed|invoice)\b", re.I)
        without_variables = [re.sub(r"{{.*?}}", "", text) for text in texts]
        assert [text for text in without_variables if english.search(text)] == []

    def test_the_simulator_has_the_same_histories(self):
        joao = Person.objects.get(wa_id="5511999999999")
        assert joao.is_window_open
        assert PhoneMessage.objects.count() == Message.objects.count()
        thread = list(PhoneMessage.objects.filter(person=joao).order_by("-id").values_list("wamid", flat=True))
        assert thread[0] == Conversation.objects.get(pk=JOAO).last_message.external_id
