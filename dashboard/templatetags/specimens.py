"""Parts as the living page shows them: in both themes, beside what makes them."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
NAMES = re.compile(r' (id|for|name|aria-describedby|aria-label)="([^"]+)"')


@register.simple_block_tag
def specimen(content: str, title: str) -> SafeString:
    html = content.strip()
    # Of two radio buttons of one name only one is chosen, an id is there once, and so is the name of a landmark.
    again = NAMES.sub(r' \1="\2-dark"', html)
    return format_html(
        '<section class="specimen"><h2>{}</h2><div class="ground" data-theme="light">{}</div>'
        '<div class="ground" data-theme="dark">{}</div>'
        '<details><summary>Code</summary><pre tabindex="0" aria-label="{}"><code>{}</code></pre></details></section>',
        title,
        mark_safe(html),  # noqa: S308
        mark_safe(again),  # noqa: S308
        title,
        str(html),
    )
