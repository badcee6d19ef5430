from collections.abc import Iterator

import pytest

from tests.isp.strange_system import StrangeSystem, serving


@pytest.fixture
def strange() -> Iterator[StrangeSystem]:
    with serving() as system:
        yield system
