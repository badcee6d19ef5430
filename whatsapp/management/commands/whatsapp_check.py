from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from whatsapp.models import BusinessNumber
from whatsapp.services.numbers import ensure_number
from whatsapp.services.setup_check import Line, check_settings, check_setup


class Command(BaseCommand):
    help = "Looks at the WhatsApp set-up step by step, and says what to do where something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--number", default="", help="this phone number id only")
        parser.add_argument("--address", default="", help="the webhook's address, in place of the one that Meta knows")

    def handle(self, *args: Any, number: str, address: str, **options: Any) -> None:
        is_fine = self._show(check_settings())
        if settings.WHATSAPP_PHONE_NUMBER_ID:
            ensure_number(settings.WHATSAPP_PHONE_NUMBER_ID, account_id=settings.WHATSAPP_BUSINESS_ACCOUNT_ID)
        rows = BusinessNumber.objects.select_related("channel").order_by("pk")
        for row in rows.filter(phone_number_id=number) if number else rows:
            self.stdout.write(f"\n{row.channel.name} ({row.phone_number_id})")
            is_fine = self._show(check_setup(row, address=address)) and is_fine
        if not is_fine:
            raise SystemExit(1)

    def _show(self, lines: Iterable[Line]) -> bool:
        is_fine = True
        for line in lines:
            is_fine = is_fine and (line.is_ok or line.is_hint)
            sign = "OK" if line.is_ok else "SEE" if line.is_hint else "DO"
            self.stdout.write(f"  {sign:<4} {line.step}: {line.text}")
        return is_fine
