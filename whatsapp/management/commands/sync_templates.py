from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from whatsapp.services.templates import business_accounts, sync_templates
from whatsapp.services.templates.sync import UNREACHABLE


class Command(BaseCommand):
    help = "Takes over the templates that WhatsApp has, of every business account or of those that are named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", nargs="*", help="business account ids")

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for account_id in options["account"] or business_accounts():
            try:
                self.stdout.write(f"{account_id}: {sync_templates(account_id)}")
            except UNREACHABLE as error:
                failed += 1
                self.stderr.write(f"{account_id}: {error}")
        if failed:
            raise CommandError(f"{failed} not synchronised")
