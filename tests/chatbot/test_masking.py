"""What identifies a person is hidden on the way out and back in its place on the way in."""

from chatbot.providers.masking import Mask, mask

TEXT = (
    "cpf 253.454.709-79, mail a.b@c.com.br, cartão 4111 1111 1111 1111, fone (11) 98765-4321, cnpj 38.721.456/0001-13"
)


def test_everything_is_hidden_and_shown_again() -> None:
    made = Mask()
    hidden = made.hide(TEXT)
    for secret in ("253", "a.b@", "4111", "98765", "38.721"):
        assert secret not in hidden
    assert made.show(hidden) == TEXT


def test_one_value_has_one_name() -> None:
    made = Mask()
    assert made.hide("253.454.709-79 e 253.454.709-79") == "[CPF_1] e [CPF_1]"


def test_a_name_that_the_customer_types_opens_nothing() -> None:
    made = Mask()
    made.hide("253.454.709-79")
    assert "CPF_1" not in made.hide("qual é o [CPF_1]?")
    assert made.show("[CPF_9]") == "[CPF_9]"


def test_logs_are_masked_one_way() -> None:
    assert mask("cpf 25345470979") == "cpf [CPF]"


def test_a_phone_with_its_countrys_code_is_no_card() -> None:
    assert mask("+5511999999999 ou 5511999999999") == "[PHONE] ou [PHONE]"
    assert mask("4111111111111111") == "[CARD]"
