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
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()
IMPORT = re.compile(r"""^(?:import|export)\b[^"';(]*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


@register.simple_tag
def module(*paths: str) -> SafeString:
    """The modules' script elements, run in this order, and a preload of each that they import, however deep."""
    scripts = format_html_join("", '<script type="module" src="{}"></script>', ((static(path),) for path in paths))
    return preloads(*(name for name in _graph(paths) if name not in paths)) + scripts


@register.simple_tag
def later_modules(*paths: str) -> SafeString:
    """Preloads of the modules and of all that they import, for a page that asks for them by itself (`import()`)."""
    return preloads(*_graph(paths))


def preloads(*paths: str) -> SafeString:
    return format_html_join("", '<link rel="modulepreload" href="{}">\n', ((static(path),) for path in paths))


def _graph(paths: tuple[str, ...]) -> tuple[str, ...]:
    return _graph_of(paths) if settings.DEBUG else _known_graph_of(paths)


def _graph_of(paths: tuple[str, ...]) -> tuple[str, ...]:
    """In the order of their first mention."""
    found, open_ends = dict.fromkeys(paths), list(paths)
    while open_ends:
        name = open_ends.pop(0)
        new = [other for other in imports_of(name) if other not in found]
        found.update(dict.fromkeys(new))
        open_ends += new
    return tuple(found)


_known_graph_of = cache(_graph_of)


def imports_of(path: str) -> list[str]:
    """Paths below the static folder. A file that is missing imports nothing: the browser will say so."""
    file = finders.find(path)
    if file is None:
        return []
    here = PurePosixPath(path).parent
    return [normpath(str(here / name)) for name in IMPORT.findall(Path(str(file)).read_text())]
