"""What Meta would refuse is refused before it is sent, and names its field."""

from typing import Any

import pytest

from conversations.exceptions import Invalid
from whatsapp.models import Template
from whatsapp.services.templates import check_components, rendered
from whatsapp.services.templates.checking import problems_of
from whatsapp.services.templates.rendering import bubble_of

IMAGE = {"type": "HEADER", "format": "IMAGE"}
BODY = {"type": "BODY", "text": "Oi {{1}}, são {{2}}."}
BUTTONS = {
    "type": "BUTTONS",
    "buttons": [
        {"type": "QUICK_REPLY", "text": "Parar"},
        {"type": "URL", "text": "Ver", "url": "https://e.com/{{1}}", "example": ["https://e.com/42"]},
        {"type": "COPY_CODE", "text": "Copiar", "example": "DEZ"},
        {"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "+5511"},
    ],
}


def template(*components: dict[str, Any], **fields: Any) -> Template:
    return Template(name="t", language="pt_BR", components=list(components), **fields)


def text(value: Any, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": value, **more}


def body(*values: Any, **more: Any) -> dict[str, Any]:
    return {"type": "body", "parameters": [value if isinstance(value, dict) else text(value) for value in values]}


def button(index: int, sub_type: str, parameter: dict[str, Any]) -> dict[str, Any]:
    return {"type": "button", "sub_type": sub_type, "index": str(index), "parameters": [parameter]}


URL, CODE = button(1, "url", text("42")), button(2, "copy_code", {"type": "coupon_code", "coupon_code": "DEZ"})
HEAD = {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://e.com/a.png"}}]}


def attr_of(row: Template, *components: dict[str, Any]) -> str | None:
    with pytest.raises(Invalid) as refused:
        check_components(row, components)
    return refused.value.attr


def test_everything_that_fits_is_taken_in_either_case_and_any_order() -> None:
    row = template(IMAGE, BODY, BUTTONS)
    shouted = {**body("Ana", "10h"), "type": "BODY"}
    check_components(row, [CODE, shouted, HEAD, {**URL, "sub_type": "URL", "index": 1}])
    check_components(row, [HEAD, shouted, URL, CODE, button(0, "quick_reply", {"type": "payload", "payload": "p"})])


@pytest.mark.parametrize(
    ("parameter", "attr"),
    [
        (text(""), "text"),
        (text("   "), "text"),
        (text(None), "text"),
        (text("a\nb"), "text"),
        (text("a\tb"), "text"),
        (text("a    b"), "text"),
        ("x", ""),
        ({"text": "x"}, ""),
        ({"type": "image", "image": {"id": "1"}}, "type"),
        (
            {"type": "currency", "currency": {"fallback_value": "R$ 1", "code": "brl", "amount_1000": 1}},
            "currency.code",
        ),
        ({"type": "currency", "currency": {"fallback_value": "R$ 1", "code": "BRL"}}, "currency.amount_1000"),
        ({"type": "currency", "currency": 5}, "currency.fallback_value"),
        ({"type": "date_time", "date_time": {}}, "date_time.fallback_value"),
    ],
)
def test_a_bad_value_is_named(parameter: Any, attr: str) -> None:
    given = {"type": "body", "parameters": [text("Ana"), parameter]}
    assert attr_of(template(BODY), given) == ".".join(filter(None, ("components.0.parameters.1", attr)))


@pytest.mark.parametrize("values", [(), ("Ana",), ("Ana", "b", "c")])
def test_a_count_that_does_not_fit(values: tuple[str, ...]) -> None:
    assert attr_of(template(BODY), body(*values)) == "components"


def test_amounts_and_dates() -> None:
    money = {"type": "currency", "currency": {"fallback_value": "R$ 99,90", "code": "BRL", "amount_1000": 99900}}
    date = {"type": "date_time", "date_time": {"fallback_value": "amanhã"}}
    row, given = template(BODY), body(money, date)
    check_components(row, [given])
    assert rendered(row, [given]) == "Oi R$ 99,90, são amanhã."


@pytest.mark.parametrize(
    ("index", "sub_type", "parameter", "attr"),
    [
        (1, "url", text("com espaço"), "components.2.parameters.0.text"),
        (1, "url", text("x" * 2001), "components.2.parameters.0.text"),
        (1, "quick_reply", text("42"), "components.2.sub_type"),
        (1, "url", {"type": "payload", "payload": "p"}, "components.2.parameters.0.type"),
        (2, "copy_code", {"type": "coupon_code", "coupon_code": "x" * 16}, "components.2.parameters.0.coupon_code"),
        (0, "quick_reply", {"type": "payload", "payload": ""}, "components.2.parameters.0.payload"),
        (3, "url", text("x"), "components"),
        (9, "url", text("x"), "components"),
    ],
)
def test_a_bad_button_is_named(index: int, sub_type: str, parameter: dict[str, Any], attr: str) -> None:
    rest = [one for one in (URL, CODE) if one["index"] != str(index)]
    given = [HEAD, body("Ana", "10h"), button(index, sub_type, parameter), *rest]
    assert attr_of(template(IMAGE, BODY, BUTTONS), *given) == attr


@pytest.mark.parametrize("index", ["1", "2"])
def test_a_button_that_needs_a_value_is_missed(index: str) -> None:
    rest = [one for one in (URL, CODE) if one["index"] != index]
    assert attr_of(template(IMAGE, BODY, BUTTONS), HEAD, body("Ana", "10h"), *rest) == "components"


@pytest.mark.parametrize(
    ("form", "value", "attr"),
    [
        ("image", {}, "image"),
        ("image", {"link": "ftp://e.com/a"}, "image.link"),
        ("image", {"link": "https://e.com/a b"}, "image.link"),
        ("location", {"latitude": 91, "longitude": 0}, "location.latitude"),
        ("location", {"latitude": "-23.5", "longitude": True}, "location.longitude"),
        ("video", {"id": "1"}, "type"),
    ],
)
def test_a_bad_header_is_named(form: str, value: dict[str, Any], attr: str) -> None:
    expected = "IMAGE" if form == "video" else form.upper()
    row = template({"type": "HEADER", "format": expected})
    given = {"type": "header", "parameters": [{"type": form, form: value}]}
    assert attr_of(row, given) == f"components.0.parameters.0.{attr}"


def test_named_variables_want_their_names_each_once_in_any_order() -> None:
    row = template({"type": "BODY", "text": "Oi {{nome}}, {{dia}}."}, parameter_format="NAMED")
    given = body(text("terça", parameter_name="dia"), text("Ana", parameter_name="nome"))
    check_components(row, [given])
    assert rendered(row, [given]) == "Oi Ana, terça."
    twice = body(text("a", parameter_name="dia"), text("b", parameter_name="dia"))
    assert attr_of(row, twice) == "components.0.parameters.1.parameter_name"
    assert attr_of(row, body("Ana", "terça")) == "components.0.parameters.0.parameter_name"


def test_the_limit_holds_for_what_is_filled_in() -> None:
    row = template(BODY, {"type": "FOOTER", "text": "x"})
    assert attr_of(row, body("a" * 600, "b" * 600)) == "components.0.parameters"
    head = template({"type": "HEADER", "text": "Oi {{1}}"})
    given = {"type": "header", "parameters": [text("a" * 58)]}
    assert attr_of(head, given) == "components.0.parameters"


def test_a_code_is_a_parameter_of_a_text_that_meta_words() -> None:
    row = template({"type": "BODY"}, {"type": "BUTTONS", "buttons": [{"type": "OTP"}]}, category="AUTHENTICATION")
    check_components(row, [body("123456"), button(0, "url", text("123456"))])
    assert attr_of(row, body("1234567890123456"), button(0, "url", text("1"))) == "components.0.parameters.0.text"


def test_the_same_part_twice() -> None:
    assert attr_of(template(BODY), body("a", "b"), body("a", "b")) == "components.1"


def test_all_faults_are_found_at_once() -> None:
    row = template(IMAGE, BODY, BUTTONS)
    given = [body("", "a\nb"), URL]
    assert [problem.attr for problem in problems_of(row, given)] == [
        "components",
        "components.0.parameters.0.text",
        "components.0.parameters.1.text",
        "components",
    ]


def test_the_preview_shows_what_is_given_and_keeps_the_rest() -> None:
    bubble = bubble_of(template(IMAGE, BODY, {"type": "FOOTER", "text": "Até"}, BUTTONS), [HEAD, body("Ana"), URL])
    assert (bubble.media, bubble.link, bubble.footer) == ("image", "https://e.com/a.png", "Até")
    assert bubble.body == "Oi Ana, são {{2}}."
    assert bubble.buttons[1].detail == "https://e.com/42"


@pytest.mark.parametrize("components", [[{"type": "BODY"}], [{}], [{"type": "BUTTONS", "buttons": [5, {}]}]])
def test_odd_templates_break_nothing(components: list[Any]) -> None:
    row = template(*components)
    check_components(row, [])
    assert bubble_of(row, [{"type": None, "parameters": None}])
