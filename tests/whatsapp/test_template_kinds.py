"""Carousels, offers that end, products and flows: checked part by part, and shown as they will look."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.exceptions import Invalid
from whatsapp.models import Template
from whatsapp.services.templates import check_components, rendered
from whatsapp.services.templates.rendering import bubble_of
from whatsapp.services.templates.rules import template_problems

Json = dict[str, Any]
BODY = {"type": "BODY", "text": "Veja."}
PICTURE = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["h"]}}
LINK = {"type": "URL", "text": "Ver", "url": "https://e.com/{{1}}", "example": ["https://e.com/42"]}


def card_parts(text: str) -> list[Json]:
    example = {"example": {"body_text": [["Ana"]]}}
    words = {"type": "BODY", "text": f"{text}, {{{{1}}}}, sim.", **example}
    return [PICTURE, words, {"type": "BUTTONS", "buttons": [LINK]}]


CAROUSEL = {"type": "CAROUSEL", "cards": [{"components": card_parts(text)} for text in ("Fibra 300", "Fibra 500")]}
OFFER = {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "Só hoje", "has_expiration": True}}
CODE = {"type": "COPY_CODE", "example": "DEZ"}
FIXED_LINK = {"type": "URL", "text": "Ver", "url": "https://e.com/a"}


def template(*components: Json) -> Template:
    return Template(name="t", language="pt_BR", category="MARKETING", components=list(components))


def card(number: int, name: str = "Ana") -> Json:
    link = {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "7"}]}
    words = {"type": "body", "parameters": [{"type": "text", "text": name}]}
    image = {"type": "image", "image": {"link": f"https://e.com/{number}.png"}}
    return {"card_index": number, "components": [{"type": "header", "parameters": [image]}, words, link]}


def carousel(*cards: Json) -> Json:
    return {"type": "carousel", "cards": list(cards)}


def attr_of(row: Template, *components: Json) -> str | None:
    with pytest.raises(Invalid) as refused:
        check_components(row, components)
    return refused.value.attr


def test_every_card_of_a_carousel_is_filled_in_whatever_their_order() -> None:
    row, given = template(BODY, CAROUSEL), carousel(card(1, "Bia"), card(0))
    check_components(row, [given])
    assert rendered(row, [given]) == "Veja.\n\nFibra 300, Ana, sim.\n\nFibra 500, Bia, sim."
    first = bubble_of(row, [given]).cards[0]
    assert (first.link, first.buttons[0].detail) == ("https://e.com/0.png", "https://e.com/7")


def test_a_bad_value_in_a_card_names_its_place() -> None:
    at = "components.0.cards.1.components"
    for part, parameter, attr in (
        (0, {"type": "image", "image": {"link": "ftp://e.com"}}, f"{at}.0.parameters.0.image.link"),
        (1, {"type": "text", "text": ""}, f"{at}.1.parameters.0.text"),
        (2, {"type": "text", "text": "a b"}, f"{at}.2.parameters.0.text"),
    ):
        second = deepcopy(card(1))
        second["components"][part]["parameters"] = [parameter]
        assert attr_of(template(BODY, CAROUSEL), carousel(card(0), second)) == attr


@pytest.mark.parametrize(
    ("components", "attr"),
    [
        ([], "components"),
        ([carousel(card(0))], "components.0.cards"),
        ([carousel(card(0), card(0))], "components.0.cards.1.card_index"),
        ([carousel(card(0), {"card_index": 1})], "components.0.cards.1.components"),
    ],
)
def test_cards_that_are_missing_are_missed(components: list[Json], attr: str) -> None:
    assert attr_of(template(BODY, CAROUSEL), *components) == attr


def test_a_template_without_a_carousel_takes_none() -> None:
    assert attr_of(template(BODY), carousel(card(0))) == "components"


def ends(in_hours: float) -> Json:
    end = {"expiration_time_ms": int((timezone.now() + timedelta(hours=in_hours)).timestamp() * 1000)}
    return {"type": "limited_time_offer", "parameters": [{"type": "limited_time_offer", "limited_time_offer": end}]}


def test_an_offer_ends_ahead() -> None:
    row = template(OFFER, BODY)
    check_components(row, [ends(1)])
    shown = bubble_of(row, [ends(1)])
    assert shown.offer == "Só hoje"
    assert shown.ends_at is not None
    assert shown.ends_at > timezone.now()
    field = "components.0.parameters.0.limited_time_offer.expiration_time_ms"
    assert attr_of(row, ends(-1)) == field
    assert attr_of(row) == "components"


def action(kind: str, value: Json) -> Json:
    return {"type": "button", "sub_type": kind, "index": "0", "parameters": [{"type": "action", "action": value}]}


def button(kind: str) -> Template:
    return template(BODY, {"type": "BUTTONS", "buttons": [{"type": kind, "text": "Ver"}]})


ITEMS = [{"product_retailer_id": "fibra-300"}]


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({}, None),
        ({"thumbnail_product_retailer_id": ""}, "thumbnail_product_retailer_id"),
        ({"sections": []}, "sections"),
        ({"sections": [{"title": "x" * 25, "product_items": ITEMS}]}, "sections.0.title"),
        ({"sections": [{"title": "P", "product_items": []}]}, "sections.0.product_items"),
        ({"sections": [{"title": "P", "product_items": ITEMS * 31}]}, "sections"),
        ({"sections": [{"title": "P", "product_items": [5]}]}, "sections.0.product_items.0.product_retailer_id"),
    ],
)
def test_a_list_of_products_is_checked_to_its_last_item(change: Json, attr: str | None) -> None:
    whole = {"thumbnail_product_retailer_id": "fibra-300", "sections": [{"title": "P", "product_items": ITEMS}]}
    given = action("mpm", {**whole, **change})
    if attr is None:
        check_components(button("MPM"), [given])
    else:
        assert attr_of(button("MPM"), given) == f"components.0.parameters.0.action.{attr}"


def test_a_flow_wants_its_action_and_a_catalogue_may_have_one() -> None:
    assert attr_of(button("FLOW")) == "components"
    check_components(button("FLOW"), [action("flow", {"flow_token": "t"})])
    check_components(button("CATALOG"), [])


def test_a_product_in_the_head_has_two_ids() -> None:
    row = template({"type": "HEADER", "format": "PRODUCT"}, BODY)
    product = {"catalog_id": "1", "product_retailer_id": ""}
    given = {"type": "header", "parameters": [{"type": "product", "product": product}]}
    assert attr_of(row, given) == "components.0.parameters.0.product.product_retailer_id"


def problems(*components: Json, category: str = "MARKETING") -> list[str]:
    text = {"name": "t", "language": "pt_BR", "category": category, "parameter_format": "POSITIONAL"}
    return [problem.attr for problem in template_problems(**text, components=components)]


def test_a_whole_carousel_and_a_whole_offer_may_be_submitted() -> None:
    assert problems(BODY, CAROUSEL) == []
    assert problems(OFFER, BODY, {"type": "BUTTONS", "buttons": [CODE, FIXED_LINK]}) == []


def test_what_meta_would_refuse_of_a_carousel_is_named() -> None:
    other = {"components": [PICTURE]}
    long = {"components": [PICTURE, {"type": "BODY", "text": "x" * 161}]}
    assert problems(BODY, {"type": "CAROUSEL", "cards": CAROUSEL["cards"][:1]}) == ["components.1.cards"]
    assert problems(BODY, {"type": "CAROUSEL", "cards": [*CAROUSEL["cards"], other]}) == ["components.1.cards.2"]
    assert "components.1.cards.0.components.1.text" in problems(BODY, {"type": "CAROUSEL", "cards": [long, long]})
    assert problems(BODY, CAROUSEL, {"type": "FOOTER", "text": "x"}) == ["components.2"]


def test_what_meta_would_refuse_of_an_offer_is_named() -> None:
    buttons = {"type": "BUTTONS", "buttons": [CODE, FIXED_LINK]}
    long = {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "x" * 17, "has_expiration": True}}
    assert problems(long, BODY, buttons) == ["components.0.limited_time_offer.text"]
    assert problems(OFFER, BODY) == ["components"]
    assert problems(OFFER, BODY, buttons, category="UTILITY") == ["category"]
    assert problems(OFFER, BODY, buttons, {"type": "FOOTER", "text": "x"}) == ["components.3"]
