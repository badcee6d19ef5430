from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from whatsapp.services.replay import replay_all, replay_payloads


class Command(BaseCommand):
    help = "Applies received payloads again, in their order; what they did already is passed over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--failed", action="store_true", help="those that failed to apply")
        parser.add_argument("--ids", nargs="+", type=int, default=[], help="these, whatever became of them")
        parser.add_argument("--since", type=a_time, help="all received since then, such as 2026-11-24T08:00")

    def handle(self, *args: Any, failed: bool, ids: list[int], since: datetime | None, **options: Any) -> None:
        if not (failed or ids or since):
            raise CommandError("Say which: --failed, --ids or --since.")
        count = replay_payloads(ids) if ids else replay_all(failed_only=failed, since=since)
        self.stdout.write(f"Put back to be applied again: {count}.")


def a_time(text: str) -> datetime:
    at = parse_datetime(text)
    if at is None:
        raise ValueError(text)
    return at if timezone.is_aware(at) else timezone.make_aware(at)
