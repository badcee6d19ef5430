"""One system for all tests that only use it as clients do."""

from collections.abc import Iterator

import pytest

from tests.flow.system import System, running


@pytest.fixture(scope="session")
def shared_system() -> Iterator[System]:
    settings = {"CHATBOT_WAIT_MS": "300", "PRESENCE_GRACE_SECONDS": "7", "RATE_LIMIT_LOGIN": "10000/min"}
    with running(DEMO="1", **settings) as system:
        yield system
