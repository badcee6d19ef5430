from celery import shared_task

from accounts.services import presence


@shared_task
def sweep_presence() -> None:
    presence.sweep_presence()
