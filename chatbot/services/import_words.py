"""How files name languages and teams."""

import unicodedata

from chatbot.models import Article

LANGUAGES = {
    Article.Language.PORTUGUESE.value: ("pt", "pt-br", "portugues", "portuguese", "portugues (brasil)", "brasil"),
    Article.Language.ENGLISH.value: ("en", "en-us", "en-gb", "english", "ingles"),
}
CODES = {name: code for code, names in LANGUAGES.items() for name in names}


def language_of(text: str) -> str:
    """Empty when it is none of ours."""
    return CODES.get(plain(text).replace("_", "-"), "")


def plain(text: str) -> str:
    """Without accents and capitals."""
    letters = unicodedata.normalize("NFKD", text)
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).lower().split())
