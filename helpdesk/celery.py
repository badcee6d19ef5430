"""The Celery application. Queues: inbound, outbound, chatbot, default; each task names its own."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_ready

from helpdesk.collector import leave_what_is_loaded
from helpdesk.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
app = Celery("helpdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = SCHEDULE


@beat_init.connect
def at_start(**kwargs: Any) -> None:
    """What runs rarely is also done once at every start."""
    app.send_task("whatsapp.tasks.sync_templates", countdown=5)


@worker_ready.connect
def at_work(**kwargs: Any) -> None:
    leave_what_is_loaded()
