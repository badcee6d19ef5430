"""Each task calls one service and may run twice."""

from celery import shared_task

from conversations.services import departures, loose_files, routing, scheduling, sla_sweep, snoozing, webhooks
from conversations.webhook_sender import send_due


@shared_task
def route() -> None:
    """Next in line. Only ever does what is due."""
    while routing.route_queue() == routing.BATCH:
        pass


@shared_task
def release_bot_seats() -> None:
    routing.release_bot_seats()


@shared_task
def requeue_abandoned() -> None:
    """Each is locked, and looked at under its lock."""
    departures.requeue_abandoned()


@shared_task
def send_webhooks() -> None:
    """Each delivery is claimed before it is sent."""
    send_due()


@shared_task
def purge_webhook_deliveries() -> None:
    webhooks.purge_deliveries()


@shared_task
def sweep_loose_files() -> None:
    loose_files.sweep_loose_files()


@shared_task
def release_scheduled() -> None:
    """Each is locked, and looked at under its lock."""
    scheduling.release_due()


@shared_task
def wake_snoozed() -> None:
    """Each is locked, and no longer due when it has woken."""
    while snoozing.wake_due() == snoozing.TOGETHER:
        pass


@shared_task
def mark_sla() -> None:
    """What is marked is not marked again."""
    while sla_sweep.mark_due() == sla_sweep.TOGETHER:
        pass
    sla_sweep.drop_strays()
