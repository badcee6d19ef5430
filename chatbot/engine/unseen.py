"""Signs that nobody sees and a model reads: whole orders are hidden in them, in what is imported or pasted."""

import re

# Those that join emoji and choose their form stay where there are emoji.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    "|(?<![\ufe0f\u2600-\u27bf\U0001f000-\U0001faff])[\u200d\ufe0e\ufe0f](?![\u20e3])"
)
# As they are typed or corrected between the digits of a number.
SPACES = re.compile(r"(?<=\d)[\u00a0\u2000-\u200a\u202f\u205f\u3000](?=\d)")
DASHES = re.compile(r"(?<=\d)[\u2010-\u2015\u2212\ufe58\ufe63\uff0d](?=\d)")


def seen(text: str) -> str:
    """What is there to be seen."""
    return text if text.isascii() else UNSEEN.sub("", text)


def with_plain_numbers(text: str) -> str:
    """Their spaces and dashes are those of a keyboard."""
    return text if text.isascii() else DASHES.sub("-", SPACES.sub(" ", seen(text)))
