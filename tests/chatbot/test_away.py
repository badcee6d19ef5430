"""Out of hours the customer reads when somebody is there, and keeps the place."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts.models import OpeningHours, Team
from chatbot.engine.texts import away_text
from chatbot.models import BotSettings
from conversations.models import Status
from tests.chatbot.cast import Writer

NOW = datetime(2026, 11, 26, 20, 0)  # noqa: DTZ001  a Thursday


@pytest.mark.parametrize(
    ("hours", "words"), [(1, "hoje às 21:00"), (12, "amanhã às 08:00"), (84, "segunda-feira, 30/11, às 08:00")]
)
def test_it_says_when_somebody_is_back_as_people_say_it(hours: int, words: str) -> None:
    assert words in away_text("pt-br", now=NOW, back=NOW + timedelta(hours=hours))


def test_in_english_too() -> None:
    assert "tomorrow at 08:00" in away_text("en", now=NOW, back=NOW + timedelta(hours=12))


@pytest.mark.django_db
def test_a_hand_over_out_of_hours_says_so_and_keeps_the_place(support: Team, maria: Writer) -> None:
    tomorrow = (timezone.localtime() + timedelta(days=1)).weekday()
    OpeningHours.objects.create(team=support, weekday=tomorrow, opens_at=time(8), closes_at=time(18))
    maria.say("quero falar com atendente")
    assert maria.conversation.status == Status.QUEUE
    assert "amanhã às 08:00" in maria.answers[0].content
    assert "lugar na fila está guardado" in maria.answers[0].content


@pytest.mark.django_db
def test_the_customer_chooses_the_team_by_its_name(support: Team, sales: Team, maria: Writer) -> None:
    maria.say("me passa para o setor de vendas")
    assert maria.conversation.team == sales


@pytest.mark.django_db
def test_cancellations_are_answered_first_where_so_configured(knowledge: None, support: Team, maria: Writer) -> None:
    settings = BotSettings.load()
    settings.hands_over_cancellation = False
    settings.save()
    assert maria.say("quero cancelar minha internet").outcome == "answered"
