from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "helpdesk"

    def ready(self) -> None:
        # Makes it the current Celery application, so that tasks enqueued by the web process find the broker.
        from helpdesk import celery  # noqa: F401
        from helpdesk.timestamps import read_timestamps_fast

        read_timestamps_fast()
