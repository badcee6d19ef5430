"""Loads the demo into an empty database: all of it or nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from random import Random
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from chatbot.demo_knowledge import load_demo_knowledge
from conversations.models import (
    Attachment,
    CannedResponse,
    Channel,
    Conversation,
    Customer,
    Label,
    Message,
    TimelineEntry,
    TimelineKind,
)
from conversations.services.opening import new_protocols
from helpdesk.demo.catalogue import CANNED, LABELS, create_macros, create_templates
from helpdesk.demo.customers import create_customers
from helpdesk.demo.histories import STORIES
from helpdesk.demo.people import create_people, create_teams
from helpdesk.demo.phones import fill_simulator
from helpdesk.demo.presences import create_presences
from helpdesk.demo.promises import create_promises
from helpdesk.demo.scene import Cast, Scene
from helpdesk.demo.settling import settle
from helpdesk.demo.stays import store_stays
from helpdesk.demo.steps import Step
from helpdesk.demo.story import Story, timed
from helpdesk.demo.subscribers import create_subscribers
from whatsapp.services.numbers import default_number

DEMO_LOCK = 7311
NUMBER = "+55 11 3000-0000"
Timed = Sequence[tuple[datetime, Step]]


def is_empty() -> bool:
    return not User.objects.exists() and not Conversation.objects.exists()


def load_demo() -> bool:
    """False when there is something in the database already; then nothing is changed."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DEMO_LOCK])
        if not is_empty():
            return False
        _load(timezone.now())
    return True


def _load(now: datetime) -> None:
    teams = create_teams()
    people = create_people(teams)
    create_presences(list(people.values()), now)
    cast = Cast(agents=people, teams=teams, labels=_create_labels())
    CannedResponse.objects.bulk_create(
        CannedResponse(shortcut=c.shortcut, content=c.content, team=teams.get(c.team)) for c in CANNED
    )
    create_macros(cast.labels, teams)
    channel = _create_channel()
    create_templates()
    load_demo_knowledge()
    create_subscribers()
    scenes = _play_all(cast, channel, now)
    _store(scenes)
    create_promises(teams, [scene.conversation for scene in scenes])
    if settings.SIMULATOR:
        fill_simulator(scenes)


def _create_labels() -> dict[str, Label]:
    rows = Label.objects.bulk_create(Label(name=name, color=color) for name, color in LABELS.items())
    return {row.name: row for row in rows}


def _create_channel() -> Channel:
    channel = default_number().channel
    channel.name, channel.address = "TechISP", NUMBER
    channel.save(update_fields=["name", "address"])
    return channel


def _play_all(cast: Cast, channel: Channel, now: datetime) -> list[Scene]:
    random = Random(20)  # the same demo every time
    scripts = [(story, timed(story, now, random)) for story in STORIES]
    scripts.sort(key=lambda script: script[1][0][0])
    customers = _create_customers(scripts)
    protocols = _protocols([steps[0][0] for _, steps in scripts])
    scenes = []
    for (story, steps), protocol in zip(scripts, protocols, strict=True):
        conversation = Conversation(
            id=story.id or uuid4(), protocol=protocol, channel=channel, customer=customers[story.customer]
        )
        scenes.append(_play(Scene(conversation, cast, random, steps[0][0]), steps))
    return scenes


def _create_customers(scripts: Iterable[tuple[Story, Timed]]) -> dict[str, Customer]:
    moments: dict[str, list[datetime]] = defaultdict(list)
    for story, steps in scripts:
        moments[story.customer] += [at for at, _ in steps]
    first = {key: min(times) for key, times in moments.items()}
    return create_customers(first, {key: max(times) for key, times in moments.items()})


def _protocols(moments: Sequence[datetime]) -> list[str]:
    """In the order of the conversations; the number of a day is asked for once."""
    by_day: dict[object, list[datetime]] = defaultdict(list)
    for at in moments:
        by_day[timezone.localdate(at)].append(at)
    return [protocol for day in by_day.values() for protocol in new_protocols(len(day), day[0])]


def _play(scene: Scene, steps: Timed) -> Scene:
    scene.conversation.created_at = scene.at
    scene.note(TimelineKind.CREATED, protocol=scene.conversation.protocol)
    for scene.at, step in steps:
        step.play(scene)
    settle(scene)
    return scene


def _store(scenes: Sequence[Scene]) -> None:
    _number(
        [message for scene in scenes for message in scene.messages], [e for scene in scenes for e in scene.entries]
    )
    Conversation.objects.bulk_create(scene.conversation for scene in scenes)
    Message.objects.bulk_create(message for scene in scenes for message in scene.messages)
    TimelineEntry.objects.bulk_create(entry for scene in scenes for entry in scene.entries)
    Attachment.objects.bulk_create(attachment for scene in scenes for attachment in scene.attachments)
    through = Conversation.labels.through
    through.objects.bulk_create(
        through(conversation_id=scene.conversation.pk, label_id=label.pk) for scene in scenes for label in scene.labels
    )
    for scene in scenes:
        scene.conversation.last_message = scene.messages[-1]
    Conversation.objects.bulk_update([scene.conversation for scene in scenes], ["last_message"])
    store_stays(scenes)


def _number(messages: Sequence[Message], entries: Sequence[TimelineEntry]) -> None:
    """Ids from the threads' own sequence, rising with time as they would have."""
    rows: list[Message | TimelineEntry] = [*entries, *messages]
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('conversations_thread_id') FROM generate_series(1, %s)", [len(rows)])
        ids = sorted(number for (number,) in cursor.fetchall())
    for row, number in zip(sorted(rows, key=attrgetter("created_at")), ids, strict=True):
        row.pk = number
