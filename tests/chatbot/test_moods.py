"""Small talk, anger, threats and cancellations are told apart by words alone."""

from collections.abc import Callable

import pytest

from chatbot.engine import moods

YES: dict[Callable[[str], bool], list[str]] = {
    moods.is_greeting: ["oi", "Oi, bom dia!", "boa noite", "Olá tudo bem?", "oiiiii", "eae blz", "hello"],
    moods.is_thanks: ["obrigado", "vlw", "muito obrigada, deu certo", "ok", "show, resolveu", "obg viu", "thank you"],
    moods.is_goodbye: ["tchau", "até mais", "flw", "obrigado, tchau"],
    moods.threatens: [
        "vou no procon",
        "vou reclamar no PROCOM",
        "vou chamar meu advogado",
        "vou processar vocês",
        "ANATEL",
        "vou botar no reclame aqui",
        "vou entrar com um processo",
    ],
    moods.is_angry: ["isso é um absurdo", "que palhaçada", "internet de merda", "não aguento mais", "quero reclamar"],
    moods.cancels: [
        "quero cancelar",
        "cancela minha internet",
        "como faço pra cancelar o plano",
        "quero cancelr",
        "CANCELAMENTO",
        "quero encerrar meu contrato",
        "não quero mais o serviço",
    ],
    moods.denies: ["não", "nao resolveu", "nao ajudou nada", "não, continua a mesma coisa", "não adiantou"],
    moods.is_assent: ["sim", "sim por favor", "quero sim", "pode ser", "s"],
}
NO: dict[Callable[[str], bool], list[str]] = {
    moods.is_greeting: ["oi quero meu boleto", "internet boa", "quero bom dia"],
    moods.is_thanks: ["nao resolveu", "obrigado mas ainda nao funcionou", "minha internet"],
    moods.is_goodbye: ["ate que horas atende"],
    moods.threatens: [
        "qual o processo de instalação",
        "o legal é que voltou",
        "processo de mudança",
        "meu processador",
    ],
    moods.is_angry: ["internet lenta", "muito ruim hoje", "a porta do roteador"],
    moods.cancels: ["não quero cancelar", "quero cancelar a visita", "tem multa pra cancelar?", "pagamento cancelado"],
    moods.denies: ["nao tenho internet", "nao recebi o boleto desse mes"],
    moods.is_assent: ["quero boleto", "sim mas qual o valor do plano"],
}


@pytest.mark.parametrize(("mood", "text"), [(mood, text) for mood, texts in YES.items() for text in texts])
def test_it_recognises(mood: Callable[[str], bool], text: str) -> None:
    assert mood(text)


@pytest.mark.parametrize(("mood", "text"), [(mood, text) for mood, texts in NO.items() for text in texts])
def test_it_does_not_mistake(mood: Callable[[str], bool], text: str) -> None:
    assert not mood(text)
