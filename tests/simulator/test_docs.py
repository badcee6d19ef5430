"""The commands of docs/simulator.md do what they say."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.simulator.server import simulator_server
from whatsapp.simulator.models import Fault, MetaTemplate, PhoneMessage

pytestmark = pytest.mark.django_db(transaction=True)
DOCS = Path(__file__).parents[2] / "docs" / "simulator.md"


def test_every_command_runs_and_is_taken() -> None:
    (commands,) = re.findall(r"```sh\n(.*?)```", DOCS.read_text(), re.DOTALL)
    with simulator_server() as base:
        script = commands.replace("http://localhost:8000", base)
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"errors"' not in done.stdout
    assert PhoneMessage.objects.from_customer().count() == 4
    assert not Fault.objects.exists()
    assert set(MetaTemplate.objects.values_list("status", flat=True)) == {"APPROVED"}
