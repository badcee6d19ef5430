"""How names, times, numbers and texts are shown."""

import re
import zlib
from datetime import date, datetime
from functools import lru_cache, reduce
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conversations.api.representation import is_there
from conversations.models import Conversation, Message, TimelineEntry
from dashboard import snoozing, wording
from dashboard.marks import Tick, tick_of
from dashboard.offered import offered_by
from whatsapp.models import Template, TemplateCategory

register = template.Library()
MINUTE, HOUR, DAY = 60, 3600, 86400
ATTACHMENTS = "/api/v1/attachments/"
LINK = re.compile(r"(https?://[^\s<]+[^\s<.,;:!?)\]'\"])")
# WhatsApp's own marks: *bold*, _italic_, ~struck~, `fixed`; a mark inside a word is no mark.
MARKS = (
    (re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w_/])_(\S(?:[^_\n]*\S)?)_(?![\w_])"), r"<em>\1</em>"),
    (re.compile(r"(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])"), r"<s>\1</s>"),
    (re.compile(r"(?<![\w`])`([^`\n]+)`(?![\w`])"), r"<code>\1</code>"),
)
SIGNS = frozenset("*_~`")
_SIGNS = "\u203c\u2049\u2194-\u21aa\u231a-\u23ff\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55\U0001f000-\U0001faff"
_FACE = f"(?:[{_SIGNS}]\ufe0f?[\U0001f3fb-\U0001f3ff]?)"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
EMOJI = re.compile(rf"^\s*(?:(?:{_FLAG}|[0-9#*]\ufe0f?\u20e3|{_FACE}(?:\u200d{_FACE})*)\s*){{1,3}}$")
BRAZIL = re.compile(r"^\+55(\d{2})(\d{4,5})(\d{4})$")
STEP = 1024


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """One of static/icons.svg; without a label it is decoration."""
    return _icon(name, str(label), extra)


@lru_cache(maxsize=2048)
def _icon(name: str, label: str, extra: str) -> SafeString:
    """Some seventy are on a page."""
    names = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" {}><use href="{}#{}"></use></svg>', extra, names, static("icons.svg"), name
    )


@register.filter
def initials(name: str) -> str:
    words = [word for word in str(name).split() if word[0].isalnum()]
    if not words:
        return "#"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def hue(name: str) -> int:
    """The same for the same name, always."""
    return zlib.crc32(str(name).encode()) % 24 * 15


@register.filter
def phone(number: str | None) -> str:
    """A Brazilian number as Brazilians write it; others as they are."""
    found = BRAZIL.match(number or "")
    return f"+55 {found[1]} {found[2]}-{found[3]}" if found else (number or "")


@register.filter
def ago(moment: datetime | None) -> str:
    """Short and relative. static/js/time.js keeps it true afterwards."""
    if moment is None:
        return ""
    seconds = (timezone.now() - moment).total_seconds()
    if seconds < MINUTE:
        return _("now")
    if seconds < HOUR:
        return _("%(count)d min") % {"count": seconds // MINUTE}
    if seconds < DAY:
        return _("%(count)d h") % {"count": seconds // HOUR}
    if seconds < 7 * DAY:
        return _("%(count)d d") % {"count": seconds // DAY}
    day = "n/j" if (get_language() or "").startswith("en") else "d/m"
    return date_format(timezone.localtime(moment), day if timezone.now().year == moment.year else f"{day}/y")


@register.filter
def snoozed_words(conversation: Conversation) -> str:
    return snoozing.snoozed_words(conversation)


@register.filter
def due_kind(conversation: Conversation) -> str:
    """What its next due time is about."""
    return wording.due_kind(conversation)


@register.filter
def iso(moment: datetime | date | None) -> str:
    return moment.isoformat() if moment else ""


@register.filter
def is_emoji(text: str) -> bool:
    """Up to three and nothing else: WhatsApp shows them large."""
    return bool(EMOJI.match(text))


@register.filter
def words(text: str) -> SafeString:
    """A message's text with links and WhatsApp's marks; everything else in it is harmless."""
    pieces = LINK.split(conditional_escape(text))
    return mark_safe("".join(_link(p) if index % 2 else _marked(p) for index, p in enumerate(pieces)))  # noqa: S308


def _link(address: str) -> str:
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer nofollow">{address}</a>'


def _marked(text: str) -> str:
    for pattern, replacement in MARKS:
        text = pattern.sub(replacement, text)
    return text


@register.filter
def note_words(entry: TimelineEntry) -> SafeString:
    """A note's text, with the names of those whom it speaks to."""
    text = str(words(entry.text))
    names = sorted((str(conditional_escape(one["name"])) for one in entry.data.get("mentions", [])), key=len)
    if names:
        pattern = re.compile("@(" + "|".join(re.escape(name) for name in reversed(names)) + r")(?!\w)", re.IGNORECASE)
        text = pattern.sub(r'<b class="named">\g<0></b>', text)
    return mark_safe(text)  # noqa: S308


@register.filter
def story(entry: TimelineEntry) -> str:
    return wording.story_of(entry)


@register.filter
def preview(message: Message) -> str:
    """In a line nothing is bold: its marks would only be signs."""
    text = wording.preview_of(message)
    return reduce(lambda plain, mark: mark[0].sub(r"\1", plain), MARKS, text) if SIGNS.intersection(text) else text


@register.filter
def kind_icon(message: Message) -> str:
    return wording.icon_of(message)


@register.filter
def media_url(message: Message) -> str:
    """Our own copy of the file; the provider's address only if it is one that a browser may open."""
    media = message.media or {}
    if media.get("attachment_id"):
        return _kept_at(media)
    url = str(media.get("url") or "")
    return url if url.startswith("https://") else ""


@register.filter
def version_url(version: dict[str, Any]) -> str:
    """The file of a message as it was before it was edited or deleted, if we have it."""
    return _kept_at(version.get("media") or {})


def _kept_at(media: dict[str, Any]) -> str:
    return f"{ATTACHMENTS}{media['attachment_id']}" if media.get("attachment_id") and is_there(media) else ""


@register.filter
def file_reason(reason: str) -> str:
    return wording.file_reason(reason)


@register.filter
def file_type(media: dict[str, Any]) -> str:
    """Short, as people know it: PDF, DOCX."""
    name = str(media.get("filename") or "")
    return name.rpartition(".")[2].upper()[:5] if "." in name else str(media.get("mime_type")).rpartition("/")[2]


@register.filter
def offered(message: Message) -> dict[str, Any]:
    """Buttons, a list or a link that came with a message of ours."""
    return offered_by(message)


@register.filter
def tick(message: Message) -> Tick:
    return tick_of(message)


@register.filter
def size(count: int | str | None) -> str:
    """In the 1024s that WhatsApp's limits count in."""
    value = float(count or 0)
    for unit in ("B", "kB", "MB"):
        if value < STEP:
            return f"{value:.0f} {unit}"
        value /= STEP
    return f"{value:.1f} GB"


@register.filter
def get(mapping: Any, key: str) -> Any:
    return mapping.get(key, "") if isinstance(mapping, dict) else ""


@register.filter
def category(value: str) -> str:
    return str(TemplateCategory(value).label) if value in TemplateCategory.values else value


@register.filter
def template_tone(template: Template) -> str:
    """How a template's status is coloured: what can be sent, what is on its way, what needs somebody."""
    if template.is_sendable:
        return "accent"
    return "danger" if template.status in ("REJECTED", "PAUSED", "DISABLED", "LIMIT_EXCEEDED") else ""


@register.filter
def said(text: str) -> str:
    """What a worker wrote down for people, in the reader's language."""
    return _(text) if text else ""
