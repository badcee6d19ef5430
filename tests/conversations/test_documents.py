"""CPF and CNPJ by their check digits, the CNPJ also with letters."""

import pytest

from conversations.documents import parse_document


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("25345470979", "253.454.709-79"),
        (" 253 454 709/79 ", "253.454.709-79"),
        ("11222333000181", "11.222.333/0001-81"),
        ("12.abc.345/01de-35", "12.ABC.345/01DE-35"),
    ],
)
def test_a_right_one_is_written_as_on_papers(typed, written):
    assert parse_document(typed) == written


@pytest.mark.parametrize(
    "typed", ["25345470978", "11222333000182", "12.ABC.345/01DE-36", "11111111111", "123", "", "A" * 11]
)
def test_a_wrong_one_is_none(typed):
    assert parse_document(typed) is None
