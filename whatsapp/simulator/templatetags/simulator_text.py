"""How the phone shows things: WhatsApp's markup, initials, hues, icons."""

import json
import re
import zlib
from datetime import datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()
# On escaped text; the marks stand at the edge of a word, as on the phone.
MARKUP = (
    (re.compile(r"```(.+?)```", re.DOTALL), r"<code>\1</code>"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), r"<em>\1</em>"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])"), r"<s>\1</s>"),
)
LINK = re.compile(r"(https?://[^\s<]*[^\s<.,;:!?)&])")
HUES = 8


@register.filter
def whatsapp_markup(text: object) -> SafeString:
    """*bold*, _italic_, ~struck~, ```code``` and links. Marks inside a link stay as they are."""
    pieces = LINK.split(str(escape(text)))
    shown = [link(piece) if index % 2 else marked(piece) for index, piece in enumerate(pieces)]
    return mark_safe("".join(shown))  # noqa: S308 -- every piece was escaped above


def marked(piece: str) -> str:
    for pattern, replacement in MARKUP:
        piece = pattern.sub(replacement, piece)
    return piece


def link(address: str) -> str:
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>'


@register.filter
def named_in(address: str, names: dict[str, str]) -> str:
    """Whose address it is; the address itself when it has no name."""
    return names.get(address) or address


@register.filter
def as_json(content: object) -> str:
    return json.dumps(content)


@register.filter
def initials(name: str) -> str:
    words = [word for word in re.split(r"\W+", name) if word]
    if not words or not words[0][0].isalpha():
        return "#"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def hue(name: str) -> int:
    """The same for the same name, always."""
    return zlib.crc32(name.encode()) % HUES


@register.filter
def number_shown(wa_id: str | None) -> str:
    """+55 11 99999-9999; other countries as they are."""
    found = re.fullmatch(r"55(\d{2})(\d{4,5})(\d{4})", wa_id or "")
    return f"+55 {found[1]} {found[2]}-{found[3]}" if found else f"+{wa_id}" if wa_id else ""


@register.filter
def day_shown(at: datetime) -> str:
    day = timezone.localtime(at).date()
    age = (timezone.localdate() - day).days
    if age in {0, 1}:
        return (_("Today"), _("Yesterday"))[age]
    # Portuguese writes its months small.
    written = date_format(day, "DATE_FORMAT")
    return written.lower() if (get_language() or "").startswith("pt") else written


@register.filter
def time_in_list(at: datetime) -> str:
    """The time today, else the day."""
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return date_format(local, "H:i")
    age = (timezone.localdate() - local.date()).days
    return _("Yesterday") if age == 1 else date_format(local, "SHORT_DATE_FORMAT")


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("simulator/icons.svg"), name
    )
