"""A model with tools: it may ask and propose; who asks, what is said and what is done stays with the tools."""

import json
from typing import Any

import pytest

from accounts.models import Team
from chatbot.models import Action, BotSettings, ModelSpend
from helpdesk.demo.subscribers import create_subscribers
from isp.boleto import is_line
from isp.models import ExampleOrder
from tests.chatbot.cast import Writer
from tests.chatbot.model_server import ModelServer, Scripted, completion, tool_call

pytestmark = pytest.mark.django_db
QUESTION = "e aí, como ficou aquele negócio do mês?"
REPLY = {"reply": "", "intent": "billing_status", "confidence": 0.9, "action": "answer", "reason": "", "sources": []}


@pytest.fixture(autouse=True)
def provider(knowledge: None, support: Team, model: ModelServer) -> None:
    create_subscribers()


def answer(text: str, **fields: Any) -> Scripted:
    return completion({**REPLY, "reply": text, **fields})


def test_what_a_tool_tells_may_be_said(joao: Writer, model: ModelServer) -> None:
    model.script = [tool_call("list_invoices"), answer("Sua fatura em aberto é de R$ 79,90.")]
    assert joao.say(QUESTION).outcome == "answered"
    assert joao.answers[0].content == "Sua fatura em aberto é de R$ 79,90."
    result = json.loads(model.requests[1]["messages"][-1]["content"])
    assert {"due_on", "amount", "status", "paid_on"} == set(result[0])
    assert (joao.turns[0].calls, joao.turns[0].tokens) == (2, 240)


def test_what_no_tool_told_is_not(joao: Writer, model: ModelServer) -> None:
    model.script = [tool_call("list_invoices"), answer("Sua fatura em aberto é de R$ 12,34.")]
    joao.say(QUESTION)
    assert not any("12,34" in message.content for message in joao.answers)
    assert joao.turns[0].error == "blocked: figure"


def test_the_copy_of_an_invoice_takes_one_call_and_is_the_tools_own(joao: Writer, model: ModelServer) -> None:
    model.script = [tool_call("send_invoice_copy")]
    joao.say(QUESTION)
    assert is_line(joao.answers[1].content)
    assert (joao.turns[0].provider, joao.turns[0].calls) == ("tools", 1)
    assert "R$" not in json.dumps(model.requests[0]["messages"][-1])


def test_a_change_that_the_model_wants_is_confirmed_by_the_customer(paulo: Writer, model: ModelServer) -> None:
    model.script = [tool_call("trust_unlock")]
    paulo.say(QUESTION)
    assert "Confirma?" in paulo.answers[0].content
    assert ExampleOrder.objects.count() == 0
    paulo.say("sim")
    assert (Action.objects.get().state, len(model.requests)) == ("done", 1)


def test_a_stranger_shows_who_they_are_to_a_model_too(maria: Writer, model: ModelServer) -> None:
    model.script = [tool_call("list_invoices")]
    maria.say(QUESTION)
    assert "CPF ou CNPJ" in maria.answers[0].content


def test_a_day_that_the_customer_did_not_name_is_asked_for(joao: Writer, model: ModelServer) -> None:
    model.script = [tool_call("change_due_date", '{"day": 20}')]
    joao.say(QUESTION)
    assert "Para qual dia" in joao.answers[0].content


@pytest.mark.parametrize("call", [tool_call("delete_customer"), tool_call("list_invoices", "{not json")])
def test_a_call_that_makes_no_sense_is_told_so(joao: Writer, model: ModelServer, call: Scripted) -> None:
    model.script = [call, answer("Sobre qual assunto?")]
    joao.say(QUESTION)
    assert "error" in model.requests[1]["messages"][-1]["content"]
    assert joao.answers[0].content == "Sobre qual assunto?"


def test_a_model_that_only_calls_is_stopped(joao: Writer, model: ModelServer) -> None:
    model.script = [tool_call("get_account")]
    assert joao.say(QUESTION).outcome in ("answered", "handed_over")
    assert joao.turns[0].error == "endless tool calls"
    assert len(model.requests) == 4


def test_a_server_without_tools_is_asked_without(joao: Writer, model: ModelServer) -> None:
    broken = Scripted(400, {"error": {"message": "tools are not supported"}})
    model.script = [broken, broken, broken, answer("Sobre qual assunto?")]
    joao.say(QUESTION)
    assert "tools" not in model.requests[-1]
    joao.say("sobre aquilo lá")
    assert len(model.requests) == 5


def test_what_the_customer_wrote_is_masked_and_comes_back(joao: Writer, model: ModelServer) -> None:
    model.script = [answer("Seu e-mail é [EMAIL_1], certo?")]
    joao.say("anota aí maria@exemplo.com.br")
    assert "maria@" not in json.dumps(model.requests)
    assert joao.answers[0].content == "Seu e-mail é maria@exemplo.com.br, certo?"


def test_the_customers_data_and_earlier_endings_are_known(joao: Writer, model: ModelServer) -> None:
    customer = joao.write("oi").customer
    customer.plan = "Fibra 100 Mbps"
    customer.save(update_fields=["plan"])
    model.script = [answer("Sobre qual assunto?")]
    joao.say(QUESTION)
    assert "plan: Fibra 100 Mbps" in model.requests[0]["messages"][0]["content"]


@pytest.mark.parametrize("field", ["daily_budget", "conversation_budget"])
def test_a_budget_stops_the_model_and_not_the_bot(joao: Writer, model: ModelServer, field: str) -> None:
    BotSettings(price_in=1_000, price_out=1_000, **{field: "0.1"}).save()
    model.script = [answer("Sobre qual assunto?")]
    joao.say(QUESTION)
    assert (len(model.requests), str(joao.turns[0].cost)) == (1, "0.120000")
    assert str(ModelSpend.objects.get().cost) == "0.120000"
    joao.say("como troco a senha do wifi?")
    assert len(model.requests) == 1
    assert joao.turns[1].error.startswith("paused: ")
    assert joao.turns[1].outcome == "answered"


def test_a_draft_that_failed_was_paid_for_all_the_same(joao: Writer, model: ModelServer) -> None:
    model.script = [tool_call("get_account"), Scripted(401, {})]
    joao.say(QUESTION)
    assert (joao.turns[0].error, joao.turns[0].calls) == ("status 401", 1)
    assert ModelSpend.objects.get().tokens == 120
