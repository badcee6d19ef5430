"""Reading in a process of its own: a file that unfolds without end, or keeps its reader busy for ever, takes neither
the memory nor the time of whoever asked. The bytes go in, JSON comes out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SECONDS = 30
# The scripts are started by their paths: they need nothing of ours, and `-I` keeps everything around them out.
LIMITED = """
import os, resource, runpy, sys
os.nice(10)
resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
runpy.run_path(sys.argv[1], run_name="__main__")
"""


def read_apart(script: Path, content: bytes) -> dict[str, Any]:
    """What the script says; `error` is "too_heavy" where it came to no end."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", LIMITED, str(script)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
        )
        said: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return {"error": "too_heavy"}
    return said
