"""PDFs as articles: what stands out is a heading, and no file takes the server along with it."""

import time
import zlib
from dataclasses import replace

import pytest
from fpdf import FPDF

from chatbot.importing import apart, pdf
from chatbot.importing.layout import Line, blocks_of
from chatbot.importing.reading import read_file
from chatbot.importing.types import Heading, Unreadable


def read(content, name="manual.pdf"):
    return read_file(content, name, limit=4000, max_title=160)


def refusal(content):
    with pytest.raises(Unreadable) as caught:
        read(content)
    return caught.value.code


def printed(*pages):
    """Each page is some parts: a size, a style and the text. Every page has a head and a foot."""
    made = FPDF()
    made.set_auto_page_break(False)
    for number, parts in enumerate(pages, start=1):
        made.add_page()
        made.set_font("Helvetica", "", 8)
        made.cell(0, 5, "TechISP - Manual", new_x="LMARGIN", new_y="NEXT")
        for size, style, text in parts:
            made.set_font("Helvetica", style, size)
            made.multi_cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT")
            made.ln(3)
        made.set_y(-12)
        made.set_font("Helvetica", "I", 8)
        made.cell(0, 5, f"Página {number} de {len(pages)}")
    return bytes(made.output())


def raw(stream, *, kids="[3 0 R]"):
    """A PDF by hand: one page that says what is in the compressed stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids {kids}/Count 1>>".encode(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>",
        f"<</Length {len(stream)}/Filter/FlateDecode>>stream\n".encode() + stream + b"\nendstream",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(made))
        made += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(places) + b"trailer<</Root 1 0 R/Size 5>>\n"
    return made + table + b"startxref\n%d\n%%%%EOF" % len(made)


def test_larger_lines_are_headings_and_what_every_page_repeats_is_left_out():
    text = "Acesse o portal e escolha a opção. " * 6
    content = printed(
        [(16, "B", "1.1 Segunda via do boleto"), (11, "", text)],
        [(11, "", "Ou ligue para nós."), (16, "B", "1.2 Vencimento"), (11, "", "Peça ao financeiro.")],
        [(16, "B", "1.3 Wi-Fi"), (11, "", "Reinicie.")],
    )
    boleto, due, wifi = read(content)
    assert (boleto.title, boleto.content, boleto.place) == ("Segunda via do boleto", f"{text}Ou ligue para nós.", 1)
    assert (due.title, due.content, due.place) == ("Vencimento", "Peça ao financeiro.", 2)
    assert (wifi.title, wifi.content, wifi.place) == ("Wi-Fi", "Reinicie.", 3)


def test_bold_lines_are_headings_where_none_is_larger():
    content = printed(
        [(11, "B", "Mudar o vencimento"), (11, "", "Peça ao financeiro."), (11, "B", "Wi-Fi"), (11, "", "Reinicie.")]
    )
    assert [(piece.title, piece.content) for piece in read(content)][-2:] == [
        ("Mudar o vencimento", "Peça ao financeiro."),
        ("Wi-Fi", "Reinicie."),
    ]


def lines(*texts):
    """One below the other; an empty text is an empty line."""
    return [Line(text, 11, 14.0 * at) for at, text in enumerate(texts) if text]


def test_numbers_with_room_above_are_headings_where_nothing_stands_out():
    blocks = blocks_of(
        [lines("1. Boleto", "", "No portal.", "", "1.1 Segunda via", "1. Entre.", "2. Baixe.", "x", "y", "z")]
    )
    assert [block.text for block in blocks if isinstance(block, Heading)] == ["Boleto", "Segunda via"]
    assert blocks[-1] == "1. Entre.\n2. Baixe. x y z"


def test_without_any_heading_the_first_lines_after_empty_ones_cut():
    blocks = blocks_of([lines("Boleto", "No portal,", "em cobrança.", "", "Wi-Fi", "Reinicie o", "aparelho.")])
    assert [block.text for block in blocks if isinstance(block, Heading)] == ["Boleto", "Wi-Fi"]
    assert [block for block in blocks if isinstance(block, str) and block] == [
        "No portal, em cobrança.",
        "Reinicie o aparelho.",
    ]


def test_paragraphs_lists_and_divided_words_are_put_together():
    (text,) = blocks_of(
        [lines("Primeira linha de mui-", "tas. Veja:", "• um", "• dois", "", "Fim,", "enfim.", "a.", "b.", "c.")]
    )
    assert text == "Primeira linha de muitas. Veja:\n- um\n- dois\n\nFim, enfim. a. b. c."


def test_an_empty_page_is_no_text():
    assert refusal(raw(zlib.compress(b"q Q"))) == "no_text"


def test_a_password_is_asked_for():
    made = FPDF()
    made.set_encryption(owner_password="a", user_password="b")
    made.add_page()
    made.set_font("Helvetica", size=12)
    made.cell(0, 5, "x")
    assert refusal(bytes(made.output())) == "encrypted"


def test_too_many_pages_are_refused():
    made = FPDF()
    for _ in range(pdf.MAX_PAGES + 1):
        made.add_page()
    assert refusal(bytes(made.output())) == "too_many_pages"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n" + bytes(range(256)) * 50,
        b"%PDF-",
        raw(zlib.compress(b"q Q"), kids="[2 0 R]"),
        raw(b"no zlib"),
        raw(zlib.compress(b"BT (x) Tj ET"), kids="[3 0 R]")[:200],
    ],
)
def test_a_malformed_file_is_refused(content):
    assert refusal(content) in {"broken", "no_text"}


def test_what_unfolds_without_end_is_stopped():
    """Half a gigabyte in half a megabyte, twice."""
    content = raw(zlib.compress(b"\0" * 500_000_000))
    began = time.monotonic()
    assert refusal(content) in {"broken", "too_heavy", "no_text"}
    assert time.monotonic() - began < apart.SECONDS + 10


def test_what_takes_too_long_is_stopped(monkeypatch, tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(pdf, "READER", slow)
    monkeypatch.setattr(apart, "SECONDS", 0.5)
    assert refusal(b"%PDF-1.4") == "too_heavy"


def test_a_paragraph_over_a_whole_book_is_put_together_once():
    line = Line("uma linha como todas as outras do livro,", 10.0, 0.0)
    pages = [[replace(line, place=float(n)) for n in range(100)] for _ in range(300)]
    began = time.process_time()
    (text,) = blocks_of(pages)
    assert time.process_time() - began < 20
    assert isinstance(text, str) and text.count("livro") == 28_800  # without what every page repeats at its edges


@pytest.mark.parametrize("part", [".", ". ", "!", "1.", "! 1"])
def test_a_page_that_is_one_line_takes_no_longer_than_its_length(part):
    """It took the square of it, in the process that was asked."""
    began = time.process_time()
    blocks_of([[Line(part * 200_000 + "x", 10.0, 1.0)], [Line(part * 200_000 + "x", 10.0, 1.0)]])
    assert time.process_time() - began < 10


def test_lines_that_lead_to_pages_are_still_left_out():
    leading, numbering = Line("Boleto " + "." * 300 + " 12", 10.0, 1.0), Line("Página 3 de 9", 9.0, 3.0)
    assert blocks_of([[leading, Line("No portal.", 10.0, 2.0), numbering]])[-1] == "No portal."
