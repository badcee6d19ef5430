from typing import Any

from django.core.management.base import BaseCommand, CommandError

from isp.services import rotate_secret
from whatsapp.services.credentials import rotate_credentials


class Command(BaseCommand):
    help = (
        "Seals the credentials of the numbers and of the provider's system anew with the first of ENCRYPTION_KEYS; "
        "older keys may go afterwards."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done, unreadable = rotate_credentials()
        if not rotate_secret():
            unreadable.append("the provider's system")
        self.stdout.write(f"Sealed anew: {done}.")
        if unreadable:
            raise CommandError(f"No key opens the credentials of: {', '.join(unreadable)}. Enter them again.")
