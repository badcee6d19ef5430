"""Filters and pages of long lists: links and forms as ever, which change the page in place where scripts run."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# Of two that are asked for the later one counts.
IN_PLACE = 'hx-boost="target:main select:main swap:\'outerMorph scroll:top\'" hx-sync="main:replace"'


@register.simple_tag
def in_place() -> SafeString:
    """For a link to the same page, or a form of the method GET, with other values; the address follows. Such a form
    has the action "?": what it has no field for does not stay."""
    return mark_safe(IN_PLACE)  # noqa: S308
