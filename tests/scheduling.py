"""Who runs what when `make test` runs two processes: whole systems one at a time, for each of them wants the machine.

By the files' names: xdist's own groups by marker are lost under pytest 9.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# Real servers and workers, killed and flooded.
HEAVY = ("tests/flow/", "tests/local/test_system.py")
BROWSER = ("tests/browser/", "tests/simulator/test_in_chromium.py")


class ByLoad(LoadScopeScheduling):
    """All that is heavy is one piece for one process; the rest goes file by file, in the order of collection."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return "heavy" if nodeid.startswith(HEAVY) else nodeid.split("::", 1)[0]


def order(nodeid: str) -> int:
    return 0 if nodeid.startswith(HEAVY) else 2 if nodeid.startswith(BROWSER) else 1
