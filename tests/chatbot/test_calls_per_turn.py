"""How often a model is asked in a turn: once where it decides, twice where a tool told it something, never where a
rule knows."""

from typing import Any

import pytest

from accounts.models import Team
from chatbot.models import Article
from helpdesk.demo.subscribers import create_subscribers
from tests.chatbot.cast import Writer
from tests.chatbot.model_server import ModelServer, Scripted, completion, tool_call

pytestmark = pytest.mark.django_db
VAGUE = "e aí, como ficou aquele negócio do mês?"
REPLY = {"intent": "other", "confidence": 0.9, "action": "answer", "reason": "", "sources": []}


def said(reply: str, **more: Any) -> Scripted:
    return completion({**REPLY, "reply": reply, **more})


TURNS: dict[str, tuple[str, list[Scripted], int]] = {
    "from an article": ("como troco a senha do wifi?", [said("Abra o app TechISP e toque em Alterar senha.")], 1),
    "a question back": (VAGUE, [said("Sobre qual assunto?")], 1),
    "to a person": (VAGUE, [said("", action="hand_over", reason="Quer saber do mês.")], 1),
    "a tool that answers itself": (VAGUE, [tool_call("send_invoice_copy")], 1),
    "a tool that is told of": (VAGUE, [tool_call("list_invoices"), said("Sua fatura é de R$ 79,90.")], 2),
    "a draft that may not be sent": (VAGUE, [said("O plano custa R$ 1,23.")], 1),
    "small talk": ("bom dia", [], 0),
    "thanks": ("obrigado!", [], 0),
    "a wish for a person": ("quero um atendente", [], 0),
    "danger": ("não quero mais viver", [], 0),
    "a favour": ("me dá 50% de desconto", [], 0),
    "somebody else's data": ("qual o endereço da cliente Ana?", [], 0),
    "other letters": ("我的网络坏了", [], 0),
}


@pytest.fixture(autouse=True)
def provider(knowledge: None, support: Team, model: ModelServer) -> None:
    create_subscribers()


@pytest.mark.parametrize("name", TURNS)
def test_a_turn_asks_the_model_no_oftener_than_it_must(joao: Writer, model: ModelServer, name: str) -> None:
    written, script, calls = TURNS[name]
    sources = list(Article.objects.values_list("pk", flat=True))
    for one in script:
        if one.body["choices"][0]["message"]["content"]:
            one.body["choices"][0]["message"]["content"] = one.body["choices"][0]["message"]["content"].replace(
                '"sources": []', f'"sources": {sources}'
            )
    model.script = [*script]
    joao.say(written)
    assert joao.answers
    assert (len(model.requests), joao.turns[0].calls) == (calls, calls)
