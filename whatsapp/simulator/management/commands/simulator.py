"""`manage.py simulator`: carries the simulator's webhooks until it is told to stop."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from whatsapp.simulator.courier.config import Config
from whatsapp.simulator.seed import seed

DATABASE_KEYS = ("host", "port", "user", "password", "dbname", "application_name", "sslmode")


class Command(BaseCommand):
    help = "Delivers the WhatsApp simulator's webhooks to this installation."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SIMULATOR:
            raise CommandError("SIMULATOR is not on")
        seed()
        connection.close()
        start(config())


def config() -> Config:
    parameters = connection.get_connection_params()
    default_url = f"http://127.0.0.1:{settings.PORT}/webhooks/whatsapp"
    return Config(
        database={key: str(parameters[key]) for key in DATABASE_KEYS if parameters.get(key)},
        webhook_url=os.environ.get("SIMULATOR_WEBHOOK_URL") or default_url,
        app_secret=settings.WHATSAPP_APP_SECRET,
        verify_token=settings.WHATSAPP_VERIFY_TOKEN,
        business_account_id=settings.SIMULATOR_BUSINESS_ACCOUNT_ID,
        log_level=settings.LOG_LEVEL,
    )


def start(config: Config) -> None:
    """Becomes the courier: the same process, without the hundred megabytes that all the apps weigh."""
    paths = [str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | config.as_environment() | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    os.execve(sys.executable, [sys.executable, "-m", "whatsapp.simulator.courier"], environment)
