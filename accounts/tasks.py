from celery import shared_task

from accounts.services import presence


@shared_task(queue="default")
def sweep_presence() -> None:
    presence.sweep_presence()
