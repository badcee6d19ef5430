"""What happens to our account at WhatsApp, told after the commit. See `accounts.events` for the door itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlertChanged:
    """It was raised, acknowledged or cleared."""

    alert_id: int
