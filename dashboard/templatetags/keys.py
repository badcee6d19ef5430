"""The keys of this person, where what they do stands on the page; static/js/keys.js renews them when they change."""

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.preferences import shortcuts_of

register = template.Library()


@register.simple_tag(takes_context=True)
def key(context: Context, act: str) -> SafeString:
    """Beside the name, which screen readers read; of what has no key now, nothing is seen."""
    pressed = _key(context, act)
    hidden = "" if pressed else " hidden"
    return format_html('<kbd data-key="{}" aria-hidden="true"{}>{}</kbd>', act, hidden, pressed)


@register.simple_tag(takes_context=True)
def keyed(context: Context, act: str, name: str) -> SafeString:
    """A tooltip that ends with the key."""
    pressed = _key(context, act)
    return format_html('data-keyed="{}" title="{}{}"', act, name, f" ({pressed})" if pressed else "")


def _key(context: Context, act: str) -> str:
    return shortcuts_of(context["request"].user.preferences)[act]
