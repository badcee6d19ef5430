"""Every outbound type, from a call of the API to what WhatsApp gets; and what is refused before, by its place."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from conversations.models import Conversation, Message
from tests.graph import Graph, running_graph
from whatsapp.client import GraphClient
from whatsapp.services.pump import deliver_conversation

pytestmark = pytest.mark.django_db
Json = dict[str, Any]

BODY = {"text": "Escolha"}
BUTTONS = [
    {"type": "reply", "reply": {"id": "y", "title": "Sim"}},
    {"type": "reply", "reply": {"id": "n", "title": "Não"}},
]
ROWS = [{"id": "r1", "title": "Um", "description": "o primeiro"}, {"id": "r2", "title": "Dois"}]
FLOW = {
    "flow_message_version": "3",
    "flow_id": "F",
    "flow_cta": "Abrir",
    "flow_token": "t",
    "mode": "published",
    "flow_action": "navigate",
    "flow_action_payload": {"screen": "A"},
}
CARD = {
    "card_index": 0,
    "type": "cta_url",
    "header": {"type": "image", "image": {"link": "https://empresa.com/1.png"}},
    "action": {"name": "cta_url", "parameters": {"display_text": "Ver", "url": "https://empresa.com/1"}},
}
INTERACTIVE: dict[str, Json] = {
    "button": {
        "header": {"type": "text", "text": "H"},
        "body": BODY,
        "footer": {"text": "F"},
        "action": {"buttons": BUTTONS},
    },
    "list": {"body": BODY, "action": {"button": "Abrir", "sections": [{"title": "S", "rows": ROWS}]}},
    "cta_url": {
        "header": {"type": "image", "image": {"id": "M"}},
        "body": BODY,
        "action": {"name": "cta_url", "parameters": {"display_text": "Ver", "url": "https://empresa.com"}},
    },
    "location_request_message": {"body": BODY, "action": {"name": "send_location"}},
    "flow": {"body": BODY, "action": {"name": "flow", "parameters": FLOW}},
    "product": {"action": {"catalog_id": "C", "product_retailer_id": "P"}},
    "product_list": {
        "header": {"type": "text", "text": "H"},
        "body": BODY,
        "action": {"catalog_id": "C", "sections": [{"title": "S", "product_items": [{"product_retailer_id": "P"}]}]},
    },
    "catalog_message": {
        "body": BODY,
        "action": {"name": "catalog_message", "parameters": {"thumbnail_product_retailer_id": "P"}},
    },
    "voice_call": {"body": BODY, "action": {"name": "voice_call", "parameters": {"display_text": "Ligar"}}},
    "call_permission_request": {"action": {"name": "call_permission_request"}},
    "request_contact_info": {"body": BODY, "action": {"name": "request_contact_info"}},
    "carousel": {"body": BODY, "action": {"cards": [CARD, {**CARD, "card_index": 1}]}},
}
CONTACT = {
    "name": {"formatted_name": "Zé", "first_name": "Zé"},
    "phones": [{"phone": "+5511999999998", "type": "CELL"}],
}
PLACE = {"latitude": -23.5, "longitude": -46.6, "name": "Loja", "address": "Rua 1"}
SENT: list[tuple[str, Any, Any]] = [
    ("text", "Olá", {"body": "Olá", "preview_url": False}),
    ("text", "https://empresa.com", {"body": "https://empresa.com", "preview_url": True}),
    ("image", {"url": "https://e.com/a.png", "caption": "C"}, {"link": "https://e.com/a.png", "caption": "C"}),
    ("image", {"id": "M1"}, {"id": "M1"}),
    ("video", {"url": "https://e.com/a.mp4", "caption": "C"}, {"link": "https://e.com/a.mp4", "caption": "C"}),
    ("audio", {"id": "M2", "is_voice": True}, {"id": "M2", "voice": True}),
    ("document", {"url": "https://e.com/a", "filename": "a.pdf"}, {"link": "https://e.com/a", "filename": "a.pdf"}),
    ("sticker", {"id": "M3"}, {"id": "M3"}),
    ("location", PLACE, PLACE),
    ("contacts", [CONTACT], [CONTACT]),
    *[("interactive", {"type": kind, **rest}, {"type": kind, **rest}) for kind, rest in INTERACTIVE.items()],
]


@pytest.fixture
def graph() -> Iterator[Graph]:
    with running_graph() as running:
        yield running


def deliver(graph: Graph, conversation: Conversation) -> Json:
    deliver_conversation(conversation.pk, client=GraphClient(base_url=graph.url, version="v26.0", token="t"))
    return graph.bodies[-1]


Post = Callable[[str, Any], Any]


@pytest.fixture
def post(api: Callable[[User], APIClient], alice: User, taken: Conversation) -> Post:
    """Alice answers the first message of her conversation."""

    def call(kind: str, content: Any) -> Any:
        body = {"type": kind, "content": content, "reply_to": taken.messages.earliest("pk").pk}
        return api(alice).post(f"/api/v1/conversations/{taken.pk}/messages", body, format="json")

    return call


@pytest.mark.parametrize(("kind", "content", "sent"), SENT)
def test_it_reaches_whatsapp_as_it_should(
    post: Post, taken: Conversation, graph: Graph, kind: str, content: Any, sent: Any
) -> None:
    answer = post(kind, content)
    assert answer.status_code == 201, answer.content
    body = deliver(graph, taken)
    assert (body["type"], body[kind]) == (kind, sent)
    assert body["context"]["message_id"] == taken.messages.order_by("pk")[0].external_id


@pytest.mark.parametrize("kind", ["text", "location", "contacts", "interactive", "image", "reaction"])
def test_the_same_goes_to_a_number(api: Any, alice: User, taken: Conversation, graph: Graph, kind: str) -> None:
    content = next((content for name, content, _ in SENT if name == kind), None)
    asked = taken.messages.get()
    call = {"to": taken.customer.phone, "type": kind, "content": content or {"message_id": asked.pk, "emoji": "👍"}}
    answer = api(alice).post("/api/v1/whatsapp/send", {**call, "reply_to": asked.pk}, format="json")
    assert answer.status_code == 202, answer.content
    assert deliver(graph, taken)["type"] == kind


def test_what_an_interactive_message_says_is_its_content(post: Post) -> None:
    answer = post("interactive", {"type": "button", **INTERACTIVE["button"]})
    assert answer.json()["content"] == "Escolha"


def changed(kind: str, path: str, value: Any) -> Json:
    content: Any = copy.deepcopy({"type": kind, **INTERACTIVE[kind]})
    *above, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    place = content
    for key in above:
        place = place[key]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return dict(content)


FAULTS: list[tuple[str, str, Any, tuple[str, str]]] = [
    ("button", "body.text", "x" * 1025, ("body.text", "max_length")),
    ("button", "body", None, ("body", "required")),
    ("button", "header.text", "x" * 61, ("header.text", "max_length")),
    ("button", "footer.text", "x" * 61, ("footer.text", "max_length")),
    ("button", "header.type", "audio", ("header.type", "invalid_choice")),
    ("button", "action.buttons", [BUTTONS[0]] * 4, ("action.buttons", "max_length")),
    ("button", "action.buttons", [], ("action.buttons", "required")),
    ("button", "action.buttons", "y", ("action.buttons", "invalid")),
    ("button", "action.buttons.0.reply.title", "x" * 21, ("action.buttons.0.reply.title", "max_length")),
    ("button", "action.buttons.1.reply.title", "Sim", ("action.buttons.1.reply.title", "unique")),
    ("button", "action.buttons.1.reply.id", "y", ("action.buttons.1.reply.id", "unique")),
    ("button", "action.buttons.1.reply.id", "x" * 257, ("action.buttons.1.reply.id", "max_length")),
    ("button", "action.buttons.0.type", "url", ("action.buttons.0.type", "invalid_choice")),
    ("list", "action.button", "x" * 21, ("action.button", "max_length")),
    ("list", "header", {"type": "image", "image": {"id": "M"}}, ("header.type", "invalid_choice")),
    (
        "list",
        "action.sections",
        [{"title": str(n), "rows": ROWS} for n in range(11)],
        ("action.sections", "max_length"),
    ),
    ("list", "action.sections", [{"rows": [ROWS[0]]}] * 2, ("action.sections.1.title", "required")),
    ("list", "action.sections.0.title", "x" * 25, ("action.sections.0.title", "max_length")),
    ("list", "action.sections.0.rows.1.id", "r1", ("action.sections.0.rows.1.id", "unique")),
    ("list", "action.sections.0.rows.0.id", "x" * 201, ("action.sections.0.rows.0.id", "max_length")),
    ("list", "action.sections.0.rows.0.title", "x" * 25, ("action.sections.0.rows.0.title", "max_length")),
    ("list", "action.sections.0.rows.0.description", "x" * 73, ("action.sections.0.rows.0.description", "max_length")),
    ("cta_url", "action.parameters.display_text", "x" * 21, ("action.parameters.display_text", "max_length")),
    ("cta_url", "action.parameters.url", "empresa.com", ("action.parameters.url", "invalid")),
    ("cta_url", "action.name", "other", ("action.name", "invalid_choice")),
    ("flow", "action.parameters.flow_cta", "x" * 21, ("action.parameters.flow_cta", "max_length")),
    ("flow", "action.parameters.flow_id", None, ("action.parameters.flow_id", "required")),
    ("flow", "action.parameters.mode", "live", ("action.parameters.mode", "invalid_choice")),
    ("product", "action.product_retailer_id", 5, ("action.product_retailer_id", "invalid")),
    ("product_list", "header", None, ("header", "required")),
    ("voice_call", "action.parameters.display_text", "x" * 21, ("action.parameters.display_text", "max_length")),
    ("carousel", "action.cards", [CARD], ("action.cards", "min_length")),
    ("carousel", "action.cards.1.header.type", "text", ("action.cards.1.header.type", "invalid_choice")),
]


@pytest.mark.parametrize(("kind", "path", "value", "fault"), FAULTS)
def test_a_fault_is_named_by_its_place(post: Post, kind: str, path: str, value: Any, fault: tuple[str, str]) -> None:
    answer = post("interactive", changed(kind, path, value))
    assert answer.status_code == 400
    attr, code = fault
    assert (f"content.{attr}", code) in [(error["attr"], error["code"]) for error in answer.json()["errors"]]
    assert not Message.objects.filter(direction="outgoing").exists()


def test_more_than_ten_rows_in_all_sections_are_too_many(post: Post) -> None:
    rows = [{"id": f"r{n}", "title": f"T{n}"} for n in range(11)]
    sections = [{"title": "A", "rows": rows[:6]}, {"title": "B", "rows": rows[6:]}]
    answer = post("interactive", changed("list", "action.sections", sections))
    assert [(e["attr"], e["code"]) for e in answer.json()["errors"]] == [("content.action.sections", "max_length")]


@pytest.mark.parametrize(
    ("kind", "content", "attr"),
    [
        ("interactive", {"type": "poll"}, "content.type"),
        ("interactive", {"type": "product", "body": None, "action": None}, "content.action"),
        ("location", {"latitude": 91, "longitude": 0}, "content.latitude"),
        ("location", {"latitude": 1}, "content.longitude"),
        ("location", {"latitude": "1", "longitude": 0}, "content.latitude"),
        ("contacts", [{"phones": []}], "content.0.name"),
        ("contacts", [{"name": {"formatted_name": "Zé"}}], "content.0.name.first_name"),
        ("contacts", [{**CONTACT, "phones": [{"type": "CELL"}]}], "content.0.phones.0.phone"),
        ("contacts", ["Zé"], "content.0"),
        ("reaction", {"emoji": "👍"}, "content.message_id"),
        ("reaction", {"message_id": 5, "emoji": "ok"}, "content.emoji"),
        ("reaction", {"message_id": 5, "emoji": "👍"}, "content.message_id"),
        ("image", {"caption": "C"}, "content.url"),
        ("image", {"url": "ftp://e.com/a"}, "content.url"),
        ("image", {"url": "https://e.com/a", "caption": "x" * 1025}, "content.caption"),
        ("text", "x" * 4097, "content"),
    ],
)
def test_so_is_one_of_every_other_type(post: Post, kind: str, content: Any, attr: str) -> None:
    answer = post(kind, content)
    assert answer.status_code == 400, answer.content
    assert attr in [error["attr"] for error in answer.json()["errors"]]
