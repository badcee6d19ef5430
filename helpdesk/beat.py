"""Celery's application for beat alone. It sends tasks by their names, so neither the apps nor Django's own set-up are
loaded: half the memory of a worker, and a start within a second."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init
from django.conf import settings
from django.utils.log import configure_logging

from helpdesk.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
app = Celery("helpdesk", fixups=[])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)


@beat_init.connect
def at_start(**kwargs: Any) -> None:
    """What runs rarely is also done once at every start."""
    app.send_task("whatsapp.tasks.sync_templates", countdown=5)
