"""`manage.py demo`: the demo data, for an empty database and only where DEMO=1 asks for it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from helpdesk.demo.loading import load_demo


class Command(BaseCommand):
    help = "Load the demo data of TechISP into an empty database. Needs DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo data is only loaded where DEMO=1 is set.")
        loaded = load_demo()
        self.stdout.write("Demo data loaded." if loaded else "The database is not empty: no demo data loaded.")
