"""A second independent client, in another language: Kapso's, run by node."""

import base64
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as current

from tests.simulator.pywa_client import raw
from whatsapp.simulator.courier.body import signature_of
from whatsapp.simulator.incoming import open_chat, react_as_customer, write_as_customer
from whatsapp.simulator.models import Person, PhoneMessage, WebhookEvent

HERE = Path(__file__).parent / "kapso"
JOAO = "+5511999999999"
PNG = base64.b64encode(b"\x89PNG").decode()
has_node = bool(shutil.which("node") and shutil.which("npm"))
pytestmark = [
    pytest.mark.django_db(transaction=True),
    # Where everything must be there, its absence is a failure.
    pytest.mark.skipif(not has_node and os.environ.get("CI") != "true", reason="node and npm are not installed"),
]


@pytest.fixture(scope="module")
def installed() -> Path:
    """The client's packages beside this Python's own, installed once for each list of them."""
    wanted = (HERE / "package.json").read_bytes()
    folder = Path(sys.prefix) / "node" / hashlib.sha256(wanted).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            (folder / "package.json").write_bytes(wanted)
            command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
            subprocess.run(command, cwd=folder, check=True, timeout=300, stdout=subprocess.DEVNULL)
            (folder / "ready").touch()
    return folder


def run(installed: Path, told: dict[str, Any]) -> Any:
    command = ["node", str(HERE / "client.cjs"), str(installed)]
    done = subprocess.run(command, input=json.dumps(told), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_sends_uploads_lists_and_is_refused(installed: Path, live_server: Any) -> None:
    joao = Person.objects.get(wa_id=JOAO[1:])
    wrote = write_as_customer(joao, type="text", content={"body": "Oi"})
    result = run(
        installed,
        {
            "base": f"{live_server.url}/simulator/graph",
            "version": "v26.0",
            "phoneNumberId": current.SIMULATOR_PHONE_NUMBER_ID,
            "businessAccountId": current.SIMULATOR_BUSINESS_ACCOUNT_ID,
            "to": JOAO,
            "png": PNG,
            "wamid": wrote.wamid,
        },
    )
    kept = {message.wamid: message for message in PhoneMessage.objects.from_business()}
    for kind, wamid in result["sent"].items():
        message = kept[wamid]
        assert kind == (message.body["type"] if message.type == "interactive" else message.type)
    assert kept[result["sent"]["text"]].body["body"] == "Olá, São Paulo"
    assert kept[result["sent"]["template"]].body["rendered"]["body"].startswith("Olá, João!")
    assert result["media"]["mimeType"] == "image/png"
    assert result["media"]["bytes"] == PNG
    assert len(result["templates"]) == 2
    assert result["next"]
    assert result["read"]
    assert result["refusal"]["code"] == 131021
    wrote.refresh_from_db()
    assert (wrote.status, wrote.business_reaction) == ("read", "👍")


def test_it_verifies_and_normalises_what_is_told(installed: Path) -> None:
    joao, hidden = Person.objects.get(wa_id=JOAO[1:]), Person.objects.get(wa_id=None)
    first = write_as_customer(joao, type="text", content={"body": "São 9h 👍"}, quoted_wamid="wamid.Q")
    write_as_customer(hidden, type="text", content={"body": "Oi"})
    reply = {"type": "button_reply", "button_reply": {"id": "y", "title": "Sim"}}
    write_as_customer(joao, type="interactive", content=reply)
    answer = PhoneMessage.objects.create(person=joao, wamid="wamid.B", direction="business", type="text", content={})
    react_as_customer(joao, target=answer, emoji="👍")
    open_chat(joao)
    told = [raw(event) for event in WebhookEvent.objects.order_by("id")]
    signed = [
        {"body": base64.b64encode(body).decode(), "signature": signature_of(body, current.WHATSAPP_APP_SECRET)}
        for body in told
    ]
    forged = signed[0] | {"signature": signature_of(told[0], "another secret")}
    *seen, wrong = run(installed, {"webhooks": [*signed, forged], "secret": current.WHATSAPP_APP_SECRET})
    assert ([one["isSigned"] for one in seen], wrong["isSigned"]) == ([True] * 5, False)
    text, of_hidden, tapped, reacted = (one["messages"][0] for one in seen[:4])
    assert (text["id"], text["text"]["body"], text["context"]["id"]) == (first.wamid, "São 9h 👍", "wamid.Q")
    assert (of_hidden["fromUserId"], "from" in of_hidden) == (hidden.user_id, False)
    assert tapped["interactive"]["buttonReply"]["id"] == "y"
    assert reacted["reaction"]["emoji"] == "👍"
    status = seen[4]["statuses"][0]
    assert (status["id"], status["status"], status["recipientUserId"]) == ("wamid.B", "read", joao.user_id)
