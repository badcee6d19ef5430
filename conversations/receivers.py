"""Events → groups and tasks. Each handler gets all events of one transaction and asks the database once."""

from collections.abc import Sequence

from django.conf import settings

from accounts.events import (
    AccessRevoked,
    BotSocketClosed,
    CapacityChanged,
    DeskLeft,
    PresenceChanged,
    SessionEnded,
    TeamLeft,
)
from accounts.models import Presence, User
from accounts.tasks import sweep_presence
from conversations import company, socket_events, tasks
from conversations.events import (
    ConversationAssigned,
    ConversationChanged,
    ConversationQueued,
    CustomerErased,
    DraftChanged,
    FileChanged,
    Mentioned,
    MessageChanged,
    MessageEchoed,
    MessageHeld,
    MessageQueued,
    MessageReceived,
    MessageStatusChanged,
    NoteAdded,
    QueueLeft,
    RoomAppeared,
    ScheduledFailed,
    SlaBreached,
    SlaWarned,
    SnoozeEnded,
)
from conversations.knock import knock, knock_paced
from conversations.models import SlaClock, TimelineEntry
from conversations.realtime import (
    EVERYONE,
    Broadcast,
    broadcast,
    broadcast_paced,
    login_group,
    recheck,
    regroup,
    revoke,
    user_group,
)
from conversations.services import routing
from conversations.services.clocks import keep_clocks
from conversations.services.departures import leave_team as leave_without_team
from conversations.services.departures import requeue_conversations
from conversations.services.followers import hearers
from conversations.services.scheduling import hold_on_reply
from conversations.told import told_cards, told_messages


def show_messages(events: Sequence[MessageReceived | MessageQueued | MessageEchoed]) -> None:
    broadcast(socket_events.new_message(message) for message in told_messages([event.message_id for event in events]))


def tell_followers(events: Sequence[MessageReceived]) -> None:
    told = hearers({event.conversation_id for event in events})
    if not told:
        return
    messages = told_messages([event.message_id for event in events if event.conversation_id in told])
    broadcast(socket_events.followed_message(one, told[one.conversation_id]) for one in messages)


def show_statuses(events: Sequence[MessageStatusChanged]) -> None:
    broadcast(
        socket_events.message_status(message) for message in told_messages([event.message_id for event in events])
    )


def show_message_changes(events: Sequence[MessageChanged]) -> None:
    broadcast(
        socket_events.message_updated(message) for message in told_messages([event.message_id for event in events])
    )


def show_files(events: Sequence[FileChanged]) -> None:
    broadcast(socket_events.message_file(message) for message in told_messages([event.message_id for event in events]))


def show_changes(events: Sequence[ConversationChanged]) -> None:
    """Also to the lists that show it, and only after it to those who hear all of it: a socket that is both passes
    on the first."""
    # Of two changes the one that took it away from somebody is told.
    by_id = {event.conversation_id: event for event in sorted(events, key=_takes_away)}
    broadcasts: list[Broadcast] = []
    for row in told_cards(by_id):
        told = socket_events.conversation_updated(row, by_id[row.pk].previous_agent_id)
        teams = {row.team_id, by_id[row.pk].previous_team_id or row.team_id}
        broadcasts += [told, socket_events.list_changed(row.pk, teams, told.event_id)]
    broadcast(broadcasts)


def _takes_away(event: ConversationChanged) -> bool:
    return event.previous_agent_id is not None or event.previous_team_id is not None


def show_assignments(events: Sequence[ConversationAssigned]) -> None:
    agents = {event.conversation_id: event.agent_id for event in events}
    broadcast(socket_events.conversation_assigned(row, agents[row.pk]) for row in told_cards(agents))


def show_queued(events: Sequence[ConversationQueued]) -> None:
    broadcast(
        socket_events.queue_update(one.conversation_id, team_id=one.team_id, position=one.position, size=one.size)
        for one in routing.places_in_queue([event.conversation_id for event in events])
    )


def recheck_joined(events: Sequence[ConversationAssigned | ConversationQueued]) -> None:
    ids = {event.conversation_id for event in events}
    recheck(ids)
    company.note_moves(ids)


def show_queue_left(events: Sequence[QueueLeft]) -> None:
    sizes = {team_id: routing.queue_size(team_id) for team_id in {event.team_id for event in events}}
    broadcast(
        socket_events.queue_update(e.conversation_id, team_id=e.team_id, position=0, size=sizes[e.team_id])
        for e in events
    )


def show_notes(events: Sequence[NoteAdded]) -> None:
    entries = TimelineEntry.objects.select_related("conversation", "actor")
    broadcast(socket_events.note_added(entry) for entry in entries.filter(pk__in=[event.entry_id for event in events]))


def show_drafts(events: Sequence[DraftChanged]) -> None:
    broadcast(socket_events.draft_changed(event) for event in events)


def release_in_time(events: Sequence[MessageHeld]) -> None:
    """At its second; the sweeper finds it all the same."""
    for event in events:
        knock(tasks.release_scheduled, countdown=event.seconds)


def show_scheduled_failures(events: Sequence[ScheduledFailed]) -> None:
    broadcast(socket_events.scheduled_failed(event) for event in events)


def show_woken(events: Sequence[SnoozeEnded]) -> None:
    ended = {event.conversation_id: event for event in events}
    broadcast(socket_events.conversation_woken(row, ended[row.pk]) for row in told_cards(ended))


def delete_files(events: Sequence[CustomerErased]) -> None:
    knock(tasks.sweep_loose_files)


def show_sla_warnings(events: Sequence[SlaWarned]) -> None:
    broadcast(socket_events.sla_warning(clock) for clock in _clocks([event.clock_id for event in events]))


def show_sla_breaches(events: Sequence[SlaBreached]) -> None:
    broadcast(socket_events.sla_breached(clock) for clock in _clocks([event.clock_id for event in events]))


def settle_clocks(events: Sequence[ConversationChanged]) -> None:
    keep_clocks({event.conversation_id for event in events})


def hold_scheduled(events: Sequence[MessageReceived]) -> None:
    hold_on_reply({event.conversation_id for event in events})


def show_mentions(events: Sequence[Mentioned]) -> None:
    told = {event.entry_id: event.user_ids for event in events}
    entries = TimelineEntry.objects.select_related("conversation__customer", "actor").filter(pk__in=told)
    broadcast(socket_events.mention(entry, told[entry.pk]) for entry in entries)


def show_presence(events: Sequence[PresenceChanged]) -> None:
    broadcast_paced(
        Broadcast(
            [EVERYONE],
            {"type": "agent_status", "agent_id": event.user_id, "status": event.presence, "reason": event.reason},
        )
        for event in events
    )


def close_sockets(events: Sequence[SessionEnded]) -> None:
    revoke([login_group(event.key) for event in events])


def close_all_sockets(events: Sequence[AccessRevoked]) -> None:
    revoke([user_group(event.user_id) for event in events])


def regroup_sockets(events: Sequence[CapacityChanged]) -> None:
    regroup({event.user_id for event in events})


def route_next(events: Sequence[ConversationQueued | RoomAppeared | CapacityChanged]) -> None:
    knock(tasks.route)


def route_on_presence(events: Sequence[PresenceChanged]) -> None:
    if any(event.presence == Presence.ONLINE for event in events):
        knock_paced(tasks.route)
    if any(event.presence == Presence.OFFLINE for event in events):
        knock(tasks.release_bot_seats)


def sweep_after_grace(events: Sequence[BotSocketClosed]) -> None:
    """Customers wait for the bot: not only at the scheduler's next round."""
    knock(sweep_presence, countdown=settings.BOT_GRACE_SECONDS)


def requeue_left(events: Sequence[DeskLeft]) -> None:
    people = User.objects.in_bulk({pk for event in events for pk in (event.user_id, event.by_id)})
    for event in events:
        requeue_conversations(people[event.user_id], by=people[event.by_id])


def leave_team(events: Sequence[TeamLeft]) -> None:
    for event in events:
        leave_without_team(event.team_id)


def _clocks(ids: Sequence[int]) -> list[SlaClock]:
    return list(SlaClock.objects.select_related("conversation__customer").filter(pk__in=ids).order_by("pk"))
