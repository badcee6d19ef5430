"""Whatever a client sends, as described or not quite: only described answers, and never a 5xx."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.services.tokens import issue_token
from tests.factories import LabelFactory

schema = schemathesis.openapi.from_wsgi("/api/v1/schema", app=get_wsgi_application())
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(autouse=True)
def _one_connection():
    """A request's beginning and end would close the test's connection; Django's own client keeps it likewise."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(rosa):
    return issue_token(rosa).token


@pytest.fixture
def rows(taken, customer, support, alice):
    """Something behind the addresses: with invented ids alone everything would be "not found"."""
    ids = {"conversation_id": str(taken.pk), "message_id": taken.last_message_id}
    by_path = {
        "/customers/": str(customer.pk),
        "/teams/": support.pk,
        "/agents/": alice.pk,
        "/labels/": LabelFactory().pk,
    }
    return ids, by_path


def fill(case, rows):
    ids, by_path = rows
    for name in case.path_parameters or {}:
        row = next((pk for part, pk in by_path.items() if part in case.path), None)
        case.path_parameters[name] = ids.get(name, row if name == "id" and row else case.path_parameters[name])


@schema.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_it_answers_as_described(case, token, rows):
    fill(case, rows)
    with transaction.atomic():  # each call finds the same rows
        # Called over WSGI it would read compressed bodies as they are.
        response = case.call(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})
        transaction.set_rollback(True)
    case.validate_response(response, checks=CHECKS)
