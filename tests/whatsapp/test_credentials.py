"""Credentials of several numbers: sealed at rest, each used for its own number only."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from tests.graph import Graph, running_graph
from whatsapp.client import GraphError
from whatsapp.models import BusinessNumber
from whatsapp.services.credentials import forget_credentials, set_credentials
from whatsapp.services.numbers import client_for, ensure_number

pytestmark = pytest.mark.django_db
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def graph(settings: Any) -> Iterator[Graph]:
    with running_graph() as running:
        settings.WHATSAPP_API_URL = running.url
        settings.WHATSAPP_ACCESS_TOKEN = "of the environment"
        yield running


@pytest.fixture
def number(db: None) -> BusinessNumber:
    return ensure_number("777", account_id="888")


def token_used(graph: Graph, number: BusinessNumber) -> str:
    client_for(BusinessNumber.objects.get(pk=number.pk)).number(number.phone_number_id)
    return graph.headers[-1]["Authorization"]


def test_a_number_is_called_with_its_own_token(graph: Graph, number: BusinessNumber) -> None:
    set_credentials(number, token="its own")
    assert token_used(graph, number) == "Bearer its own"
    assert token_used(graph, ensure_number("778")) == "Bearer of the environment"


def test_what_is_stored_does_not_show_the_secret(number: BusinessNumber) -> None:
    set_credentials(number, token="its-own", app_secret="its-secret")
    stored = str(BusinessNumber.objects.filter(pk=number.pk).values())
    assert "its-own" not in stored
    assert "its-secret" not in stored


def test_an_empty_value_keeps_what_there_is(graph: Graph, number: BusinessNumber) -> None:
    set_credentials(number, token="first")
    set_credentials(number, app_secret="another")
    assert token_used(graph, number) == "Bearer first"
    forget_credentials(number)
    assert token_used(graph, number) == "Bearer of the environment"


def test_older_keys_open_what_they_sealed_and_may_go_after_the_rotation(
    settings: Any, graph: Graph, number: BusinessNumber
) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    set_credentials(number, token="kept")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert token_used(graph, number) == "Bearer kept"
    call_command("rotate_credentials")
    settings.ENCRYPTION_KEYS = [NEW]
    assert token_used(graph, number) == "Bearer kept"


def test_keys_can_be_given_to_an_installation_that_began_without(
    settings: Any, graph: Graph, number: BusinessNumber
) -> None:
    settings.ENCRYPTION_KEYS = []
    set_credentials(number, token="kept")
    settings.ENCRYPTION_KEYS = [NEW]
    assert token_used(graph, number) == "Bearer kept"


def test_a_token_that_no_key_opens_is_refused_like_a_dead_one_and_nothing_is_sent(
    settings: Any, graph: Graph, number: BusinessNumber
) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    set_credentials(number, token="lost")
    settings.ENCRYPTION_KEYS = [NEW]
    with pytest.raises(GraphError) as refused:
        token_used(graph, number)
    assert refused.value.code == 190
    assert graph.calls == []
    with pytest.raises(CommandError, match="777"):
        call_command("rotate_credentials")


def test_a_malformed_key_stops_the_start_with_one_line_that_names_it() -> None:
    code = "import helpdesk.settings"
    environment = {"SECRET_KEY": "x", "DATABASE_URL": "postgres://x@h/n", "ENCRYPTION_KEYS": f"{NEW},not-a-key"}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert "ENCRYPTION_KEYS: key 2 is malformed" in last
    assert "not-a-key" not in last
