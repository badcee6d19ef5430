"""Who runs what when `make test` runs several processes: whole systems that are hurt in two pieces, for each of them
wants the machine, beside the rest.

By the files' names: xdist's own groups by marker are lost under pytest 9.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# Real servers and workers, flooded: these have the processors to themselves, as far as may be.
FLOODED = "flooded"
# Killed and kept waiting: what takes time there takes little work.
WAITING = "waiting"
PIECES = {
    "tests/flow/test_long_outage.py": WAITING,
    "tests/flow/test_outbox_faults.py": WAITING,
    "tests/flow/test_media_faults.py": WAITING,
    "tests/flow/test_make_run.py": WAITING,
    "tests/local/test_system.py": WAITING,
}
BROWSER = ("tests/browser/", "tests/simulator/test_in_chromium.py")


class ByLoad(LoadScopeScheduling):
    """Each piece is for one process; the rest goes file by file, in the order of collection."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return piece(nodeid)


def piece(nodeid: str) -> str:
    file = nodeid.split("::", 1)[0]
    return PIECES.get(file, FLOODED if file.startswith("tests/flow/") else file)


def order(nodeid: str) -> int:
    first = (FLOODED, WAITING)
    if (name := piece(nodeid)) in first:
        return first.index(name)
    return 3 if nodeid.startswith(BROWSER) else 2
