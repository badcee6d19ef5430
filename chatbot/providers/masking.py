"""What can identify or harm a person does not leave for a model: mail addresses, cards, CPF, CNPJ, phones. Within a
turn each stands behind a name of its own; an answer or a tool's argument that holds the name gets the value back."""

import re

from chatbot.engine.unseen import with_plain_numbers

MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "EMAIL"),
    (re.compile(r"(?<!\d)\d{2}\.?\d{3}\.?\d{3}\s?/?\s?\d{4}\s?-?\s?\d{2}(?!\d)"), "CNPJ"),
    # With the country's code it has as many digits as a short card.
    (re.compile(r"(?<!\d)\+?55[ -]?\(?[1-9]\d\)?[ -]?9?[ -]?\d{4}[ -]?\d{4}(?!\d)"), "PHONE"),
    (re.compile(r"(?<!\d)\d(?:[ .-]?\d){12,18}(?!\d)"), "CARD"),
    (re.compile(r"(?<!\d)\d{3}[. ]?\d{3}[. ]?\d{3}[- ]?\d{2}(?!\d)"), "CPF"),
    (re.compile(r"(?<!\d)(?:\+?55[ -]?)?\(?\d{2}\)?[ -]?9?[ -]?\d{4}[ -]?\d{4}(?!\d)"), "PHONE"),
)
PLACEHOLDER = re.compile(r"\[(?:EMAIL|CNPJ|CARD|CPF|PHONE)_\d+\]")


def mask(text: str) -> str:
    """One way: for logs."""
    text = with_plain_numbers(text)
    for pattern, word in MASKS:
        text = pattern.sub(f"[{word}]", text)
    return text


class Mask:
    """Both ways, for one turn."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: dict[str, str] = {}

    def hide(self, text: str) -> str:
        # A customer who types a placeholder gets nobody's value for it.
        text = PLACEHOLDER.sub("[…]", with_plain_numbers(text))
        for pattern, word in MASKS:
            text = pattern.sub(lambda match, word=word: self._name(match.group(), word), text)  # type: ignore[misc]
        return text

    def show(self, text: str) -> str:
        return PLACEHOLDER.sub(lambda match: self._values.get(match.group(), match.group()), text)

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(self._names)

    def _name(self, value: str, word: str) -> str:
        if value not in self._names:
            name = f"[{word}_{len(self._names) + 1}]"
            self._names[value], self._values[name] = name, value
        return self._names[value]
