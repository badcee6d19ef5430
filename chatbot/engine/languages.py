"""In which language to answer: Portuguese or English, of the two the nearer. Others are recognised by their commonest
words, or by their letters."""

import re
from functools import lru_cache

from chatbot.engine.disguise import is_in_foreign_letters, revealed
from chatbot.engine.text import word_set

ENGLISH = word_set(
    "i my me you your is are the how what when where can do does have has not want need would like please of to and"
    " it with this that for am was pay bill change hello hi thanks thank talk speak human agent person help"
)
PORTUGUESE = word_set(
    "eu meu minha o a os as de do da que com para nao quero voce voces como qual quando onde e em um uma estou ta por"
    " no na boleto sem tem"
)
WORD = re.compile(r"[a-z]+")
# None of them is a Portuguese or an English word.
MARKS = {
    "es": word_set(
        "hola buenos buenas dias tardes noches gracias usted ustedes tengo tiene tienen puedo puede quiero quisiera"
        " necesito estoy soy hay muy pero y el los las con mi cuando cuanto cuesta donde conexion factura ayuda ayudar"
        " hace desde ayer hoy manana senor senora persona hablar pagar conmigo hasta aqui bien lo le se les del al"
        " servicio precio lento lenta mucho nada ninguna algun todavia funciona tecnico cuenta"
    )
    - word_set("con pagar bien nada funciona se desde lo lento lenta tecnico al les tardes dias"),
    "fr": word_set(
        "bonjour bonsoir salut merci je tu il elle nous vous mon ma mes votre vos le les des du une est suis ai avez"
        " avoir pas plus avec pour sur dans quel quelle quand combien comment ou facture besoin voudrais veux puis"
        " parler quelqu connexion marche coute abonnement depuis hier aujourd hui bien et mais personne aidez"
    )
    - word_set("tu ai est plus sur ou pour les ma le des mes bien il"),
    "de": word_set(
        "hallo guten tag morgen danke bitte ich du er wir ihr mein meine mich mir kein keine keinen nicht ist sind"
        " habe haben hat kann konnen mochte will brauche mit fur auf und oder aber der das dem den ein eine einen"
        " wie wann warum wo wieviel kostet rechnung bezahlen sprechen jemand seit gestern heute geht funktioniert"
    )
    - word_set("will tag du mir den das dem er"),
    "it": word_set(
        "ciao buongiorno buonasera salve grazie prego io tu lei noi voi mio mia miei non sono ho hai abbiamo avete il"
        " lo gli dei della delle nella con per che quando quanto costa dove perche bolletta fattura bisogno vorrei"
        " voglio posso parlare qualcuno connessione funziona da ieri oggi molto ma e anche"
    )
    - word_set("salve tu lo con per che quando quanto dei da ma e posso ho non il sono voi"),
}
# What is read by people of neither.
ENGLISH_RATHER = ("de", "?")
SURE, SHORT = 2, 3


def guess_language(text: str) -> str:
    """English when more of the words are English than Portuguese, and at least two; else Portuguese."""
    if foreign_language(text) in ENGLISH_RATHER:
        return "en"
    english, portuguese = _count(text, ENGLISH), _count(text, PORTUGUESE)
    return "en" if english >= SURE and english > portuguese else "pt-br"


def is_portuguese(text: str) -> bool:
    """Surely, and not only for want of English words."""
    portuguese = _count(text, PORTUGUESE)
    return portuguese >= SHORT and portuguese > _count(text, ENGLISH)


@lru_cache(maxsize=256)
def foreign_language(text: str) -> str:
    """ "es", "fr", "de", "it", "?" where the letters themselves are others; empty where it is ours."""
    if is_in_foreign_letters(text):
        return "?"
    said = WORD.findall(revealed(text))
    counts = {language: sum(word in marks for word in said) for language, marks in MARKS.items()}
    best = max(counts, key=lambda language: counts[language])
    ours = max(_count(text, ENGLISH), _count(text, PORTUGUESE))
    needed = 1 if len(said) <= SHORT else SURE
    return best if counts[best] >= needed and counts[best] > ours else ""


def _count(text: str, known: frozenset[str]) -> int:
    return sum(word.strip("?!.,") in known for word in revealed(text).replace("'", "").split())
