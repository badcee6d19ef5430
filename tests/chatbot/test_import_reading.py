"""Files as articles: what is read from them, and what is told of those that cannot be read."""

import time
from contextlib import suppress

import pytest

from chatbot.importing.markdown import read_markdown
from chatbot.importing.reading import read_file
from chatbot.importing.types import Unreadable

LIMIT, MAX_TITLE = 4000, 160
FAQ = """# Ajuda da TechISP
## Cobrança
### Segunda via do boleto
Acesse **o portal** em [techisp.com.br](https://techisp.com.br) ou
peça *aqui*.

Perguntas:
- quero meu boleto
* perdi a fatura

### Data de vencimento
#### Como mudar
Peça ao *financeiro*.
## Suporte
### Sem internet
1. Reinicie.
```
# isto é código
```
"""


def read(text, name="faq.md"):
    content = text if isinstance(text, bytes) else text.encode()
    return read_file(content, name, limit=LIMIT, max_title=MAX_TITLE)


def refusal(content, name="faq.md"):
    with pytest.raises(Unreadable) as caught:
        read(content, name)
    return caught.value.code


def test_articles_begin_at_the_level_that_has_the_texts():
    pieces = read(FAQ)
    assert [piece.title for piece in pieces] == ["Segunda via do boleto", "Data de vencimento", "Sem internet"]
    assert [piece.place for piece in pieces] == [3, 11, 15]


def test_markdown_becomes_what_whatsapp_shows():
    boleto, due, _ = read(FAQ)
    assert boleto.content == "Acesse *o portal* em techisp.com.br (https://techisp.com.br) ou\npeça _aqui_."
    assert boleto.questions == ("quero meu boleto", "perdi a fatura")
    assert due.content == "*Como mudar*\nPeça ao _financeiro_."


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("***a***", "*_a_*"),
        ("__a__ e ~~b~~", "*a* e ~b~"),
        ("`**a**` e \\*b\\*", "`**a**` e *b*"),
        ("snake_case_name e 2*3*4", "snake_case_name e 2*3*4"),
        ("![logo](x.png)oi<br>", "oi"),
        ("<https://a.com> [a.com](https://a.com)", "https://a.com a.com (https://a.com)"),
        ("[liga](tel:0800) <!-- nada\nvezes nada -->fim", "liga (0800)\nfim"),
        ("* a\n+ b\n- c", "- a\n- b\n- c"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
    ],
)
def test_marks(written, sent):
    assert read(f"# T\n{written}")[0].content == sent


def test_code_and_escapes_are_no_headings():
    assert [piece.title for piece in read("# A\n~~~\n# x\n~~~~\ny\n\\# z\n")] == ["A"]


def test_underlined_headings_and_rules():
    pieces = read("Um\n===\na\n\n---\n\nDois\n===\nb\n\nNão\nTrês\n---\n")
    assert [(piece.title, piece.content) for piece in pieces] == [("Um", "a"), ("Dois", "b\n\nNão\nTrês")]
    assert [piece.place for piece in pieces] == [1, 7]


def test_a_document_without_headings_is_one_article_named_as_the_file():
    (piece,) = read("Só isto.", "Como pagar.txt")
    assert (piece.title, piece.content) == ("Como pagar", "Só isto.")


def test_front_matter_says_what_holds_for_all():
    (piece,) = read(
        "---\ntitle: 'Wi-Fi'\nidioma: en\nsetor: Suporte\nperguntas:\n  - wifi caiu\n  - sem wifi\n---\n"
        "# Wi-Fi\nReboot."
    )
    assert (piece.title, piece.language, piece.team) == ("Wi-Fi", "en", "Suporte")
    assert piece.questions == ("wifi caiu", "sem wifi")
    assert piece.content == "Reboot."


def test_a_rule_on_top_is_no_front_matter():
    assert read("---\nno key here\n---\n# A\nb")[-1].title == "A"


def test_one_title_under_several_headings_is_told_apart():
    pieces = read("# Fibra\n## Preço\na\n# Rádio\n## Preço\nb")
    assert [piece.title for piece in pieces] == ["Fibra: Preço", "Rádio: Preço"]


def test_a_long_text_becomes_several_numbered_ones():
    pieces = read("# " + "T" * 160 + "\n" + "Uma linha inteira.\n\n" * 400)
    assert len(pieces) == 2
    assert all(len(piece.content) <= LIMIT and len(piece.title) <= MAX_TITLE for piece in pieces)
    assert sum(piece.content.count("Uma linha inteira.") for piece in pieces) == 400


def test_a_long_text_without_any_gap_is_cut_all_the_same():
    pieces = read("# T\n" + "x" * 9001)
    assert [len(piece.content) for piece in pieces] == [4000, 4000, 1001]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_tables_of_any_hand(encoding, mark):
    text = mark.join(["Título", "Resposta", "Perguntas", "Setor", "Idioma"]) + "\r\n"
    text += mark.join(["Cobrança", '"Olá, você; aqui:\r\n- x"', '"a | b\nc"', "Suporte", "pt"]) + "\r\n"
    (piece,) = read(text.encode(encoding), "faq.csv")
    assert (piece.title, piece.content) == ("Cobrança", "Olá, você; aqui:\n- x")
    assert (piece.questions, piece.team, piece.language) == (("a", "b", "c"), "Suporte", "pt")


def test_a_table_of_questions_and_answers_is_enough():
    (piece,) = read("Pergunta,Resposta\nAtende no sábado?,Sim.\n", "faq.csv")
    assert (piece.title, piece.content, piece.questions) == ("Atende no sábado?", "Sim.", ())


def test_each_row_keeps_its_line_whatever_stands_before_it():
    pieces = read('title,body\n\nA,"1\n2\n3"\n,,\nB,b\nC,c,what,is,this\n', "faq.csv")
    assert [(piece.title, piece.place) for piece in pieces] == [("A", 3), ("B", 7), ("C", 8)]
    assert [bool(piece.problems) for piece in pieces] == [False, False, True]


def test_an_unclosed_quotation_mark_keeps_what_stood_before_it():
    good, bad = read('title,body\nA,a\nB,"b\nC,c\nD,d', "faq.csv")
    assert (good.title, good.problems) == ("A", ())
    assert (bad.place, len(bad.problems)) == (3, 1)


def test_what_looks_like_a_formula_stays_text():
    (piece,) = read('title,body\n"=HYPERLINK(""http://x"")",@SUM(A1)\n', "faq.csv")
    assert (piece.title, piece.content) == ('=HYPERLINK("http://x")', "@SUM(A1)")


def test_a_cell_as_long_as_the_file_is_read():
    (piece,) = read("title,body\nA," + "x" * 200_000, "faq.csv")
    assert len(piece.content) == 200_000


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "faq.md", "empty"),
        (b" \n\xef\xbb\xbf", "faq.csv", "empty"),
        (b"# only\n## headings", "faq.md", "empty"),
        (b"title,body\n", "faq.csv", "empty"),
        (bytes(range(256)), "faq.md", "binary"),
        (b"\xff\xfe\x00\xd8", "faq.csv", "binary"),
        (b"PK\x03\x04rest", "faq.csv", "unknown_type"),
        (b"MZ", "faq.exe", "unknown_type"),
        (b"a,b\n1,2", "faq.csv", "no_header"),
        (b"title,body\n" + b"a,b\n" * 10_000, "faq.csv", "too_many"),
        (b"x\n" * 100_001, "faq.md", "too_many"),
        (b"".join(b"# %d\nx\n" % n for n in range(501)), "faq.md", "too_many"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(content, name, code):
    assert refusal(content, name) == code


@pytest.mark.parametrize(
    "part", [" ", "**a ", "[", "|", "`", "# ", "\t|", "<!--", "-", "\n", "*", "a|", ";", '""', "x"]
)
@pytest.mark.parametrize("name", ["faq.md", "faq.csv"])
def test_nothing_takes_longer_than_its_length(part, name):
    """Up to two million signs: what looked at each pair of them would not come to its end."""
    times = 90_000 // part.count("\n") if "\n" in part else 2_000_000 // len(part)
    text = "title,body\nA," + part * times + "\n"
    with suppress(Unreadable):
        read(text, name)


@pytest.mark.parametrize(
    "part",
    [
        " ",
        "**a ",
        "***a ",
        "__a ",
        "~~a ",
        "# a",
        "[",
        "[a](",
        '[a](b "',
        "![",
        "![](",
        "<b",
        "<http://",
        "|",
        "| -",
        "`",
    ],
)
def test_nor_do_many_lines_as_long_as_are_looked_through(part):
    """An hour for ten megabytes of them, as long as every beginning looked for its end through the whole line."""
    line = (part * 4000)[:3990].rstrip() + part[-1] * 5 + "x"
    began = time.process_time()
    with suppress(Unreadable):
        read("# A\n" + "\n".join([line] * 100), "faq.md")
    assert time.process_time() - began < 8


def test_a_list_in_front_of_a_document_takes_no_longer_than_its_length():
    began = time.process_time()
    _blocks, said = read_markdown("---\nquestions:\n" + "- a\n" * 99_000 + "---\nx")
    assert time.process_time() - began < 5
    assert len(said["questions"]) == 99_000
