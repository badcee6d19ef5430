"""Why TechISP's agents pause, and when they were there in the last two weeks."""

from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import PauseReason, Presence, PresencePeriod, Role, User

REASONS = {"Almoço": 60, "Café": 15, "Banheiro": 10, "Reunião": None, "Treinamento": None}
DAYS = 14
SATURDAY = 5
MINUTE = timedelta(minutes=1)


def create_presences(people: list[User], now: datetime) -> None:
    made = PauseReason.objects.bulk_create(
        PauseReason(name=name, minutes=minutes, position=position)
        for position, (name, minutes) in enumerate(REASONS.items(), start=1)
    )
    reasons = {reason.name: reason for reason in made}
    random = Random(7)  # the same demo every time
    agents = [person for person in people if person.role == Role.AGENT]
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    days = [day for n in range(DAYS, 0, -1) if (day := today - timedelta(days=n)).weekday() < SATURDAY]
    PresencePeriod.objects.bulk_create(
        period
        for day in days
        for agent in agents
        for period in _day(agent, datetime.combine(day, time(8), ZoneInfo(settings.TIME_ZONE)), reasons, random)
    )


def _day(agent: User, eight: datetime, reasons: dict[str, PauseReason], random: Random) -> list[PresencePeriod]:
    """A morning, lunch, and an afternoon with a coffee."""

    def around(hours: float, minutes: int) -> datetime:
        return eight + timedelta(hours=hours) + random.randint(0, minutes) * MINUTE

    came, lunch, left = around(0, 12), around(4, 20), around(9, 25)
    back = lunch + random.randint(52, 68) * MINUTE
    coffee = around(7, 40)
    refreshed = coffee + random.randint(9, 18) * MINUTE
    online, away = Presence.ONLINE, Presence.AWAY
    spans = (
        (online, None, came, lunch),
        (away, reasons["Almoço"], lunch, back),
        (online, None, back, coffee),
        (away, reasons["Café"], coffee, refreshed),
        (online, None, refreshed, left),
    )
    return [
        PresencePeriod(user=agent, presence=presence, reason=reason, began_at=began, ended_at=ended)
        for presence, reason, began, ended in spans
    ]
