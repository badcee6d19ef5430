"""One measurement in a process of its own: `python -m benchmarks.one NAME OUT`."""

import importlib
import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

from benchmarks.figures import save
from benchmarks.processes import Processes
from helpdesk.collector import leave_what_is_loaded


def main(name: str, out: Path) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    with Processes(Path(os.environ["DATA_DIR"])) as processes:
        measurement = importlib.import_module(f"benchmarks.{name}")
        leave_what_is_loaded()  # as every worker does
        save(measurement.measure(processes), out)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
