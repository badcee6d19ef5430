"""JavaScript modules of a page, all asked for at once.

A browser finds what a module imports when it has read that module: a page of many would come in as many rounds as its
imports are deep.
"""

import re
from functools import cache
from pathlib import Path, PurePosixPath
from posixpath import normpath

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
IMPORT = re.compile(r"""^(?:import|export)\b[^"';]*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


@register.simple_tag
def module(path: str) -> SafeString:
    """The module's script element, and a preload of each that it imports, however deep."""
    found = _graph_of(path) if settings.DEBUG else _known_graph_of(path)
    preloads = format_html_join("", '<link rel="modulepreload" href="{}">\n', ((static(name),) for name in found))
    return format_html('{}<script type="module" src="{}"></script>', preloads, static(path))


def _graph_of(path: str) -> tuple[str, ...]:
    """In the order of their first mention; without the module itself."""
    found, open_ends = {path: None}, [path]
    while open_ends:
        name = open_ends.pop(0)
        new = [other for other in imports_of(name) if other not in found]
        found.update(dict.fromkeys(new))
        open_ends += new
    return tuple(found)[1:]


_known_graph_of = cache(_graph_of)


def imports_of(path: str) -> list[str]:
    """Paths below the static folder. A file that is missing imports nothing: the browser will say so."""
    file = finders.find(path)
    if file is None:
        return []
    here = PurePosixPath(path).parent
    return [normpath(str(here / name)) for name in IMPORT.findall(Path(str(file)).read_text())]
