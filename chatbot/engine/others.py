"""Questions for what is somebody else's: their data, their debts, their conversations. Where a tool may tell them, it
asks who wants to know; in words alone nobody is told."""

import re

from chatbot.engine.text import normalise

DATA = (
    r"(?:dados|endereco|telefone|celular|numero|cpf|cnpj|email|senha|plano|contrato|divida|debitos?|faturas?|conversas?"
    r"|historico|cadastro|address|phone number|phone|number|email|password|plan|data|bills?|account|debts?)"
)
WHOSE = (
    r"(?:d[oae]s? (?:meus? |minhas? |seus? |um |uma |outr[oa]s? )?(?:client[ea]s?|vizinh[oa]s?|ex|assinantes?)\b"
    r"|do titular|d[oa] apartamento de|d[oe] contrato \d|do cpf \d"
    r"|of (?:the |my |another |other |your )?(?:customers?|clients?|neighbou?rs?|contract \d))"
)
PATTERNS = re.compile(
    rf"\b{DATA}(?: \w+){{0,2}} {WHOSE}"
    r"|\b(?:lista|liste|listar|mostra|mostre|envie|manda|mande|list|show)(?: \w+){0,2} (?:os|seus|de|all|your|the|of)"
    r" (?:clientes|assinantes|inadimplentes|customers|subscribers)\b"
    r"|\b(?:vizinh[oa]|ex|client[ea])(?: \w+){0,4} (?:em dia|devendo|deve|inadimplente|paga quanto|pagou)\b"
    r"|\bquanto (?:deve|paga) (?:[oa] )?(?:cpf|contrato|client[ea]|vizinh[oa])\b"
    r"|\bconversas?(?: \w+){0,4} d[oa] (?:minha|meu) (?:esposa|marido|ex|namorad[oa])\b"
)
CHANGE = re.compile(r"\b(?:trocar|mudar|alterar|atualizar|transferir|passar|change|transfer)\b")


def asks_of_others(text: str) -> bool:
    said = " ".join(normalise(text).split())
    return bool(PATTERNS.search(said)) and not CHANGE.search(said)
