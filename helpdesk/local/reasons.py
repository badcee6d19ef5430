"""Why the data could not be brought up to date, in one line that names the setting."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.local.pauses import ending


@dataclass(frozen=True)
class Reason:
    text: str
    is_plain: bool  # nothing is to be learned from the traceback


def wrong_setting(lines: Sequence[str]) -> str:
    """What a process that read the settings said of one of them; empty if that was not what it died of."""
    kind, _, text = next((line for line in reversed(lines) if line.strip()), "").partition(": ")
    return text if kind.endswith("ImproperlyConfigured") else ""


def reason_of(code: int, lines: Sequence[str], database_setting: str) -> Reason:
    last = next((line for line in reversed(lines) if ": " in line), "")
    kind, _, text = last.partition(": ")
    if code and kind.endswith("ImproperlyConfigured"):
        return Reason(text, is_plain=True)
    if code and kind.endswith(("OperationalError", "PoolTimeout")):
        return Reason(f"{database_setting}: the database cannot be used: {cause(lines) or text}", is_plain=True)
    return Reason(
        f"{database_setting}: bringing the data up to date {ending(code)}; see its lines above", is_plain=False
    )


def cause(lines: Sequence[str]) -> str:
    """The server's own words; what waits for a connection only says that it waited."""
    errors = [line for line in lines if "connection failed" in line or "FATAL" in line]
    return errors[0].rpartition("Error: ")[2].strip() if errors else ""
