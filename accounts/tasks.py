from celery import shared_task

from accounts.services import browsers, presence


@shared_task
def sweep_presence() -> None:
    presence.sweep_presence()


@shared_task
def forget_sessions() -> None:
    """May run twice: what is forgotten is not there the second time."""
    browsers.forget_expired()
