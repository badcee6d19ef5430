"""Everything that beat starts. Each is a sweeper: it repairs what a crash or a lost knock left behind, and may run
at any time. One that waits longer than its interval in a busy queue is dropped: the next does the same."""

from typing import Any


def every(seconds: float, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds, 2)}}


SCHEDULE: dict[str, dict[str, Any]] = {
    "payloads": every(2, "whatsapp.tasks.sweep_payloads"),
    "outbox": every(2, "whatsapp.tasks.sweep_outbox"),
    "files": every(10, "whatsapp.tasks.sweep_files"),
    "bot": every(5, "chatbot.tasks.sweep_turns"),
    "gaps": every(30, "chatbot.tasks.sweep_gaps"),
    "stays": every(60, "chatbot.tasks.sweep_stays"),
    "solved": every(900, "chatbot.tasks.sweep_solved"),
    "bot texts": every(3600, "chatbot.tasks.forget_texts"),
    "meanings": every(10, "chatbot.tasks.sweep_meanings"),
    "knowledge": every(3600, "chatbot.tasks.tidy_knowledge"),
    "route": every(5, "conversations.tasks.route"),
    "bot seats": every(5, "conversations.tasks.release_bot_seats"),
    "scheduled": every(2, "conversations.tasks.release_scheduled"),
    "snoozed": every(5, "conversations.tasks.wake_snoozed"),
    "sla": every(5, "conversations.tasks.mark_sla"),
    "abandoned": every(10, "conversations.tasks.requeue_abandoned"),
    "presence": every(5, "accounts.tasks.sweep_presence"),
    "sessions": every(3600, "accounts.tasks.forget_sessions"),
    "templates": every(900, "whatsapp.tasks.sync_templates"),
    "numbers": every(60, "whatsapp.tasks.check_numbers"),
    "watch": every(30, "whatsapp.tasks.watch"),
    "workers": every(30, "helpdesk.tasks.watch_workers"),
    "webhooks": every(10, "conversations.tasks.send_webhooks"),
    "loose files": every(3600, "conversations.tasks.sweep_loose_files"),
    "webhook log": every(3600, "conversations.tasks.purge_webhook_deliveries"),
    "campaigns": every(5, "whatsapp.tasks.sweep_campaigns"),
    "erased customers": every(60, "whatsapp.tasks.clean_payloads"),
    "purge": every(3600, "whatsapp.tasks.purge_payloads"),
    **{
        f"alive {queue}": {
            "task": "helpdesk.tasks.sign_of_life",
            "schedule": 5,
            "args": (queue,),
            "options": {"queue": queue, "expires": 5},
        }
        for queue in ("inbound", "outbound", "chatbot", "media", "default")
    },
}
