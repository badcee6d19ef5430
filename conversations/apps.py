from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "conversations"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        from accounts.events import (
            AccessRevoked,
            BotSocketClosed,
            CapacityChanged,
            DeskLeft,
            PresenceChanged,
            SessionEnded,
            TeamLeft,
        )
        from conversations import events, lookups, receivers, webhook_events  # noqa: F401

        for event, handler in (
            (events.MessageReceived, receivers.show_messages),
            (events.MessageReceived, receivers.tell_followers),
            (events.MessageQueued, receivers.show_messages),
            (events.MessageEchoed, receivers.show_messages),
            (events.MessageChanged, receivers.show_message_changes),
            (events.MessageStatusChanged, receivers.show_statuses),
            (events.FileChanged, receivers.show_files),
            (events.ConversationChanged, receivers.show_changes),
            (events.ConversationAssigned, receivers.show_assignments),
            (events.ConversationQueued, receivers.show_queued),
            (events.ConversationQueued, receivers.route_next),
            (events.ConversationAssigned, receivers.recheck_joined),
            (events.ConversationQueued, receivers.recheck_joined),
            (events.QueueLeft, receivers.show_queue_left),
            (events.RoomAppeared, receivers.route_next),
            (events.NoteAdded, receivers.show_notes),
            (events.DraftChanged, receivers.show_drafts),
            (events.MessageHeld, receivers.release_in_time),
            (events.ScheduledFailed, receivers.show_scheduled_failures),
            (events.SnoozeEnded, receivers.show_woken),
            (events.CustomerErased, receivers.delete_files),
            (events.SlaWarned, receivers.show_sla_warnings),
            (events.SlaBreached, receivers.show_sla_breaches),
            (events.Mentioned, receivers.show_mentions),
            (PresenceChanged, receivers.show_presence),
            (PresenceChanged, receivers.route_on_presence),
            (BotSocketClosed, receivers.sweep_after_grace),
            (CapacityChanged, receivers.route_next),
            (CapacityChanged, receivers.regroup_sockets),
            (SessionEnded, receivers.close_sockets),
            (AccessRevoked, receivers.close_all_sockets),
        ):
            events.subscribe(event, handler)  # type: ignore[arg-type]
        for told, write in (
            (events.ConversationChanged, receivers.settle_clocks),
            (events.SlaWarned, webhook_events.tell_sla_warnings),
            (events.SlaBreached, webhook_events.tell_sla_breaches),
            (events.MessageReceived, webhook_events.tell_received),
            (events.MessageReceived, receivers.hold_scheduled),
            (events.MessageStatusChanged, webhook_events.tell_statuses),
            (events.MessageChanged, webhook_events.tell_updated),
            (events.ConversationCreated, webhook_events.tell_created),
            (events.ConversationChanged, webhook_events.tell_changed),
            (events.ConversationClosed, webhook_events.tell_closed),
            (DeskLeft, receivers.requeue_left),
            (TeamLeft, receivers.leave_team),
        ):
            events.subscribe(told, write, within=True)  # type: ignore[arg-type]
