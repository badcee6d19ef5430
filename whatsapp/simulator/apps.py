from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class SimulatorConfig(AppConfig):
    name = "whatsapp.simulator"
    label = "simulator"
    verbose_name = _("Simulator")

    def ready(self) -> None:
        post_migrate.connect(seed_after_migrate, sender=self)


def seed_after_migrate(sender: Any, **kwargs: Any) -> None:
    # By its name, for the models are there only when all apps are loaded.
    if settings.SIMULATOR:
        import_string("whatsapp.simulator.seed.seed")()
