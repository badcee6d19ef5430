"""What a text is about, by words alone: for the agent's note and the reports when no article fits."""

from chatbot.engine.text import find_like, has_phrase, words

# In order of precedence: the first that fits.
WORDS: dict[str, tuple[str, ...]] = {
    "trust_unlock": ("desbloqueio", "desbloquear", "desbloqueia", "bloqueada", "bloqueado", "confianca", "unlock"),
    "due_date_change": ("vencimento",),
    "negotiation": ("negociar", "negociacao", "parcelar", "parcelamento", "divida", "acordo", "debitos", "serasa"),
    "address_change": ("endereco", "mudanca", "mudei", "mudando"),
    "installation": ("instalacao", "instalar", "instalador", "instalam"),
    "coverage": ("cobertura", "viabilidade", "coverage"),
    "outage": ("manutencao", "rompimento", "outage"),
    "invoice_copy": ("boleto", "boletos", "fatura", "faturas", "pix", "invoice", "codigo"),
    "billing_status": ("pagamento", "paguei", "cobranca", "cobrado", "pago", "comprovante", "payment"),
    "plan_change": ("upgrade", "downgrade", "aumentar", "diminuir"),
    "subscriber_area": ("aplicativo", "app", "login", "portal"),
    "opening_hours": ("horario", "horarios"),
    "technical_support": (
        *("internet", "wifi", "sinal", "lenta", "lento", "caiu", "caindo", "travando", "modem", "roteador", "conexao"),
        *("conecta", "funciona", "luz", "senha", "ping", "slow", "velocidade", "tecnico", "visita"),
    ),
    "prices": ("preco", "precos", "valor", "valores", "custa", "promocao", "planos", "price"),
    "new_contract": ("assinar", "contratar", "contratacao", "subscribe"),
}
PHRASES: dict[str, tuple[str, ...]] = {
    "outage": ("toda a rua", "rua toda", "bairro todo", "meus vizinhos", "todos os vizinhos", "rua inteira"),
    "due_date_change": ("data de vencimento", "mudar a data", "trocar a data", "data do boleto"),
    "plan_change": ("mudar de plano", "mudar o plano", "trocar de plano", "trocar o plano", "mais velocidade"),
    "new_contract": ("quero internet", "virar cliente", "ser cliente", "novo plano"),
    "coverage": ("atende no", "atende na", "atendem no", "atendem na", "chega no", "chega na", "tem no bairro"),
}


def guess_intent(text: str) -> str:
    found = words(text)
    for intent, phrases in PHRASES.items():
        if has_phrase(found, phrases):
            return intent
    return next((intent for intent, known in WORDS.items() if find_like(found, known) >= 0), "other")
