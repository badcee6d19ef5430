"""Who is named with @ in a note: found among those who may see the conversation, and told."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import STEERING_ROLES, Team, User
from conversations.events import Mentioned, publish
from conversations.models import Conversation, Follower, Mention, TimelineEntry

MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody, or a team, as the note's data keep them."""

    kind: str
    id: int
    name: str

    @property
    def data(self) -> dict[str, Any]:
        return {"kind": self.kind, "id": self.id, "name": self.name}


def may_see(conversation: Conversation) -> QuerySet[User]:
    """The people of whom `Conversation.objects.visible_to` gives this one: asked from its side."""
    people = User.objects.agents()
    if conversation.team_id is None:
        return people
    teams = Q(teams=conversation.team_id) | Q(pk=conversation.assigned_to_id or 0)
    return people.filter(Q(role__in=STEERING_ROLES) | teams).distinct()


def candidates(conversation: Conversation) -> list[Named]:
    """Who can be named here: people by name, then teams with anybody who may see it."""
    people = list(may_see(conversation).order_by("name"))
    teams = Team.objects.filter(members__in=people).distinct().order_by("name")
    return [
        *(Named("agent", person.pk, person.name) for person in people if person.name),
        *(Named("team", team.pk, team.name) for team in teams),
    ]


def record_mentions(entry: TimelineEntry, conversation: Conversation, by: User) -> None:
    """Must run in the transaction that writes the note; the conversation's row is locked."""
    if "@" not in entry.text:
        return
    named = find_named(entry.text, candidates(conversation))
    if not named:
        return
    entry.data = {**entry.data, "mentions": [one.data for one in named]}
    entry.save(update_fields=["data"])
    ids = _people(conversation, named) - {by.pk}
    Mention.objects.bulk_create([Mention(entry=entry, user_id=pk) for pk in sorted(ids)], ignore_conflicts=True)
    # Who is meant by name wants to hear how it goes on; a whole team need not.
    follow = sorted({one.id for one in named if one.kind == "agent"} - {by.pk})
    Follower.objects.bulk_create(
        [Follower(conversation=conversation, user_id=pk, added_by=by) for pk in follow], ignore_conflicts=True
    )
    if ids:
        publish(Mentioned(entry_id=entry.pk, conversation_id=conversation.pk, user_ids=tuple(sorted(ids))))


def find_named(text: str, known: Iterable[Named]) -> list[Named]:
    """In the order of the text. Of two names that begin alike the longer one counts; of two that are alike, both."""
    by_name: dict[str, list[Named]] = {}
    for one in known:
        by_name.setdefault(one.name.casefold(), []).append(one)
    if not by_name:
        return []
    names = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    found = re.findall(rf"(?<!\w)@({names})(?!\w)", text.casefold())
    return [one for name in dict.fromkeys(found) for one in by_name[name]]


def see_mentions(user: User, ids: Sequence[int] | None = None) -> None:
    """These, or all."""
    rows = Mention.objects.filter(user=user, seen_at=None)
    (rows if ids is None else rows.filter(pk__in=ids)).update(seen_at=timezone.now())


def mentions_of(user: User) -> QuerySet[Mention]:
    """Newest first; of conversations that are out of sight by now nothing is told."""
    visible = Conversation.objects.visible_to(user)
    rows = Mention.objects.filter(user=user, entry__conversation__in=visible.values("pk")).order_by("-id")
    return rows.select_related("entry__actor", "entry__conversation__customer")


def unseen_mentions(user: User) -> int:
    return mentions_of(user).filter(seen_at=None).order_by().count()


def _people(conversation: Conversation, named: Sequence[Named]) -> set[int]:
    people = {one.id for one in named if one.kind == "agent"}
    if teams := [one.id for one in named if one.kind == "team"]:
        members = may_see(conversation).filter(pk__in=User.objects.filter(teams__in=teams).values("pk"))
        people |= set(members.values_list("pk", flat=True)[:MOST_TOLD])
    return people
