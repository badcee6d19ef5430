"""Small talk, anger, threats, cancellation: what is recognised by words alone."""

from chatbot.engine.text import clauses, find_like, has_phrase, word_set, words

GREETING = word_set(
    "oi ola oie oii oiee opa eai eae ei hey hi hello alo bom boa dia tarde noite tudo bem good morning afternoon"
    " evening salve beleza hola fala olaa"
)
THANKS = word_set(
    "obrigado obrigada brigado brigada agradeco agradecido agradecida valeu gratidao grato grata thanks thank thx"
    " perfeito otimo otima show excelente maravilha resolvido resolveu funcionou certo ajudou entendi entendido"
    " combinado top joia legal massa ok okay okk beleza consegui"
)
GOODBYE = word_set("tchau xau adeus falou ate abraco abracos bye goodbye")
FILLER = word_set(
    "muito muita mesmo por favor voce voces e a o as os de do da dos das era so isso ja me mim para com pela pelo"
    " ajuda atencao mais logo breve amanha tudo bem bom boa dia tarde noite sim nao agora moca moco amigo amiga gente"
    " pessoal tambem como vai esta ai querida querido senhor senhora um uma que deu deus abencoe aqui meu minha nada"
    " viu you so much the for your help nice day then estou ta to foi rapido atendimento tenha otimo otima"
)
DENIAL = word_set(
    "nao no nope nops negativo ainda continua mesma mesmo coisa resolveu ajudou funcionou adiantou deu certo nada"
    " infelizmente problema o a isso esse essa foi era voltou igual"
)
DENIALS = (
    *("nao resolveu", "nao ajudou", "nao funcionou", "nao adiantou", "nao deu certo", "nao era isso", "nao e isso"),
    *("continua igual", "continua a mesma coisa", "continua o mesmo", "nao foi isso", "ja fiz isso", "ja tentei isso"),
    *("ja fiz tudo isso", "ja tentei tudo", "did not help", "didnt help", "not working", "nada resolvido"),
)
ASSENT = word_set(
    "sim s ss quero claro pode ser por favor isso ok okay beleza positivo yes yep sure please aceito bora vamos com"
    " certeza gostaria manda ta bom confirma confirmo"
)
LEGAL = (
    *("procon", "anatel", "advogado", "advogada", "juizado", "reclameaqui", "processar", "indenizacao", "lawyer"),
    *("lawsuit", "delegacia", "policia"),
)
LEGAL_PHRASES = (
    *("reclame aqui", "pequenas causas", "acao judicial", "danos morais", "na justica", "a justica", "meus direitos"),
    *("abrir processo", "abrir um processo", "entrar com processo", "entrar com um processo", "meter processo"),
    *(
        "meter um processo",
        "processo em voces",
        "processo contra",
        "vou processar",
        "consumidor gov",
        "codigo de defesa",
    ),
    *("defesa do consumidor", "ministerio publico", "entro na justica", "boletim de ocorrencia"),
)
ANGER = (
    *(
        "absurdo",
        "palhacada",
        "vergonha",
        "descaso",
        "merda",
        "bosta",
        "porra",
        "caralho",
        "lixo",
        "ladroes",
        "ladrao",
    ),
    *("idiotas", "idiota", "incompetentes", "incompetencia", "desgraca", "enrolacao", "fdp", "pqp", "vsf", "tnc"),
    *("desrespeito", "indignado", "indignada", "revoltado", "revoltada", "humilhacao", "vagabundos", "putaria"),
    *("ridiculo", "inaceitavel", "inadmissivel", "picaretas", "picaretagem", "bandidos", "fuck", "shit", "ridiculous"),
)
ANGER_PHRASES = (
    *("falta de respeito", "nao aguento mais", "cansei de voces", "cansado de voces", "cansada de voces", "to puto"),
    *("estou puto", "estou puta", "puto da vida", "puta da vida", "que raiva", "fazendo de palhaco", "de otario"),
    *("pior internet", "pior empresa", "pior operadora", "quero reclamar", "fazer uma reclamacao", "fazer reclamacao"),
    *("registrar reclamacao", "registrar uma reclamacao", "abrir reclamacao", "abrir uma reclamacao", "pouco caso"),
    *(
        "sem vergonha",
        "falta de consideracao",
        "saco cheio",
        "perdi a paciencia",
        "voces sao pessimos",
        "voces enrolam",
    ),
    *("tomar no cu", "bando de", "cambada de", "to de brincadeira", "palhaco aqui", "fazer queixa", "abrir queixa"),
    *("cara de pau", "vai se foder", "vao se foder", "filho da puta", "pelo amor de deus"),
)
# Real words that a mistyped word of the lists above could be taken for.
UNLIKE = word_set(
    "promessa porfa resultado resultados"
    " lixa legal process processador proteger poderia porta absoluto politica advogar ladrilho processo processos"
)

CANCEL = ("cancelar", "cancelamento", "cancela", "cancele", "cancelem", "rescindir", "rescisao", "cancel", "cancelo")
CANCEL_PHRASES = (
    *("encerrar contrato", "encerrar o contrato", "encerrar meu contrato", "encerrar minha conta", "encerrar o plano"),
    *("encerrar meu plano", "quero sair da", "nao quero mais a internet", "nao quero mais esse plano"),
    *("nao quero mais o plano", "nao quero mais o servico", "nao quero mais ser cliente", "desistir do plano"),
    *("desistir da internet", "desligar minha internet", "nao quero mais internet", "deixar de ser cliente"),
    *("pode encerrar", "quero encerrar", "nao quero mais pode", "cancela para mim", "quero me desligar"),
    *("encerra meu contrato", "encerra meu plano", "encerra minha conta", "encerramento do contrato"),
    *("trocar de operadora", "mudar de operadora", "mudar de provedor", "trocar de provedor"),
)
CANCEL_UNLIKE = word_set("cancelado cancelada cancelaram cancelou cancelei chancela cancelados")
# Something else is to be cancelled, or it is only asked about.
CANCEL_OTHER = word_set(
    "visita agendamento agendada mudanca debito boleto instalacao pedido solicitacao troca upgrade chamado multa"
    " fidelidade taxa prazo regra regras se caso cobram cobra quanto devolver devolvo"
)

HURRY = word_set("urgente urgencia urgentemente rapido pressa socorro emergencia urgent asap imediato imediatamente")
SHOUTED = 12  # letters; below it capitals mean little
LOUD = 0.7


def is_hurried(text: str) -> bool:
    return not HURRY.isdisjoint(words(text))


def is_loud(text: str) -> bool:
    """In capitals, or with a row of exclamation marks."""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return "!!!" in text or (len(letters) >= SHOUTED and capitals >= LOUD * len(letters))


def is_greeting(text: str) -> bool:
    return _only(text, GREETING, FILLER)


def is_goodbye(text: str) -> bool:
    return _only(text, GOODBYE, FILLER | THANKS | GREETING)


def is_thanks(text: str) -> bool:
    return _only(text, THANKS, FILLER | GREETING) and not denies(text)


def is_assent(text: str) -> bool:
    found = words(text)
    return bool(found) and len(found) <= 4 and ASSENT.issuperset(found)  # noqa: PLR2004


def denies(text: str) -> bool:
    """ "It did not help": a no alone, or a short sentence that says so."""
    found = words(text)
    if not found or len(found) > 8:  # noqa: PLR2004
        return False
    return bool(has_phrase(found, DENIALS)) or (
        found[0] in ("nao", "no", "nope", "negativo") and DENIAL.issuperset(found)
    )


def threatens(text: str) -> bool:
    found = words(text)
    return find_like(found, LEGAL, UNLIKE) >= 0 or bool(has_phrase(found, LEGAL_PHRASES))


def is_angry(text: str) -> bool:
    found = words(text)
    return find_like(found, ANGER, UNLIKE) >= 0 or bool(has_phrase(found, ANGER_PHRASES))


def cancels(text: str) -> bool:
    return any(_cancels(clause) for clause in clauses(text))


def _cancels(clause: tuple[str, ...]) -> bool:
    if has_phrase(clause, CANCEL_PHRASES):
        return True
    at = find_like(clause, CANCEL, CANCEL_UNLIKE)
    if at < 0 or CANCEL_OTHER & set(clause):
        return False
    return not {"nao", "nem", "sem", "not", "dont"} & set(clause[max(0, at - 3) : at])


def _only(text: str, needed: frozenset[str], allowed: frozenset[str]) -> bool:
    found = words(text)
    return bool(found) and not needed.isdisjoint(found) and (needed | allowed).issuperset(found)
