"""Does a draft speak of what it was given? Names that nobody gave, deeds that nobody did and sentences about something
else are told by their form, whatever they say. Pure."""

import re

from chatbot.engine.similarity import CHATTER
from chatbot.engine.text import normalise, stem, word_set
from chatbot.engine.texts import ENGLISH, PORTUGUESE

# Said in any conversation, and about nothing in particular.
POLITE = word_set(
    "explique explico contratar contrate assinar "
    "sobre assunto aqui ajudar ajuda ajudo posso algo alguma mais outra outro coisa melhorou resolveu funcionou"
    " voltou certo claro obrigado obrigada desculpe desculpa infelizmente entendi entendo encontrei encontra"
    " encontrar informacao informacoes pergunta perguntas duvida duvidas resposta responder detalhe detalhes"
    " explicar explicacao contar conte diga diz dizer escrever escreva mandar mande enviar envie chame chamar"
    " prefere preferir quiser precisar precisa precisando tentar tente tenta testar assim espere esperar aguarde"
    " pouco novo nova novamente vez seguir siga passos passo abra abrir toque tocar clique acesse entrar entre tela"
    " menu opcao opcoes celular aplicativo desligue ligue ligar desligar verificar verifique confira conferir olhar"
    " veja ver mostrar aparecem aparece atendente pessoa alguem equipe time internet conexao fatura boleto plano"
    " planos wifi roteador modem conta servico servicos cliente clientes trabalhamos atendemos oferecemos temos"
    " apenas somente tambem agora depois antes primeiro segundo hora horas horario horarios dia dias mes minuto"
    " minutos favor nome cpf cnpj cep endereco assistente virtual robo sim nao ainda mesmo melhor caso problema"
    " situacao falando falar quer querer saber pode ser pegar pega encontra chamo passar passo confirmar confirma"
    " correto exemplo seguinte quando qual quais onde como about anything else help please sorry could would like"
    " tell write more detail question answer find found open tap menu option check try again wait working works"
    " still person agent team call address name plan invoice bill router connection service customer only also after"
    " before first then now day days hour hours month need want know send thanks thank welcome understand right"
    " which mean with costs cost included month here there you your desde entre ate since until between"
)
OWN = frozenset(stem(word) for text in (*PORTUGUESE.values(), *ENGLISH.values()) for word in normalise(text).split())
COMMON = frozenset(stem(word) for word in POLITE) | OWN
# Written with a capital by everybody.
CAPITALS = word_set(
    "pix cpf cnpj cep rg wifi wi fi whatsapp app sms pdf qr code android iphone ios google internet led los pon lan"
    " wan tv mbps gbps ghz ip brasil brazil portugues ingles portuguese english natal pascoa i monday tuesday"
    " wednesday thursday friday saturday sunday january february march april may june july august september october"
    " november december ok sim nao"
)
SENTENCE = re.compile(r"[.!?:;\n•]+|\s[-–—]\s")
# Asks for something short, and states nothing.
QUESTION_BACK = re.compile(r"(?:^|(?<=[.!?\n]))\s*(?:qual|quais|what|which)(?: [^\s.!?:;]+){1,5}\?")
STARTS = re.compile(r"(?:^|[.!?:;•\n*_~\"“”'()–—-]|\d[.)]|[^\w\s,%/])\s*$")
CAPITAL = re.compile(r"(?<!\w)[A-ZÀ-Ý][\w'’-]+")
# "Aumentamos", "foi desbloqueada": what the company did, or does not.
WE = re.compile(
    r"\b(?!vamos|podemos|temos|estamos|somos|queremos|precisamos|sentimos|lamentamos|agradecemos|atendemos"
    r"|trabalhamos|conseguimos|encontramos|menos|extremos|ramos)\w{2,}(?:amos|emos|imos)\b"
)
DEED = re.compile(
    r"\b(?:foi|foram|ja esta|ficou) \w+(?:ad|id)[oa]s?\b|\b(?:is|are|was|were|been) (?:already )?\w+ed\b"
)
FEW, MOST = 2, 0.5


def strange_names(text: str, known: str) -> set[str]:
    """Capitalised within a sentence, and given by nobody."""
    given = set(normalise(known).split()) | CAPITALS
    found = (match for match in CAPITAL.finditer(text) if not STARTS.search(text[: match.start()]))
    return {match.group() for match in found if not set(normalise(match.group()).split()) <= given}


def strange_deeds(text: str, facts: str) -> set[str]:
    said, known = " ".join(normalise(text).split()), f" {' '.join(normalise(facts).split())} "
    return {m.group() for pattern in (WE, DEED) for m in pattern.finditer(said) if f" {m.group()} " not in known}


def strays(text: str, known: str) -> bool:
    """One of its sentences is mostly about what neither facts nor the customer spoke of."""
    given = {stem(word) for word in normalise(known).split()} | COMMON
    parts = SENTENCE.split(QUESTION_BACK.sub(" ", text))
    return any(_is_strange(sentence, given) for sentence in parts)


def _is_strange(sentence: str, given: set[str] | frozenset[str]) -> bool:
    telling = {stem(word) for word in normalise(sentence).split() if _tells(word)}
    strange = telling - given
    return len(strange) >= FEW and len(strange) >= MOST * len(telling)


def _tells(word: str) -> bool:
    return word not in CHATTER and len(word) > 2 and not word.isdigit()  # noqa: PLR2004
