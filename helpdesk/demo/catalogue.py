"""Labels, canned responses and WhatsApp templates of TechISP."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings

from accounts.models import Team
from conversations.macro_steps import checked_steps
from conversations.models import Label, Macro
from whatsapp.models import Template, TemplateStatus
from whatsapp.services.templates import rendered
from whatsapp.simulator.seed import TEMPLATES

LABELS = {
    "Sem conexão": "#d6455d",
    "Lentidão": "#e08a2e",
    "Segunda via": "#2f7ed8",
    "Cobrança": "#5b6ee1",
    "Negociação": "#8a63d2",
    "Mudança de plano": "#159a80",
    "Instalação": "#3aa655",
    "Visita técnica": "#a8741a",
    "Risco de cancelamento": "#b83280",
}


@dataclass(frozen=True, slots=True)
class Canned:
    shortcut: str
    content: str
    team: str = ""


CANNED = (
    Canned("ola", "Olá, {{customer.name}}! Aqui é {{agent.name}}, da TechISP. Como posso ajudar?"),
    Canned("aguarde", "Só um momento, por favor. Estou verificando aqui e já volto com uma resposta."),
    Canned(
        "protocolo",
        "O protocolo deste atendimento é {{conversation.protocol}}. Se precisar, é só informar esse número.",
    ),
    Canned("encerrar", "Posso ajudar em mais alguma coisa? Se estiver tudo certo, encerro o atendimento por aqui."),
    Canned("agradecer", "Obrigado pelo contato, {{customer.name}}! A TechISP deseja a você um ótimo dia."),
    Canned(
        "reiniciar",
        "Vamos reiniciar o equipamento: desligue o roteador da tomada, espere 30 segundos e ligue de novo. "
        "Em cerca de 3 minutos as luzes devem estabilizar. Pode me dizer como ficaram?",
        "Suporte",
    ),
    Canned(
        "luzes",
        "Quais luzes estão acesas no aparelho da fibra? A luz LOS está apagada, fixa ou piscando em vermelho?",
        "Suporte",
    ),
    Canned(
        "teste-velocidade",
        "Para medir certinho, conecte um computador por cabo ao roteador, feche os outros programas e acesse "
        "techisp.example/velocidade. Depois me mande o resultado, por favor.",
        "Suporte",
    ),
    Canned(
        "visita",
        "Vou agendar uma visita técnica sem custo. Temos horários pela manhã (8h às 12h) e à tarde (13h às 18h). "
        "Qual período é melhor para você?",
        "Suporte",
    ),
    Canned(
        "segunda-via",
        "Aqui está a segunda via da sua fatura. Você pode pagar pelo código de barras ou pelo PIX copia e cola, "
        "e a baixa por PIX acontece em poucos minutos.",
        "Financeiro",
    ),
    Canned(
        "desbloqueio",
        "Fiz o desbloqueio de confiança: sua conexão volta em até 15 minutos e fica liberada por 72 horas, "
        "até a confirmação do pagamento.",
        "Financeiro",
    ),
    Canned(
        "planos",
        "Nossos planos residenciais:\n• Fibra 100 Mbps: R$ 79,90\n• Fibra 300 Mbps: R$ 99,90\n"
        "• Fibra 500 Mbps: R$ 119,90\n• Fibra 1 Gbps: R$ 149,90\n"
        "Todos com Wi-Fi 6; instalação grátis com fidelidade de 12 meses.",
        "Comercial",
    ),
)


# Shared with everybody.
MACROS: dict[str, tuple[dict[str, Any], ...]] = {
    "Segunda via enviada": (
        {"kind": "send", "text": "{{customer.first_name}}, a segunda via já está no seu e-mail e na área do cliente."},
        {"kind": "add_label", "label": "Segunda via"},
        {"kind": "close", "resolution": "resolved"},
    ),
    "Sem conexão: para o Suporte": (
        {"kind": "send", "text": "Vou passar você para a equipe técnica. Seu protocolo é {{protocol}}."},
        {"kind": "note", "text": "{{customer.name}} está sem conexão; aparelho já reiniciado."},
        {"kind": "priority", "priority": "high"},
        {"kind": "transfer", "team": "Suporte", "reason": "Sem conexão"},
    ),
}


def create_macros(labels: Mapping[str, Label], teams: Mapping[str, Team]) -> None:
    rows = {"label": labels, "team": teams}
    for name, steps in MACROS.items():
        known = [{key: rows[key][value].pk if key in rows else value for key, value in step.items()} for step in steps]
        Macro.objects.create(name=name, steps=[step.data for step in checked_steps(known)])


class NamesTemplate(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def values(self) -> tuple[str, ...]: ...


def create_templates() -> None:
    """Those of the simulator, as if they had been synchronised already."""
    Template.objects.bulk_create(
        Template(
            business_account_id=settings.WHATSAPP_BUSINESS_ACCOUNT_ID,
            status=TemplateStatus.APPROVED,
            **template,
        )
        for template in TEMPLATES
    )


def template_content(step: NamesTemplate) -> tuple[str, dict[str, Any]]:
    """What the customer reads, and what goes over the wire."""
    parameters = [{"type": "text", "text": value} for value in step.values]
    components = [{"type": "body", "parameters": parameters}]
    template = next(Template(**template) for template in TEMPLATES if template["name"] == step.name)
    wire = {"name": step.name, "language": {"code": template.language}, "components": components}
    return rendered(template, components), {"template": wire}
