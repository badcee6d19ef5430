"""Letters that hide a word: such as nobody sees, such as only look like others, and letters set apart. Also what is
written in no letters of ours at all."""

import re
import unicodedata
from functools import lru_cache

# Cyrillic, Greek and others that look like a Latin letter; and the emoji that are letters.
LOOKALIKES = str.maketrans(
    dict(zip("авекмнорстухіјѕґԁһӏүαβγεηικνορτυχωıłøɑɡ", "abekmhopctyxijsgdhlyabyenikvoptuxwiloag", strict=True))
    | {chr(0x1F1E6 + at): chr(0x61 + at) for at in range(26)}
    | {chr(start + at): chr(0x61 + at) for start in (0x1F150, 0x1F170) for at in range(26)}
    | {"🆎": "ab", "🆑": "cl", "🆘": "sos"}
)
# Nothing to see, though no format characters: fillers of Hangul, the empty pattern of Braille.
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u180e")
APART = re.compile(r"(?<![a-z0-9])[a-z]([ ._*|~+/-])[a-z](?:\1[a-z]){2,}(?![a-z0-9])")
# "4t3nd3nt3"; "wifi6e" and "fibra5g" are none.
MIXED = re.compile(r"(?<![\w@])[a-z0-9@$]*[a-z][0-9@$][a-z][a-z0-9@$]*(?![\w.@])")
ENDED = re.compile(r"(?<![\w@.])[a-z]+[0134@](?![\w.@])")
UNIT = re.compile(r"\d{2}|\d(?:g|gb|mb|mbps|giga|mega|ghz|e|h|k|m|v|x)s?(?:$|\d)")
AS_DIGITS = str.maketrans("013457@$", "oieastas")
FOREIGN = 0.5
FEW = 2


@lru_cache(maxsize=4096)
def visible(text: str) -> str:
    """Without what nobody sees."""
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf" and c not in BLANK)


@lru_cache(maxsize=4096)
def revealed(text: str) -> str:
    """In lower case, without accents, as it is read: no hidden letters, none that stand for others, none apart."""
    plain = text.lower()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", visible(plain).translate(LOOKALIKES))
        plain = "".join(c for c in decomposed if unicodedata.category(c) != "Mn").translate(LOOKALIKES).lower()
    plain = APART.sub(lambda found: found.group().replace(found[1], ""), plain)
    spelled = MIXED.sub(_spelled, plain)
    # Where one word is written so, the little ones beside it are, too: "m3 d4 d3sc0nt0".
    return spelled if spelled == plain else ENDED.sub(_spelled, spelled)


def _spelled(found: "re.Match[str]") -> str:
    word = found.group()
    return word if UNIT.search(word) else word.translate(AS_DIGITS)


def is_in_foreign_letters(text: str) -> bool:
    """Chinese, Arabic, Russian: most of what stands there."""
    letters = [c for c in unicodedata.normalize("NFKC", text) if c.isalpha()]
    latin = sum(unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return len(letters) >= FEW and latin < FOREIGN * len(letters)
