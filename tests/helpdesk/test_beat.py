"""Beat knows the tasks by their names alone."""

from helpdesk import beat
from helpdesk.celery import app


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    wanted = {entry["task"] for entry in beat.app.conf.beat_schedule.values()} | {"whatsapp.tasks.sync_templates"}
    assert wanted <= set(app.tasks)
