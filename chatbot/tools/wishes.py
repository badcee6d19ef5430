"""Which tool does the customer want? By words alone, in the ways people type; null when it is not clear."""

from chatbot.engine.text import clauses, find_like, has_phrase, word_set, words

INVOICE = ("boleto", "boletos", "fatura", "faturas", "invoice", "bill")
INVOICE_PHRASES = (
    *("segunda via", "2 via", "2a via", "codigo de barras", "linha digitavel", "copia e cola", "codigo pix"),
    *("chave pix", "pagar por pix", "pagar com pix", "pagar no pix", "pagar via pix", "manda o pix", "mandar o pix"),
    *("quero pagar", "quanto devo", "quanto eu devo", "conta do mes", "pay my bill"),
)
# They speak of an invoice, and want something else than a copy of it.
NOT_A_COPY = word_set(
    "paguei pago pagou paga comprovante cobrado cobrada cobraram cobranca errado errada duplicado duplicada caro cara"
    " aumentou aumento reajuste contesto contestar estorno reembolso parcelar negociar acordo serasa "
    "juros multa desconto"
    " cadastrar endereco email automatico debito nome titularidade paid wrong refund"
)
UNLOCK = ("desbloqueio", "desbloquear", "desbloqueia", "desbloqueie", "desbloqueiem", "unlock")
UNLOCK_PHRASES = (
    *("liberar minha internet", "libera minha internet", "liberar a internet", "libera a internet", "religar"),
    *(
        "religa minha",
        "promessa de pagamento",
        "liberacao de confianca",
        "confianca",
        "liberar o sinal",
        "libera o sinal",
    ),
    *(
        "internet bloqueada",
        "internet foi bloqueada",
        "internet ta bloqueada",
        "cortaram minha",
        "cortou minha internet",
    ),
)
NOT_AN_UNLOCK = word_set("celular aparelho tv site aplicativo app senha desconfianca")
DATE = ("vencimento", "vencimentos")
DATE_PHRASES = ("data do boleto", "data da fatura", "dia do boleto", "dia da fatura", "data de pagamento", "due date")
CHANGE = word_set(
    "mudar muda mude mudo mudanca trocar troca troque alterar altera altere alteracao passar passa outra outro adiar"
    " transferir jogar change move"
)
DOWN_PHRASES = (
    *(
        "sem internet",
        "sem conexao",
        "sem net",
        "sem rede",
        "sem sinal",
        "internet caiu",
        "net caiu",
        "caiu a internet",
    ),
    *("internet parou", "internet nao funciona", "internet nao ta funcionando", "internet nao esta funcionando"),
    *("internet nao pega", "internet nao conecta", "nao tenho internet", "nao tem internet", "internet nao volta"),
    *("internet fora", "luz vermelha", "los piscando", "los vermelho", "los acesa", "wifi sem internet", "sem wifi"),
    *(
        "internet morreu",
        "internet sumiu",
        "nao conecta na internet",
        "internet off",
        "no internet",
        "internet is down",
    ),
    *("caiu minha internet", "minha internet caiu", "nao to com internet", "estou sem acesso", "internet down"),
)
OUTAGE_PHRASES = (
    *("queda na regiao", "queda no bairro", "problema na regiao", "problema no bairro", "fora do ar na regiao"),
    *("manutencao na regiao", "manutencao no bairro", "falha na regiao", "rompimento", "meus vizinhos", "bairro todo"),
    *("rua toda", "rua inteira", "outage", "instabilidade na regiao", "caiu no bairro", "bairro inteiro"),
    *("caiu na regiao", "massiva", "alguma queda", "tem queda", "ta tendo queda"),
)
VISIT_PHRASES = (
    *("visita tecnica", "visita do tecnico", "visita de um tecnico", "agendar tecnico", "agendar um tecnico"),
    *(
        "agendar visita",
        "marcar visita",
        "marcar tecnico",
        "marcar um tecnico",
        "mandar um tecnico",
        "mandem um tecnico",
    ),
    *(
        "manda um tecnico",
        "mandar tecnico",
        "manda tecnico",
        "enviar tecnico",
        "enviar um tecnico",
        "ordem de servico",
    ),
    *("preciso de um tecnico", "preciso de tecnico", "quero um tecnico", "abrir chamado", "abre um chamado"),
    *("abrir um chamado", "send a technician", "book a technician", "technician visit"),
)
HOURS_PHRASES = (
    *(
        "horario de atendimento",
        "horario de funcionamento",
        "que horas abre",
        "que horas fecha",
        "que horas voces abrem",
    ),
    *("que horas voces fecham", "que horas abrem", "que horas fecham", "ate que horas", "estao abertos", "ta aberto"),
    *(
        "horario de voces",
        "horarios de atendimento",
        "atendem sabado",
        "atendem domingo",
        "abre sabado",
        "abre domingo",
    ),
    *("abrem sabado", "abrem domingo", "opening hours", "business hours", "when are you open"),
)


def wish_of(text: str) -> str | None:
    """ "invoice", "unlock", "due_day", "connection", "outage", "visit" or "hours"."""
    said = words(text)
    if _wants_other_day(text):
        return "due_day"
    if (find_like(said, UNLOCK) >= 0 or has_phrase(said, UNLOCK_PHRASES)) and not NOT_AN_UNLOCK & set(said):
        return "unlock"
    for wish, phrases in PHRASES.items():
        if has_phrase(said, phrases):
            return wish
    is_invoice = find_like(said, INVOICE) >= 0 or has_phrase(said, INVOICE_PHRASES)
    return "invoice" if is_invoice and not NOT_A_COPY & set(said) else None


PHRASES = {
    "visit": VISIT_PHRASES,
    "outage": OUTAGE_PHRASES,
    "connection": DOWN_PHRASES,
    "hours": HOURS_PHRASES,
}


def _wants_other_day(text: str) -> bool:
    for clause in clauses(text):
        is_date = find_like(clause, DATE) >= 0 or has_phrase(clause, DATE_PHRASES)
        if is_date and CHANGE & set(clause):
            return True
    return False


YES = word_set(
    "sim s confirmo confirma confirmado pode isso claro quero ok certo positivo uhum aham yes yep sure beleza"
)
YES_FILLER = word_set(
    "por favor pf pfv obrigado obrigada pode fazer mudar trocar agendar marcar ser desbloquear bora mano"
)
NO = word_set("nao n cancela cancelar cancele deixa esquece negativo desisto desisti pare para no nope nunca")


def agrees(text: str) -> bool:
    """A clear yes and nothing else: what changes something is not done on a guess."""
    said = set(words(text))
    if not said:
        return "👍" in text or "✅" in text
    return bool(said & YES) and said <= YES | YES_FILLER


def declines(text: str) -> bool:
    said = words(text)
    return bool(said) and said[0] in NO and len(said) <= 6  # noqa: PLR2004
