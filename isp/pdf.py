"""An invoice as a page to print: who, what, when, the boleto's line with its bars, and the PIX code as a QR code."""

import segno
from fpdf import FPDF

from isp.boleto import barcode_of, is_line, spaced
from isp.types import Invoice, Subscriber

GREY, BLACK = 110, 20
LEFT, WIDTH = 18, 174
# The PDF's own fonts know these letters only.
LETTERS = "latin-1"


def invoice_pdf(invoice: Invoice, subscriber: Subscriber, *, company: str) -> bytes:
    page = FPDF()
    page.set_auto_page_break(False)
    page.set_margins(LEFT, 18)
    page.add_page()
    _head(page, company)
    _facts(page, invoice, subscriber)
    if is_line(invoice.boleto_line):
        _boleto(page, invoice.boleto_line)
    if invoice.pix_code:
        _pix(page, invoice.pix_code)
    return bytes(page.output())


def _head(page: FPDF, company: str) -> None:
    page.set_font("Helvetica", "B", 18)
    page.cell(WIDTH, 10, _known(company or "Fatura"), new_x="LMARGIN", new_y="NEXT")
    page.set_draw_color(200)
    page.line(LEFT, page.get_y() + 2, LEFT + WIDTH, page.get_y() + 2)
    page.ln(8)


def _facts(page: FPDF, invoice: Invoice, subscriber: Subscriber) -> None:
    amount = f"{invoice.amount:,.2f}".translate(str.maketrans(",.", ".,"))
    facts = (
        ("Cliente", subscriber.name),
        ("Contrato", subscriber.contract),
        ("Plano", subscriber.plan),
        ("Vencimento", f"{invoice.due_on:%d/%m/%Y}"),
        ("Valor", f"R$ {amount}"),
    )
    for label, value in facts:
        page.set_font("Helvetica", "", 10)
        page.set_text_color(GREY)
        page.cell(34, 7, label)
        page.set_text_color(BLACK)
        page.set_font("Helvetica", "B", 11)
        page.cell(WIDTH - 34, 7, _known(value), new_x="LMARGIN", new_y="NEXT")
    page.ln(6)


def _boleto(page: FPDF, line: str) -> None:
    _title(page, "Boleto")
    page.set_font("Courier", "B", 12)
    page.cell(WIDTH, 8, spaced(line), new_x="LMARGIN", new_y="NEXT")
    page.interleaved2of5(barcode_of(line), x=LEFT, y=page.get_y() + 2, w=0.38 * 2, h=14)
    page.set_y(page.get_y() + 22)


def _pix(page: FPDF, code: str) -> None:
    _title(page, "PIX")
    matrix = segno.make(code, error="m", micro=False).matrix
    top, size = page.get_y() + 2, 52 / len(matrix)
    page.set_fill_color(0)
    for row, cells in enumerate(matrix):
        for column, is_dark in enumerate(cells):
            if is_dark:
                page.rect(LEFT + column * size, top + row * size, size, size, style="F")
    page.set_xy(LEFT + 58, top)
    page.set_font("Courier", "", 8)
    page.multi_cell(WIDTH - 58, 4, _known(code), align="L")


def _title(page: FPDF, text: str) -> None:
    page.set_font("Helvetica", "B", 12)
    page.cell(WIDTH, 8, text, new_x="LMARGIN", new_y="NEXT")


def _known(text: str) -> str:
    """What the fonts do not have becomes a question mark, instead of an error."""
    return text.encode(LETTERS, "replace").decode(LETTERS)
