"""Web pages as articles: the main text by headings, however the page is written."""

import pytest

from chatbot.importing import apart
from chatbot.importing.reading import read_page
from chatbot.importing.types import Unreadable

PAGE = """<!doctype html><html><head><title>Ajuda - TechISP</title><style>x{}</style>
<body><header><a href=/>Início</a></header><nav><ul><li>Menu</ul></nav>
<main><header><h1>Central de ajuda</h1></header>
<p>Leia   isto
primeiro.</p>
<h2>Segunda <b>via</b></h2><p>No <b>portal </b>em <a href="/boletos">Cobrança</a>, <em>sem custo</em>.<br>É rápido.</p>
<ul><li>Entre<li>Baixe <code>PDF</code></ul>
<ol><li>Um</li><li>Dois</li></ol>
<form><button>Buscar</button></form><script>var x = "<h2>não</h2>";</script>
<h2>Planos</h2><table><tr><th>Plano<th>Preço<tr><td>Fibra<td>R$&nbsp;99</table>
<details><summary>E o Wi-Fi?</summary><p>Reinicie.</p></details>
</main><footer>Rodapé</footer></body></html>"""


def read(content, **extra):
    content = content if isinstance(content, bytes) else content.encode()
    return read_page(content, "pagina", limit=4000, max_title=160, address="https://techisp.example/ajuda", **extra)


def test_the_main_text_is_cut_at_its_headings():
    intro, boleto, plans = read(PAGE)
    assert (intro.title, intro.content) == ("Central de ajuda", "Leia isto primeiro.")
    assert boleto.title == "Segunda via"
    assert boleto.content == (
        "No *portal* em Cobrança (https://techisp.example/boletos), _sem custo_.\nÉ rápido.\n\n"
        "- Entre\n- Baixe `PDF`\n1. Um\n2. Dois"
    )
    assert plans.content == "Plano | Preço\n\nFibra | R$ 99\n\n*E o Wi-Fi?*\nReinicie."


def test_nothing_from_around_the_text_is_read():
    said = "\n".join(piece.title + piece.content for piece in read(PAGE))
    assert not [word for word in ("Início", "Menu", "Rodapé", "não", "x{}") if word in said]


def test_questions_that_unfold_are_articles():
    pieces = read("<h1>FAQ</h1>" + "".join(f"<details><summary>Q{n}?</summary>A{n}</details>" for n in range(3)))
    assert [(piece.title, piece.content) for piece in pieces] == [(f"Q{n}?", f"A{n}") for n in range(3)]


@pytest.mark.parametrize(
    "content",
    [
        "<h2>T<p>a<b>b",
        "<title>X</title><head><meta charset=utf-8><h2>T</h2>ab",
        "<nav><h2>T</h2>a<b>b</b>",
        "<div><div><h2>T</h2></p></p>ab</span></div></div></div>",
        "<main><h2>T</h2>ab",
        "<h2>T</h2><div hidden>x</div>ab<div role=navigation><div>y</div></div>",
        "<p hidden/>x</p><h2>T</h2><p>ab<!-- never closed",
    ],
)
def test_unclosed_and_odd_pages_are_read(content):
    (piece,) = [piece for piece in read(content) if piece.title == "T"]
    assert piece.content.replace("*", "").startswith("ab")


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("<h1>Ação</h1>é".encode(), ""),
        ("<h1>Ação</h1>é".encode("latin-1"), ""),
        ("<h1>Ação</h1>é".encode("latin-1"), "iso-8859-1"),
        ('<meta http-equiv=x content="text/html; charset=windows-1252"><h1>Ação</h1>é'.encode("cp1252"), ""),
        ("<h1>Ação</h1>é".encode(), "rot13"),
    ],
)
def test_letters_in_any_encoding(content, charset):
    (piece,) = read(content, charset=charset)
    assert (piece.title, piece.content) == ("Ação", "é")


@pytest.mark.parametrize("content", ["", "<html><body><nav></nav></body>", "<script>x</script>", bytes(5)])
def test_a_page_without_text_is_refused(content):
    with pytest.raises(Unreadable) as caught:
        read(content)
    assert caught.value.code == "empty"


@pytest.mark.parametrize("part", ["<!", "<div>", "<b>x", "<a href='"])
def test_a_malformed_page_holds_nobody(part, monkeypatch):
    """It comes to an end, or is stopped: some take Python's parser the square of their time."""
    monkeypatch.setattr(apart, "SECONDS", 4)
    try:
        read(part * (1_000_000 // len(part)))
    except Unreadable as error:
        assert error.code in {"too_heavy", "empty", "too_many"}
