"""The business's own numbers at Meta: two, so that several can be played with."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class OwnNumber:
    id: str
    digits: str
    label: str  # after the account's name

    @property
    def shown(self) -> str:
        return f"+{self.digits[:2]} {self.digits[2:4]} {self.digits[4:8]}-{self.digits[8:]}"


FIRST = OwnNumber(settings.SIMULATOR_PHONE_NUMBER_ID, "551130000000", "")
SECOND = OwnNumber(settings.SIMULATOR_SECOND_NUMBER_ID, "551130000001", "Comercial")
NUMBERS = {number.id: number for number in (FIRST, SECOND)}


def own_number(number_id: str) -> OwnNumber:
    """Rows from before there were two name none."""
    return NUMBERS.get(number_id, FIRST)
