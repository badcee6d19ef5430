"""`.env.example` names every setting, and can be taken as it is."""

import re

from helpdesk.local.dotenv import parse
from helpdesk.local.process import ROOT
from helpdesk.local.settings import read_settings

EXAMPLE = (ROOT / ".env.example").read_text()
SETTINGS = "".join((ROOT / "helpdesk" / name).read_text() for name in ("settings.py", "chatbot_settings.py"))
INTERNAL = {"PART"}


def names(text):
    return set(re.findall(r"^#?([A-Z][A-Z_]+)=", text, re.MULTILINE))


def test_it_names_every_setting():
    read = set(re.findall(r'\benv[a-z]+\(\s*"([A-Z_]+)"', SETTINGS)) - INTERNAL
    assert read - names(EXAMPLE) == set()


def test_it_changes_nothing_as_it_is():
    assert parse(EXAMPLE) == {}


def test_every_line_of_it_could_be_used():
    values = parse(re.sub(r"^#([A-Z_]+=)", r"\1", EXAMPLE, flags=re.MULTILINE))
    assert values.keys() == names(EXAMPLE)
    assert read_settings(values).port == 8000
