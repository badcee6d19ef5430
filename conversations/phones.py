"""Phone numbers: how they are shown, and by which key one person is found under two of them."""

import phonenumbers

E164_DIGITS = 15
BRAZIL = "55"
BRAZIL_LONG, BRAZIL_SHORT = 13, 12  # 55 + DDD + nine or eight digits


def digits(value: str) -> str:
    return "".join(c for c in value if c.isascii() and c.isdigit())


def parse_phone(value: str) -> str | None:
    """E.164 of what a person typed, or null when no country has such a number. Without `+` and a country code
    it is read as Brazilian, unless it is only complete with the country code in it."""
    text = value.strip()
    candidates = [text] if text.startswith("+") else [f"+{digits(text)}", f"+{BRAZIL}{digits(text)}"]
    if not text.startswith("+") and len(digits(text)) in (10, 11):
        candidates.reverse()
    for candidate in candidates:
        try:
            number = phonenumbers.parse(candidate, None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def phone_of_wa_id(wa_id: str) -> str | None:
    """What to show: E.164, with the ninth digit that Brazilian mobiles have had since 2016."""
    number = digits(wa_id)
    if not number or len(number) > E164_DIGITS:
        return None
    return f"+{with_ninth_digit(number)}"


def with_ninth_digit(number: str) -> str:
    is_old_mobile = number.startswith(BRAZIL) and len(number) == BRAZIL_SHORT and number[4] in "6789"
    return f"{number[:4]}9{number[4:]}" if is_old_mobile else number


def match_key(number: str) -> str:
    """One key for all the ways in which WhatsApp writes one person's number. It finds; it is never sent to."""
    number = digits(number)
    if number.startswith(BRAZIL) and len(number) == BRAZIL_LONG and number[4] == "9":
        return number[:4] + number[5:]
    if number.startswith("521") and len(number) == 13:  # noqa: PLR2004  Mexico
        return "52" + number[3:]
    if number.startswith("549") and len(number) == 13:  # noqa: PLR2004  Argentina
        return "54" + number[3:]
    return number
