import pytest

from helpdesk.local.pauses import DEATHS, Pauses, ending


def test_they_double_up_to_ten_seconds():
    pauses = Pauses()
    assert [round(pauses.after(1), 1) for _ in range(8)] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10]


def test_who_lived_long_begins_anew():
    pauses = Pauses()
    for _ in range(5):
        pauses.after(1)
    assert pauses.after(31) == 0.2


def test_ten_deaths_in_a_row_are_hopeless():
    pauses = Pauses()
    for _ in range(DEATHS - 1):
        pauses.after(1)
    assert not pauses.is_hopeless
    pauses.after(1)
    assert pauses.is_hopeless


@pytest.mark.parametrize(
    ("code", "words"), [(3, "ended with code 3"), (-9, "was ended by SIGKILL"), (-77, "was ended by signal 77")]
)
def test_an_ending_is_described(code, words):
    assert ending(code) == words
