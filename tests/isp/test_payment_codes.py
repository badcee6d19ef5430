"""Boleto lines and PIX codes: what a bank's app checks before it takes them."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from isp.boleto import barcode_of, boleto_line, is_line, spaced
from isp.documents import find_document, is_document
from isp.pix import crc16, is_pix_code, pix_code

AMOUNT = Decimal("79.90")
DUE = date(2026, 12, 10)


def line(**fields: object) -> str:
    return boleto_line(
        **{"bank": "999", "due_on": DUE, "amount": AMOUNT, "free": "1234567890123456789012345", **fields}
    )


def test_a_line_that_banks_have_printed_is_right() -> None:
    assert is_line("23793381286008301352856000063307789840000150000")
    assert is_line("00190500954014481606906809350314337370000000100")


def test_our_line_carries_date_and_amount() -> None:
    made = line()
    assert is_line(made)
    assert made[33:] == "1656" + "0000007990"
    assert barcode_of(made)[5:19] == made[33:]
    assert spaced(made).count(" ") == 4


def test_the_due_dates_count_began_again_in_2025() -> None:
    assert line(due_on=date(2025, 2, 21))[33:37] == "9999"
    assert line(due_on=date(2025, 2, 22))[33:37] == "1000"


@given(at=some.integers(0, 31), shift=some.integers(1, 9))
def test_a_mistyped_digit_is_found(at: int, shift: int) -> None:
    made = line()
    wrong = made[:at] + str((int(made[at]) + shift) % 10) + made[at + 1 :]
    assert not is_line(wrong)


def test_the_checksum_is_the_one_of_the_central_banks_manual() -> None:
    assert crc16("123456789") == "29B1"
    code = (
        "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000"
        "5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***6304"
    )
    assert crc16(code) == "1D3D"


def test_a_pix_code_is_closed_and_any_change_breaks_it() -> None:
    code = pix_code(key="a@b.example", name="Provedor São João", city="São Paulo", amount=AMOUNT, txid="F1")
    assert is_pix_code(code)
    assert "540579.90" in code
    assert "PROVEDOR SAO JOAO" in code
    assert not is_pix_code(code.replace("79.90", "19.90"))


def test_documents_are_told_from_other_numbers() -> None:
    assert is_document("25345470979")
    assert is_document("38721456000113")
    assert not is_document("25345470978")
    assert not is_document("11111111111")
    assert find_document("meu cpf: 253.454.709-79 ta") == "25345470979"
    assert find_document("cnpj 38.721.456/0001-13") == "38721456000113"
    assert find_document("11 98888-7777") == ""
