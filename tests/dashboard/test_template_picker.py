"""Templates in the composer: what is offered, the preview, the faults at their fields."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, Message
from tests.graph import running_graph
from whatsapp.models import BusinessNumber, Template

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]
PARTS = [
    {"type": "HEADER", "format": "IMAGE"},
    {"type": "BODY", "text": "Oi {{nome}}, até {{dia}}.", "example": {"body_text_named_params": [
        {"param_name": "nome", "example": "Ana"}, {"param_name": "dia", "example": "terça"}]}},
    {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Ver", "url": "https://e.com/{{1}}"}]},
]  # fmt: skip
VALUES = {
    "header.image": "https://e.com/a.png",
    "body.nome": "{{customer.first_name}}",
    "body.dia": "terça",
    "button.0.url": "42",
}


@pytest.fixture
def visit(taken: Conversation) -> Template:
    BusinessNumber.objects.update(business_account_id="waba")
    Conversation.objects.update(window_expires_at=None)
    return made("visita", parameter_format="NAMED", components=PARTS)


def made(name: str, **more: Any) -> Template:
    fields = {"business_account_id": "waba", "language": "pt_BR", "status": "APPROVED", "components": [], **more}
    return Template.objects.create(name=name, **fields)


def test_the_most_fitting_is_offered_first_and_only_what_may_be_sent(
    page: Page, alice: User, taken: Conversation, visit: Template
) -> None:
    made("english", language="en_US", last_used_at=timezone.now())
    made("used", last_used_at=timezone.now())
    made("draft", status="DRAFT")
    made("paused", status="PAUSED")
    made("others", business_account_id="waba-2")
    html = page(alice).get(f"/inbox/{taken.pk}/templates").content.decode()
    places = [html.find(f'"offer-name">{name}<') for name in ("used", "visita", "english")]
    assert -1 not in places
    assert places == sorted(places)
    assert not any(f">{name}<" in html for name in ("draft", "paused", "others"))
    assert 'terça"' in html


def test_marketing_is_not_offered_while_it_is_stopped(
    page: Page, alice: User, taken: Conversation, visit: Template
) -> None:
    Template.objects.update(category="MARKETING")
    BusinessNumber.objects.update(partial_stops={"marketing": "131063"})
    assert ">visita<" not in page(alice).get(f"/inbox/{taken.pk}/templates").content.decode()


def test_the_preview_is_filled_in_and_names_the_faults(
    page: Page, alice: User, taken: Conversation, visit: Template
) -> None:
    fields = {**VALUES, "template": visit.pk, "body.dia": "a\tb", "button.0.url": ""}
    answer = page(alice).post(f"/inbox/{taken.pk}/templates/preview", fields).json()
    assert "Oi João" in answer["bubble"]
    assert 'src="https://e.com/a.png"' in answer["bubble"]
    assert set(answer["problems"]) == {"body.dia", "button.0.url"}


def test_it_is_sent_with_every_part(page: Page, alice: User, taken: Conversation, visit: Template) -> None:
    assert page(alice).post(f"/inbox/{taken.pk}/templates/send", {**VALUES, "template": visit.pk}).json()["ok"]
    message = Message.objects.get(type="template")
    assert message.content == "Oi João, até terça."
    assert message.payload["template"]["components"] == [
        {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://e.com/a.png"}}]},
        {
            "type": "body",
            "parameters": [
                {"type": "text", "text": "João", "parameter_name": "nome"},
                {"type": "text", "text": "terça", "parameter_name": "dia"},
            ],
        },
        {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "42"}]},
    ]
    visit.refresh_from_db()
    assert visit.last_used_at is not None


def test_it_does_not_overtake_what_is_held(page: Page, alice: User, taken: Conversation, visit: Template) -> None:
    Conversation.objects.update(window_expires_at=timezone.now() + timedelta(hours=1))
    alice.preferences = {"undo_send": "20"}
    alice.save(update_fields=["preferences"])
    client = page(alice)
    client.post(f"/inbox/{taken.pk}/messages", {"content": "Segue o modelo", "client_id": "a"})
    client.post(f"/inbox/{taken.pk}/templates/send", {**VALUES, "template": visit.pk})
    sent = Message.objects.filter(direction="outgoing").order_by("pk")
    assert list(sent.values_list("content", flat=True)) == ["Segue o modelo", "Oi João, até terça."]


@pytest.mark.parametrize("field", list(VALUES))
def test_an_empty_field_is_named(page: Page, alice: User, taken: Conversation, visit: Template, field: str) -> None:
    fields = {**VALUES, "template": visit.pk, field: " "}
    answer = page(alice).post(f"/inbox/{taken.pk}/templates/send", fields)
    assert (answer.status_code, answer.json()["attr"]) == (400, field)


def test_one_that_was_stopped_meanwhile_is_refused(
    page: Page, alice: User, taken: Conversation, visit: Template
) -> None:
    Template.objects.update(status="PAUSED")
    answer = page(alice).post(f"/inbox/{taken.pk}/templates/send", {**VALUES, "template": visit.pk})
    assert (answer.status_code, answer.json()["attr"]) == (400, "template")


def test_outsiders_find_nothing(page: Page, bob: User, taken: Conversation, visit: Template) -> None:
    for path in ("preview", "send"):
        assert page(bob).post(f"/inbox/{taken.pk}/templates/{path}", {"template": visit.pk}).status_code == 404


PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def test_a_picture_in_the_head_is_uploaded_and_named_by_its_id(
    page: Page, alice: User, taken: Conversation, visit: Template, settings: Any
) -> None:
    with running_graph() as graph:
        settings.WHATSAPP_API_URL = graph.url
        graph.orders.append((200, {"id": "media-1"}))
        file = SimpleUploadedFile("a.png", PNG, content_type="image/png")
        fields = {**VALUES, "header.image": "", "file:header.image": file, "template": visit.pk}
        answer = page(alice).post(f"/inbox/{taken.pk}/templates/send", fields)
    assert answer.status_code == 200, answer.content
    head = Message.objects.get(type="template").payload["template"]["components"][0]
    assert head["parameters"] == [{"type": "image", "image": {"id": "media-1"}}]


def test_a_place_in_the_head_has_its_own_fields(page: Page, alice: User, taken: Conversation, visit: Template) -> None:
    there = made("loja", components=[{"type": "HEADER", "format": "LOCATION"}, {"type": "BODY", "text": "Venha."}])
    client, url = page(alice), f"/inbox/{taken.pk}/templates"
    assert 'name="header.latitude"' in client.get(url).content.decode()
    place = {"header.latitude": "-23,5", "header.longitude": "x", "header.name": "Loja", "template": there.pk}
    assert list(client.post(f"{url}/preview", place).json()["problems"]) == ["header.longitude"]
    answer = client.post(f"{url}/send", {**place, "header.longitude": "-46.6"})
    assert answer.status_code == 200, answer.content
    head = Message.objects.get(type="template").payload["template"]["components"][0]
    location = {"latitude": "-23.5", "longitude": "-46.6", "name": "Loja"}
    assert head == {"type": "header", "parameters": [{"type": "location", "location": location}]}


def test_what_the_form_cannot_fill_in_is_shown_with_the_reason(
    page: Page, alice: User, taken: Conversation, visit: Template
) -> None:
    strange = made("estranho", components=[{"type": "BODY", "text": "Oi"}, {"type": "SOMETHING_NEW"}])
    html = page(alice).get(f"/inbox/{taken.pk}/templates").content.decode()
    assert "estranho" in html.split('class="unusable"')[1]
    answer = page(alice).post(f"/inbox/{taken.pk}/templates/send", {"template": strange.pk})
    assert (answer.status_code, answer.json()["attr"]) == (400, "template")


CARDS = [
    {"components": [{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": f"Fibra {n}"}]} for n in (1, 2)
]


def test_a_carousel_is_filled_in_card_by_card(page: Page, alice: User, taken: Conversation, visit: Template) -> None:
    plans = made("planos", components=[{"type": "BODY", "text": "Veja"}, {"type": "CAROUSEL", "cards": CARDS}])
    client, url = page(alice), f"/inbox/{taken.pk}/templates"
    assert 'name="card.1.header.image"' in client.get(url).content.decode()
    fields = {"template": plans.pk, "card.0.header.image": "https://e.com/0.png", "card.1.header.image": "nowhere"}
    answer = client.post(f"{url}/preview", fields).json()
    assert list(answer["problems"]) == ["card.1.header.image"]
    assert 'src="https://e.com/0.png"' in answer["bubble"]
    assert client.post(f"{url}/send", fields).json()["attr"] == "card.1.header.image"
    assert client.post(f"{url}/send", {**fields, "card.1.header.image": "https://e.com/1.png"}).status_code == 200
    carousel = Message.objects.get(type="template").payload["template"]["components"][-1]
    assert [card["card_index"] for card in carousel["cards"]] == [0, 1]


def test_an_offer_asks_for_its_end(page: Page, alice: User, taken: Conversation, visit: Template) -> None:
    part = {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "Só hoje", "has_expiration": True}}
    offer = made("oferta", components=[part, {"type": "BODY", "text": "Veja"}])
    client, url = page(alice), f"/inbox/{taken.pk}/templates"
    fields = {"template": offer.pk, "limited_time_offer.end": "2020-01-01T10:00"}
    assert list(client.post(f"{url}/preview", fields).json()["problems"]) == ["limited_time_offer.end"]
    answer = client.post(f"{url}/send", {**fields, "limited_time_offer.end": "2999-01-01T10:00"})
    assert answer.status_code == 200, answer.content
    assert Message.objects.get(type="template").content == "Só hoje\n\nVeja"


def test_products_and_flows_are_filled_in(page: Page, alice: User, taken: Conversation, visit: Template) -> None:
    buttons = [{"type": "MPM", "text": "Ver"}, {"type": "FLOW", "text": "Abrir", "flow_id": "1"}]
    parts = [{"type": "HEADER", "format": "PRODUCT"}, {"type": "BODY", "text": "Veja"}]
    row = made("produtos", components=[*parts, {"type": "BUTTONS", "buttons": buttons}])
    product = {"header.catalog_id": "1", "header.product_retailer_id": "2"}
    action = {"thumbnail_product_retailer_id": "2", "title": "Planos", "product_items": "2, 3"}
    fields = {"template": row.pk, **product, **{f"button.0.{name}": value for name, value in action.items()}}
    client, url = page(alice), f"/inbox/{taken.pk}/templates"
    wrong = client.post(f"{url}/preview", {**fields, "button.0.product_items": ""}).json()["problems"]
    assert list(wrong) == ["button.0.product_items"]
    assert client.post(f"{url}/send", fields).status_code == 200
    head, mpm, flow = Message.objects.get(type="template").payload["template"]["components"]
    assert head["parameters"][0]["product"] == {"catalog_id": "1", "product_retailer_id": "2"}
    items = mpm["parameters"][0]["action"]["sections"][0]["product_items"]
    assert [item["product_retailer_id"] for item in items] == ["2", "3"]
    assert flow["parameters"] == [{"type": "action", "action": {"flow_token": "unused"}}]
