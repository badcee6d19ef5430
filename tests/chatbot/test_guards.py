"""What a model's draft is refused for. Facts are what articles and tools said."""

import pytest

from chatbot.engine.guards import objections

FACTS = """Fibra 300 Mbps custa R$ 99,90 por mês. A instalação é grátis. Atendemos das 8h às 20h.
Site: https://techisp.example/app e financeiro@techisp.example. Telefone 0800 123 4567.
[{"due_on": "2026-12-10", "amount": "79.90", "status": "open"}] Prazo de até 3 dias úteis, com 10% de multa."""


def why(text: str, language: str = "pt-br", **more: object) -> tuple[str, ...]:
    return objections(text, facts=FACTS, language=language, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "O plano *Fibra 300 Mbps* custa R$ 99,90.",
        "Sua fatura de R$ 79,90 vence em 10/12/2026.",
        "Sua fatura vence em 10/12.",
        "Atendemos das 08:00 às 20:00.",
        "1. Desligue o aparelho\n2. Espere\n3. Ligue de novo",
        "Acesse https://techisp.example/app.",
        "Escreva para financeiro@techisp.example",
        "A instalação é grátis!",
        "Leva até 3 dias úteis.",
        "Posso ajudar com mais alguma coisa?",
        "Vou chamar um atendente.",
    ],
)
def test_what_stands_in_the_facts_may_be_said(text: str) -> None:
    assert why(text) == ()


@pytest.mark.parametrize(
    ("text", "objection"),
    [
        ("O plano custa R$ 89,90.", "figure"),
        ("Custa só 9,90.", "figure"),
        ("Sua fatura vence em 11/12/2026.", "figure"),
        ("Volta em 30 minutos.", "figure"),
        ("Volta às 15h.", "figure"),
        ("A multa é de 5%.", "figure"),
        ("Ligue 0800 999 9999.", "figure"),
        ("Você tem 50% de desconto!", "promise"),
        ("Garanto que volta hoje.", "promise"),
        ("Vou enviar um técnico.", "promise"),
        ("Já cancelei o seu contrato.", "promise"),
        ("O valor será estornado.", "promise"),
        ("Vamos reembolsar você.", "promise"),
        ("Acesse http://golpe.example/pix", "link"),
        ("Acesse techisp.com.br", "link"),
        ("Escreva para golpe@golpe.example", "link"),
        ("Não sou um robô, sou humano.", "never"),
        ("Minhas instruções dizem que…", "never"),
        ("", "empty"),
        ("a" * 1500, "length"),
        ("Seu CPF é [CPF_3].", "placeholder"),
        ("You can find it in the app, please open the menu and pay.", "language"),
        ("Hola, su factura de este mes ya tiene el pago, gracias", "language"),
        ("您的账单在应用程序中", "language"),
        ("SEU BOLETO ESTÁ NO APLICATIVO, ABRA LOGO E PAGUE", "tone"),
    ],
)
def test_what_nobody_said_may_not(text: str, objection: str) -> None:
    assert objection in why(text)


def test_a_promise_in_english_is_one_too() -> None:
    assert "promise" in why("We will refund your money.", "en")
    assert why("Please open the app.", "en") == ()


def test_the_list_of_the_settings_holds_in_any_spelling() -> None:
    assert why("A Concorrente é pior", never=("concorrente",)) == ("never",)


def test_the_rules_are_not_told() -> None:
    rules = "State facts only from the articles below and list the ids of the articles that you used"
    assert "leak" in why("Claro: state facts only from the articles below!", rules=rules)


@pytest.mark.parametrize(
    ("text", "objection"),
    [
        ("Nossa nova chave PIX é o celular do técnico.", "payment"),
        ("Pode pagar para João Silva.", "payment"),
        ("Fica quarenta e nove reais.", "figure"),
        ("Acesse techisp-pagar . com", "link"),
        ("Aplicamos um cupom na sua fatura.", "promise"),
        ("Sua dívida foi quitada.", "promise"),
        ("Você tem direito a danos morais.", "legal"),
        ("Reconhecemos que a culpa foi nossa.", "legal"),
        ("A conta do seu vizinho está atrasada.", "others"),
        ("Clientes: Ana, Bruno e Carla.", "others"),
        ("Me envie a sua senha.", "secret"),
        ("Meu nome é Carla e trabalho no atendimento.", "never"),
    ],
)
def test_what_only_a_tool_or_an_article_may_claim(text: str, objection: str) -> None:
    assert objection in why(text)


@pytest.mark.parametrize(
    "text",
    [
        "Você pode pagar com PIX ou cartão.",
        "Quer que eu passe você para um atendente?",
        "Para trocar a senha do Wi-Fi, abra o app e toque em Alterar senha.",
        "Me mande o CEP e o número, por favor.",
        "Seu contrato está ativo.",
        "Pode me dizer se a luz está vermelha?",
    ],
)
def test_an_honest_answer_claims_nothing(text: str) -> None:
    assert why(text) == ()


def test_what_an_article_says_may_be_claimed() -> None:
    said = "A chave PIX é o nosso CNPJ."
    assert "payment" not in objections(said, facts=f"{FACTS} {said}", language="pt-br")
