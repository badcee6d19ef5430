"""Each task loads by id and calls one service. All may run twice: the services claim what they do."""

from typing import Any
from uuid import UUID

from celery import shared_task
from celery.signals import worker_shutting_down

from conversations.knock import knock, knock_together
from conversations.services import files
from conversations.services.changes import settle_changes
from conversations.services.quotes import settle_quotes
from whatsapp.media import handover
from whatsapp.services import campaigns, delivery, early, erasing, health, inbound, pump, purge, reading, templates
from whatsapp.services import watch as watching


@shared_task
def drain(lane: str) -> None:
    inbound.drain_lane(lane)


@shared_task
def sweep_payloads() -> None:
    """Whatever a lost knock or a dead drain left pending, and changes that came before their message."""
    for lane in inbound.pending_lanes():
        inbound.drain_lane(lane)
    settle_changes()
    settle_quotes()


@shared_task
def deliver(*conversation_ids: str) -> None:
    """Leaves at once where the process's pump is at work: it takes these lines too."""
    pump.pump.deliver(
        [UUID(conversation_id) for conversation_id in conversation_ids],
        on_pause=lambda conversation_id, seconds: knock(deliver, str(conversation_id), countdown=seconds),
    )


@worker_shutting_down.connect
def stop_pump(**kwargs: Any) -> None:
    pump.pump.stop()


@shared_task
def show_read(conversation_id: str, is_answering: bool) -> None:
    reading.show_read(UUID(conversation_id), is_answering=is_answering)


@shared_task
def sweep_outbox() -> None:
    """Runs behind what stands in the queue already, so that it adds nothing while workers are busy."""
    knock_together(deliver, delivery.sweep_outbox())


@shared_task
def handle_file(attachment_id: str) -> None:
    from whatsapp.media.handling import handle_file  # noqa: PLC0415  pictures and films: some 8 MB for one worker

    handle_file(UUID(attachment_id))


@shared_task
def hand_over_file(upload_id: int) -> None:
    handover.hand_over(upload_id)


@shared_task
def sweep_files() -> None:
    """Files whose knock was lost, whose time for another try has come, or whose worker died."""
    for attachment_id in files.due_files():
        knock(handle_file, str(attachment_id))
    for upload_id in handover.due_uploads():
        knock(hand_over_file, upload_id)


@shared_task
def sync_templates() -> None:
    """One account's trouble does not keep the others waiting."""
    for account_id in templates.business_accounts():
        knock(sync_account, account_id)


@shared_task
def sync_account(account_id: str, tries: int = 0) -> None:
    pause = templates.sync_or_wait(account_id, tries=tries)
    if pause is not None:
        knock(sync_account, account_id, tries + 1, countdown=pause)


@shared_task
def fetch_template(account_id: str, name: str, tries: int = 0) -> None:
    pause = templates.sync_or_wait(account_id, name=name, tries=tries)
    if pause is not None:
        knock(fetch_template, account_id, name, tries + 1, countdown=pause)


@shared_task
def purge_payloads() -> None:
    purge.purge_payloads()
    purge.purge_uploads()
    early.forget_early()


@shared_task
def run_campaign(campaign_id: int) -> None:
    """The next batch; recipients are claimed one by one."""
    if campaigns.queue_batch(campaign_id):
        knock(run_campaign, campaign_id, countdown=1)


@shared_task
def sweep_campaigns() -> None:
    """Those whose hour has come, and those whose knock was lost."""
    for campaign_id in campaigns.due_campaigns():
        campaigns.queue_batch(campaign_id)


@shared_task
def check_numbers() -> None:
    for number_id in health.due_numbers():
        knock(check_number, number_id)


@shared_task
def check_number(number_id: int) -> None:
    health.check_number(number_id)


@shared_task
def watch() -> None:
    watching.look()


@shared_task
def clean_payloads() -> None:
    """Those that still speak of erased customers. An erasure is done with once; what is cleaned is not found again."""
    erasing.clean_payloads()
