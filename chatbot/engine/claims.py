"""What a draft may say only where an article or a tool says it in the same words: whom to pay, what is owed no more,
what the law holds, how others stand, and what nobody is ever asked for. Pure."""

import re

from chatbot.engine.text import normalise

OWED = r"(?:juros|multa|taxa|divida|dividas|debito|debitos|fatura|boleto|conta|contrato|mensalidade)"
GONE = r"(?:quitad|perdoad|retirad|abatid|zerad|encerrad|extint|anulad|isentad|removid|excluid|suspens)[oa]s?"
SECRET = (
    r"(?:senha|cvv|numero do cartao|codigo de seguranca|codigo que (?:chegou|recebeu|voce recebeu)|codigo do sms|token"
    r"|password|security code|card number|pin)"
)
# Of each kind what is recognised by, in folded words.
CLAIMS = {
    "payment": (
        r"chave (?:pix|nova|e|do pix)|nova chave|arroba|ponto com|dot com|agencia \d+|em nome de"
        r"|conta d[oa] (?:tecnico|atendente|vendedor\w*)|deposit(?:e|ar|em) (?:n[oa]|em)"
        r"|pix (?:para|do tecnico|d[oa] atendente)"
    ),
    "figure": r"(?:a|pela) metade|half of",
    "promise": (
        r"cashback|cupo(?:m|ns)|vouchers?|cortesia|credito (?:na|em|para) (?:a )?(?:sua|tua|conta)"
        rf"|{OWED}(?: \w+){{0,2}} (?:foi|foram|esta|estao|sera|serao) {GONE}|nao precisa (?:mais )?pagar|pode ignorar"
        r"|nada sera cobrado|nao (?:vamos|vou|vai|vao|sera|iremos) (?:te |lhe )?cobra\w+|sem cobrar|por nossa conta"
        r"|on the house|a caminho|on (?:his|her|its|the) way|te ligar|minha palavra|my word|sorteado|sorteada"
        r"|(?:not|dont) (?:have|need) (?:to|estou) pay|daqui a pouco|ainda hoje|amanha de manha"
        r"|desconsidere|no need (?:to|estou) pay|cash ?back|store credit|sem multa"
    ),
    "legal": (
        r"danos? morais|em dobro|(?:a|por|pela) lei\b|ilega\w+|illegal|by law|codigo de defesa|culpa (?:e|foi|nossa)"
        r"|(?:ate|na|para) (?:a )?sua casa|seu nome vai|to your house|come after you"
        r"|nossa culpa|our fault|liable|reconhecemos|admitimos|assumimos|responsabilidade (?:e )?nossa|we admit"
    ),
    "others": (
        r"(?:contrato|conta|fatura|boleto|endereco|telefone|numero|cpf|plano|dados|debito) (?:del[ea]s?"
        r"|d[oa] (?:seu |sua |meu |minha )?(?:vizinh[oa]|ex|outr[oa] cliente))"
        r"|(?:his|her|their) (?:bill|account|address)"
    ),
    "secret": rf"(?:qual (?:e |foi )?(?:o |a )?(?:seu |sua )?{SECRET}|foto (?:do|de) (?:seu )?cartao|nome da sua mae"
    rf"|codigo de \w+ digitos|pix de teste)|"
    rf"(?:envi|mand|inform|pass|forne|diga|send|tell|give)\w*(?: \w+){{0,5}} {SECRET}",
    "never": (
        r"trabalho (?:no|na|aqui|com)|i work (?:at|here|for)|modo (?:desenvolvedor|debug|dan|admin\w*|livre)"
        r"|concorrencia|concorrentes?|merda|bosta|porra|caralho|puta|burr[oa]|idiota|imbecil|otari[oa]|lixo|pessim[oa]|horrivel|gostos[oa]|pelad[oa]"
        r"|nudes?|sexo|sexy|transar|tesao|fuck\w*|shit\w*|stupid|idiot|naked|terrible"
        r"|developer mode|sem (?:restricoes|filtros|regras)|(?:no|without) (?:restrictions|filters|rules)"
    ),
}
PATTERNS = {kind: re.compile(rf"\b(?:{pattern})\b") for kind, pattern in CLAIMS.items()}
# In the text as it stands: capitals and marks tell.
PAYEE = re.compile(
    r"(?i:pag\w+|transf\w+|deposit\w+|pix|pay|send)(?: \w+){0,3} (?i:para|pra|ao|à|to) (?:o |a )?"
    r"[A-ZÀ-Ý]\w+ [A-ZÀ-Ý]\w+"
)
LISTED = re.compile(r"(?i:clientes|customers)\s*:\s*[A-ZÀ-Ý]")
NAMED = re.compile(r"\b(?:meu nome e|my name is|me chamo|i am called) (\w+)")


def strange_claims(text: str, facts: str) -> set[str]:
    """The kinds of what is claimed and not known."""
    said, known = _flat(text), f" {_flat(facts)} "
    found = {kind for kind, pattern in PATTERNS.items() if _is_strange(pattern, said, known)}
    if any(match.group() not in facts for match in PAYEE.finditer(text)):
        found.add("payment")
    if LISTED.search(text):
        found.add("others")
    if any(f" {match[1]} " not in known for match in NAMED.finditer(said)):
        found.add("never")
    return found


def _is_strange(pattern: re.Pattern[str], said: str, known: str) -> bool:
    return any(f" {match.group()} " not in known for match in pattern.finditer(said))


def _flat(text: str) -> str:
    return " ".join(normalise(text).split())
