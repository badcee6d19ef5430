"""Does the customer want a person? In the ways in which people say so, and only then."""

from chatbot.engine.text import clauses, find_like, has_phrase, word_set

PERSON = (
    *("atendente", "humano", "humana", "operador", "consultor", "consultora", "funcionario", "gerente"),
    *("supervisor", "supervisora", "representante", "vendedor", "vendedora", "human", "operator", "representative"),
)
# Only with a verb of contact ("falar com alguem"), for they stand in many other sentences.
SOMEBODY = (
    *(
        "alguem",
        "pessoa",
        "gente",
        "pessoal",
        "moca",
        "moco",
        "suporte",
        "central",
        "equipe",
        "financeiro",
        "comercial",
    ),
    *("vendas", "setor", "voces", "tecnico", "someone", "somebody", "person", "agent", "people", "team"),
)
# Words that look like a mistyped person, and are none.
UNLIKE = word_set(
    "atender atende atendem atendeu atendendo atendido atendida atendimento atendimentos humor consulta consultar"
    " vender venda vendem funcionando funciona funcionam funcionar operadora"
    " consultei supervisao operadoras operando operador operacao gerencia gerenciar gerado gerar representa"
) - {"operador"}
WANT = (
    *("quero", "queria", "quer", "gostaria", "preciso", "precisava", "desejo", "prefiro", "exijo", "necessito"),
    *("falar", "falo", "fala", "conversar", "converso", "contato", "passa", "passar", "passe", "transfere"),
    *("transferir", "transfira", "chama", "chamar", "chame", "chamem", "manda", "mande", "coloca", "coloque", "bota"),
    *("conecta", "conectar", "encaminha", "encaminhar", "direciona", "tem", "tenha", "onde", "posso", "pode"),
    *("consigo", "poderia", "aguardo", "aguardando", "esperando", "want", "need", "talk", "speak", "get", "give"),
    *("connect", "transfer", "chat", "call"),
)
CONTACT = (
    *("falar", "falo", "conversar", "contato", "passa", "passar", "passe", "transfere", "transferir", "transfira"),
    *("chama", "chamar", "chame", "chamem", "coloca", "encaminha", "talk", "speak", "connect", "transfer", "chat"),
)
PAST = word_set(
    "falei falou falaram conversei conversou disse disseram atendeu atenderam resolveu resolveram veio vieram prometeu"
    " garantiu informou informaram passou passaram mandou mandaram ficou ontem spoke talked said told explicou"
)
# "Passar a conta pra outra pessoa", "falar mal de voces", "passa cabo de voces na rua".
ELSE = word_set("outra outro mal conta contrato cabo fibra rede rua")
DIRECT = word_set("quero queria preciso falar conversar chama chame passa transfere gostaria")
NO = frozenset(("nao", "nem", "sem", "not", "dont", "no"))
# "Nao consigo falar com atendente" wishes for one all the same.
UNABLE = word_set("consigo consegui consegue tem tenho existe ha posso can cant achei aparece")
ROBOT = ("robo", "robos", "bot", "bots", "maquina", "robot", "chatbot", "robozinho", "automatico", "gravacao")
REFUSAL = word_set("nao chega odeio detesto cansei cansado parar nada sem burro inutil lixo not hate stop dont")
OUTRIGHT = (
    *("atendimento humano", "atendimento com humano", "suporte humano", "ser humano", "pessoa de verdade"),
    *("pessoa real", "pessoa humana", "gente de verdade", "real person", "real human", "alguem de verdade"),
    *("alguem pode me atender", "alguem me atende", "alguem pode me ajudar", "alguem me ajuda", "alguem me responde"),
    *("tem alguem ai", "alguem ai", "tem alguem", "ninguem me atende", "ninguem responde", "ninguem me responde"),
    *("quero uma pessoa", "quero alguem", "quero atendimento", "preciso de atendimento", "quero ser atendido"),
    *("quero ser atendida", "human please", "customer service", "me liga", "me ligue", "me ligar", "live agent"),
    *("quero pessoa", "quero gente", "quero falar com gente", "alguma pessoa", "uma pessoa ai", "alguem real"),
    *("ninguem atende aqui", "ninguem me ajuda", "ninguem aqui atende", "falar com alguem", "fala com alguem"),
    *("talk to someone", "talk to somebody", "speak to someone", "chama uma pessoa", "chamar uma pessoa"),
    *("me telefona", "me telefone", "liga para mim", "ligar para mim", "ligue para mim", "call me"),
)
# "Ate que horas tem atendente", "domingo tem alguem": asked about, not wished for.
WHEN = word_set("horas hora horario horarios domingo sabado feriado trabalhando")
# The company's own parts: "setor financeiro" alone is a wish, too.
SECTOR = frozenset(("setor", "departamento", "sector", "department"))
SECTOR_WORDS = 4
# What telephone menus have taught people to type.
MENU = frozenset(("0", "transferir", "transfere", "transfer"))
ALONE = 3  # "atendente", "atendente por favor": so few words can mean nothing else


def wants_human(text: str) -> bool:
    return any(_wants(clause) for clause in clauses(text))


def _wants(clause: tuple[str, ...]) -> bool:
    if _refuses_robot(clause) or _is_menu_choice(clause):
        return True
    if WHEN & set(clause) and not DIRECT & set(clause):
        return False
    if phrase := has_phrase(clause, OUTRIGHT):
        return not _is_negated(clause, " ".join(clause).split(phrase)[0].count(" "))
    person = find_like(clause, PERSON, UNLIKE)
    if person >= 0:
        return _is_wish(clause, person, WANT) or (len(clause) <= ALONE and not (NO | PAST) & set(clause))
    if ELSE & set(clause):
        return False
    somebody = find_like(clause, SOMEBODY)
    # "Que horas o tecnico passa": a verb after it is somebody's own doing.
    return somebody >= 0 and not set(CONTACT).isdisjoint(clause[:somebody]) and _is_wish(clause, somebody, CONTACT)


def refuses_human(text: str) -> bool:
    """ "Nao quero atendente": what was learnt from examples looks at words and not at what is denied."""
    return any((at := find_like(clause, PERSON, UNLIKE)) >= 0 and _is_negated(clause, at) for clause in clauses(text))


def _is_menu_choice(clause: tuple[str, ...]) -> bool:
    is_sector = len(clause) <= SECTOR_WORDS and bool(SECTOR & set(clause)) and not (NO | PAST) & set(clause)
    return is_sector or (len(clause) == 1 and clause[0] in MENU)


def _refuses_robot(clause: tuple[str, ...]) -> bool:
    robot = find_like(clause, ROBOT)
    return robot >= 0 and bool(REFUSAL & set(clause[: robot + 2]))


def _is_wish(clause: tuple[str, ...], person: int, verbs: tuple[str, ...]) -> bool:
    """A verb of wishing before the person (or just after: "atendente quero"), neither denied nor past."""
    before = [index for index in range(person) if clause[index] in verbs]
    after = [index for index in range(person + 1, min(person + 4, len(clause))) if clause[index] in verbs]
    if not before and not after:
        return False
    return not _is_past(clause, before, person) and not _is_negated(clause, person)


def _is_past(clause: tuple[str, ...], wishes: list[int], person: int) -> bool:
    """The nearest verb before the person tells of the past; or, with no wish before it, anything does."""
    past = [index for index, word in enumerate(clause) if word in PAST]
    if not wishes:
        return bool(past)
    return any(wishes[-1] < index < person for index in past)


def _is_negated(clause: tuple[str, ...], person: int) -> bool:
    """ "nao quero atendente", "sem falar com atendente"; but not "nao consigo falar com atendente"."""
    for index in range(max(0, person - 6), person):
        if clause[index] in NO and not UNABLE & set(clause[index + 1 : index + 3]):
            # "Nao sei mais o que fazer quero falar com atendente": the denial is of another verb.
            following = clause[index + 1 : index + 3]
            return any(word in WANT for word in following) or person - index <= 3  # noqa: PLR2004
    return False
