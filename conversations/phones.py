"""Phone numbers: how they are shown, and by which keys one person is found under two of them."""

import phonenumbers

E164_DIGITS = 15
BRAZIL, MEXICO_MOBILE, ARGENTINA_MOBILE = "55", "521", "549"
LONG, BRAZIL_SHORT = 13, 12  # 55 + DDD + nine or eight digits; 521 and 549 + ten
# How the eight digits of a Brazilian mobile begin; those of a landline begin with 2 to 5.
MOBILE = "6789"


def digits(value: str) -> str:
    if value.isascii() and value.isdigit():  # as providers write it
        return value
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
    is_old_mobile = number.startswith(BRAZIL) and len(number) == BRAZIL_SHORT and number[4] in MOBILE
    return f"{number[:4]}9{number[4:]}" if is_old_mobile else number


def match_key(number: str) -> str:
    """One key for all the ways in which WhatsApp writes one person's number. It finds; it is never sent to.

    The ninth digit is left out only where the number without it can be a mobile: +55 11 9 4000-0000 without it is
    somebody's landline.
    """
    number = digits(number)
    if len(number) != LONG:
        return number
    if number.startswith(BRAZIL) and number[4] == "9" and number[5] in MOBILE:
        return number[:4] + number[5:]
    return "52" + number[3:] if number.startswith(MEXICO_MOBILE) else number


def lookup_keys(number: str) -> tuple[str, ...]:
    """Under which keys a person with this number may be known. An Argentine mobile may be known without its 9; a
    number without the 9 may be a landline, so that the way back leads to nobody."""
    key = match_key(number)
    if len(key) == LONG and key.startswith(ARGENTINA_MOBILE):
        return key, "54" + key[3:]
    return (key,)


def spellings(number: str) -> set[str]:
    """All the ways in which one person's number may be written down, without `+`; of anything else only itself."""
    if not (number.isascii() and number.isdigit()):
        return {number}
    key = match_key(number)
    found = {number, key, with_ninth_digit(key), *lookup_keys(number)}
    if len(key) == BRAZIL_SHORT:
        found |= {f"{long}{key[2:]}" for long in (MEXICO_MOBILE, ARGENTINA_MOBILE) if key.startswith(long[:2])}
    return found
