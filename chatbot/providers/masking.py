"""What can identify or harm a person does not leave for a model: mail addresses, cards, CPF, CNPJ, phones."""

import re

MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[e-mail]"),
    (re.compile(r"(?<!\d)\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}(?!\d)"), "[CNPJ]"),
    (re.compile(r"(?<!\d)\d(?:[ .-]?\d){12,18}(?!\d)"), "[card]"),
    (re.compile(r"(?<!\d)\d{3}[. ]?\d{3}[. ]?\d{3}[- ]?\d{2}(?!\d)"), "[CPF]"),
    (re.compile(r"(?<!\d)(?:\+?55[ -]?)?\(?\d{2}\)?[ -]?9?[ -]?\d{4}[ -]?\d{4}(?!\d)"), "[phone]"),
)


def mask(text: str) -> str:
    for pattern, word in MASKS:
        text = pattern.sub(word, text)
    return text
