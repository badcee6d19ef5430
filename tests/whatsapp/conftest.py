from collections.abc import Iterator

import pytest

from conversations.models import Message
from tests.graph import Graph, running_graph
from tests.whatsapp.photos import make_photo
from whatsapp.client import GraphClient


@pytest.fixture
def graph() -> Iterator[Graph]:
    with running_graph() as running:
        yield running


@pytest.fixture
def graph_client(graph: Graph) -> GraphClient:
    """Not `client`: that is Django's, which tests of the admin use."""
    return GraphClient(base_url=graph.url, version="v26.0", token="t")


@pytest.fixture
def photo() -> Message:
    return make_photo()
