"""Templates to people who have not written yet; each gets it once, and what they answer arrives."""

import pytest

from tests.flow.client import ATENDENTE, SUPERVISOR, Client, Json, Phone, error_of
from tests.flow.system import System, until

pytestmark = pytest.mark.flow
NEW = ["+5511966660001", "+5521966660002", "+5531966660003"]


def template(to: str, name: str, *parameters: str) -> Json:
    texts = [{"type": "text", "text": text} for text in parameters]
    components = [{"type": "body", "parameters": texts}]
    return {"to": to, "template_name": name, "language": "pt_BR", "components": components}


@pytest.fixture(scope="module")
def supervisor(shared_system: System) -> Client:
    return Client(shared_system, *SUPERVISOR)


def statuses(client: Client, accepted: Json) -> Json:
    return client.message(accepted["conversation_id"], accepted["message_id"])


def test_three_new_numbers_get_a_welcome_once(shared_system: System, supervisor: Client) -> None:
    accepted = {to: supervisor.post("/whatsapp/send-template", template(to, "boas_vindas", to[-4:]), expect=202)
                for to in NEW}  # fmt: skip
    assert {one["status"] for one in accepted.values()} == {"queued"}
    for to, one in accepted.items():
        until(lambda one=one: statuses(supervisor, one)["status"] == "delivered", 15, f"delivered to {to}")
        sent = Phone(shared_system, to).messages()
        assert [message["content"]["name"] for message in sent] == ["boas_vindas"]
        assert f"Olá, {to[-4:]}!" in sent[0]["content"]["rendered"]["body"]


def test_what_they_answer_arrives_in_the_same_conversation(shared_system: System, supervisor: Client) -> None:
    to = "+5541966660004"
    accepted = supervisor.post("/whatsapp/send-template", template(to, "promocao_upgrade", "Ana", "500"), expect=202)
    until(lambda: statuses(supervisor, accepted)["status"] == "delivered", 15, "delivered")
    assert supervisor.conversation(accepted["conversation_id"])["window_expires_at"] is None
    closed = {"to": to, "type": "text", "content": "texto livre"}
    error_of(supervisor.http.post("/whatsapp/send", json=closed), 409, "window_closed")
    named = {"name": "Ana Prado", "phone": to}
    shared_system.http.post("/simulator/api/customers", json=named).raise_for_status()
    Phone(shared_system, to).write("quero mudar")

    def answered() -> bool:
        found = supervisor.conversation(accepted["conversation_id"])
        return any(m["direction"] == "incoming" and m["content"] == "quero mudar" for m in found["messages"])

    until(answered, 15, "the answer")
    found = supervisor.conversation(accepted["conversation_id"])
    assert found["window_expires_at"]
    assert found["customer"]["name"] == "Ana Prado"
    # Who sees the chat has read what was in it.
    shared_system.http.post(f"/simulator/api/customers/{to}/read", json={}).raise_for_status()
    until(lambda: statuses(supervisor, accepted)["status"] == "read", 10, "read")


@pytest.mark.parametrize(
    ("name", "parameters", "attr"),
    [
        ("nao_existe", ["Ana"], "template_name"),
        ("boas_vindas", [], "components"),
        ("boas_vindas", ["Ana", "a mais"], "components"),
        ("promocao_upgrade", ["Ana"], "components"),
        ("promocao_upgrade", ["Ana", "500", "a mais"], "components"),
        ("boas_vindas", [""], "components"),
    ],
)
def test_a_template_that_does_not_fit_is_refused(
    shared_system: System, supervisor: Client, name: str, parameters: list[str], attr: str
) -> None:
    to = "+5511966669999"
    answer = supervisor.http.post("/whatsapp/send-template", json=template(to, name, *parameters))
    assert error_of(answer, 400)[0]["attr"].startswith(attr)
    assert Phone(shared_system, to).messages() == []
    assert Phone(shared_system, to).conversations(supervisor) == []


def test_agents_may_send_templates_too(shared_system: System) -> None:
    agent = Client(shared_system, *ATENDENTE)
    names = {one["name"]: one for one in agent.get("/whatsapp/templates")["templates"]}
    assert {"boas_vindas", "promocao_upgrade"} <= set(names)
    to = "+5551966660005"
    accepted = agent.post("/whatsapp/send-template", template(to, "boas_vindas", "Rui"), expect=202)
    until(lambda: statuses(agent, accepted)["status"] == "delivered", 15, "delivered")
    assert len(Phone(shared_system, to).messages()) == 1
