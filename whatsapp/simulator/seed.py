"""What a fresh simulator holds: a few customers of TechISP and its approved templates."""

from typing import Any

from django.utils import timezone

from whatsapp.simulator.models import Account, MetaTemplate, Person
from whatsapp.simulator.people import know_customer, meet_without_number

# The last but one kept an account from before the ninth digit: its wa_id is shorter than the number people dial.
PEOPLE = (
    ("João Silva", "5511999999999"),
    ("Maria Oliveira", "5511987654321"),
    ("Carlos Eduardo Santos", "5521996543210"),
    ("Ana Beatriz Costa", "5531988776655"),
    ("Dona Lourdes Ferreira", "557188123456"),
)
HIDDEN = ("Rafael Nogueira", "@rafa.nogueira")


def seed() -> None:
    """May run any number of times; leaves what is there alone."""
    Account.load()
    is_new = not Person.objects.exists()
    for name, digits in PEOPLE:
        know_customer(digits, name=name)
    meet_without_number(*HIDDEN)
    for number, template in enumerate(TEMPLATES, start=1):
        defaults = template | {"external_id": f"59479863217400{number}", "review_at": timezone.now()}
        MetaTemplate.objects.get_or_create(
            name=defaults.pop("name"), language=defaults.pop("language"), defaults=defaults
        )
    if is_new:
        # João has just written, so that a first answer to him is not refused.
        know_customer(PEOPLE[0][1], last_wrote_at=timezone.now())


def body(text: str, *examples: str) -> dict[str, Any]:
    return {"type": "BODY", "text": text, "example": {"body_text": [list(examples)]}}


TEMPLATES: tuple[dict[str, Any], ...] = (
    {
        "name": "boas_vindas",
        "language": "pt_BR",
        "category": "UTILITY",
        "components": [
            {"type": "HEADER", "format": "TEXT", "text": "Boas-vindas à TechISP"},
            body(
                "Olá, {{1}}! Sua internet TechISP já está ativa. Por aqui você pede a segunda via da fatura, "
                "suporte técnico e mudança de plano. É só responder a esta mensagem.",
                "João",
            ),
            {"type": "FOOTER", "text": "TechISP · atendimento todos os dias"},
        ],
    },
    {
        "name": "promocao_upgrade",
        "language": "pt_BR",
        "category": "MARKETING",
        "components": [
            {"type": "HEADER", "format": "TEXT", "text": "Mais velocidade para a sua casa"},
            body(
                "Olá, {{1}}! Por tempo limitado você pode mudar para o plano *{{2}}* sem taxa de instalação e com "
                "o primeiro mês pela metade do preço. Vamos deixar sua conexão mais rápida?",
                "João",
                "Fibra 500 Mbps",
            ),
            {"type": "FOOTER", "text": "Responda SAIR para não receber ofertas"},
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "QUICK_REPLY", "text": "Quero mudar"},
                    {"type": "QUICK_REPLY", "text": "Agora não"},
                ],
            },
        ],
    },
    {
        "name": "aviso_manutencao",
        "language": "pt_BR",
        "category": "UTILITY",
        "components": [
            body(
                "Olá! Faremos uma manutenção na rede do bairro {{1}} em {{2}}. Sua conexão pode ficar instável "
                "nesse período. Agradecemos a compreensão.",
                "Vila Mariana",
                "28/11, das 2h às 5h",
            ),
            {"type": "FOOTER", "text": "TechISP · equipe de redes"},
        ],
    },
)
