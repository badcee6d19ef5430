"""Days as each language writes them."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils.translation import override

from dashboard.templatetags.desk import ago
from whatsapp.simulator.templatetags.simulator_text import day_shown

THAT_DAY = datetime(2026, 3, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "this_year", "next_year"), [("pt-br", "09/03", "09/03/26"), ("en", "3/9", "3/9/26")]
)
def test_an_old_day_is_short_in_the_list(language: str, this_year: str, next_year: str) -> None:
    with override(language):
        with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC)):
            assert ago(THAT_DAY) == this_year
        with time_machine.travel(datetime(2027, 6, 1, tzinfo=UTC)):
            assert ago(THAT_DAY) == next_year


def test_a_month_is_written_as_its_language_does() -> None:
    with override("pt-br"):
        assert day_shown(THAT_DAY) == "9 de março de 2026"
    with override("en"):
        assert day_shown(THAT_DAY) == "March 9, 2026"
