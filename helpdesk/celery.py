"""The Celery application of the workers and of all that enqueues. Queues: inbound, outbound, media, chatbot, default;
each task names its own."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

from helpdesk.collector import leave_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
app = Celery("helpdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def at_work(**kwargs: Any) -> None:
    leave_what_is_loaded()
