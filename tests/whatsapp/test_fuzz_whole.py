"""From the signed request to the thread: whatever comes, it is answered with 200, what is good in it and around it is
applied, what is not is kept with a reason, and nothing waits behind it.

`FUZZ_SECONDS=600` looks for longer, at random.
"""

import asyncio
import copy
import json
import os
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from conversations.models import Message, MessageStatus
from tests import webhooks
from tests.builders import make_conversation, make_outgoing
from tests.whatsapp.test_fuzz import ODD, VALUES
from tests.whatsapp.test_fuzz import bodies as odd_bodies
from tests.whatsapp.test_webhook import call, signed
from whatsapp.models import Alert, AlertKind, Payload
from whatsapp.services import watch
from whatsapp.services.inbound import drain_lane, pending_lanes
from whatsapp.webhook import Webhook

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = int(os.environ.get("FUZZ_SECONDS", "0"))
AT = str(int(time.time()))
ACCOUNT = settings.WHATSAPP_BUSINESS_ACCOUNT_ID
PERSON = {"from": "5511987654321", "timestamp": AT}
REFUSED = {"code": 131026, "title": "t", "message": "m", "error_data": {"details": "d"}}
REAL: list[dict[str, Any]] = [
    json.loads(webhooks.body(webhooks.message("wamid.ID", context={"id": "wamid.A", "forwarded": True}))),
    json.loads(webhooks.body({**PERSON, "id": "wamid.ID", "type": "image", "image": {"id": "1", "mime_type": "a/b"}})),
    json.loads(
        webhooks.body(
            {**PERSON, "id": "wamid.ID", "type": "reaction", "reaction": {"message_id": "wamid.A", "emoji": "👍"}},
            {**PERSON, "id": "wamid.ID2", "type": "location", "location": {"latitude": -23.5, "longitude": -46.6}},
        )
    ),
    json.loads(
        webhooks.body(
            {
                **PERSON,
                "id": "wamid.ID",
                "type": "order",
                "order": {"product_items": [{"quantity": 1, "item_price": 9.9, "currency": "BRL"}]},
            }
        )
    ),
    json.loads(
        webhooks.body(
            {**PERSON, "id": "wamid.ID", "type": "system", "system": {"type": "user_changed_number", "wa_id": "5511"}}
        )
    ),
    json.loads(
        webhooks.body(
            statuses=(
                webhooks.status("wamid.ID", "delivered", biz_opaque_callback_data="OWN", pricing={"billable": True}),
                webhooks.status("wamid.ID2", "failed", biz_opaque_callback_data="OWN", errors=[REFUSED]),
            )
        )
    ),
    *(
        {"entry": [{"id": ACCOUNT, "time": int(AT), "changes": [{"field": name, "value": value}]}]}
        for name, value in {
            "message_template_status_update": {
                "event": "REJECTED",
                "message_template_id": 12,
                "message_template_name": "t",
                "message_template_language": "pt_BR",
                "reason": "INVALID_FORMAT",
            },
            "account_update": {
                "event": "ACCOUNT_RESTRICTION",
                "restriction_info": [
                    {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": int(AT)}
                ],
            },
            "phone_number_quality_update": {"display_phone_number": "551130000000", "event": "FLAGGED"},
            "account_alerts": {"entity_id": "1", "alert_info": {"alert_type": "x", "alert_description": "d"}},
            "user_preferences": {
                "contacts": [{"wa_id": "5511987654321"}],
                "user_preferences": [
                    {"wa_id": "5511987654321", "category": "marketing_messages", "value": "stop", "timestamp": AT}
                ],
            },
            "smb_message_echoes": {
                "metadata": {"phone_number_id": settings.WHATSAPP_PHONE_NUMBER_ID},
                "message_echoes": [
                    {"to": "5511987654321", "id": "wamid.ID", "timestamp": AT, "type": "text", "text": {"body": "x"}}
                ],
            },
            "user_id_update": {
                "user_id_update": [{"wa_id": "5511", "user_id": {"previous": "BR.1", "current": "BR.2"}}]
            },
        }.items()
    ),
]
HUGE = st.sampled_from(["x" * 100_000, 10**400, ["a"] * 3000, "é👍" * 5000, "9" * 5000, -1e400])


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with every key of it."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """What Meta sends, with a few things changed."""
    root = copy.deepcopy(draw(st.sampled_from(REAL)))
    for _ in range(draw(st.integers(0, 4))):
        if not (found := list(places(root))):
            break
        holder, key = draw(st.sampled_from(found))
        what = draw(st.sampled_from(["odd", "gone", "twice", "deep", "huge"]))
        if what == "gone":
            del holder[key]
        elif what == "twice" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif what == "deep":
            for _ in range(draw(st.sampled_from([3, 60]))):
                holder[key] = {"a": holder[key]} if isinstance(holder, dict) else [holder[key]]
        else:
            holder[key] = copy.deepcopy(draw(HUGE if what == "huge" else ODD | VALUES))
    return root


PIECES = mutated() | odd_bodies() | st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode())
LOOKED = {
    "max_examples": 60,
    "deadline": None,
    "derandomize": not SECONDS,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}


def test_nothing_that_meta_could_sign_does_harm(knocks: list[Any]) -> None:
    app, loop, end = Webhook(), asyncio.new_event_loop(), time.monotonic() + SECONDS

    @given(st.lists(PIECES, min_size=1, max_size=6))
    @rules(**LOOKED)
    def look(pieces: list[bytes | dict[str, Any]]) -> None:
        check(app, loop, pieces)
        knocks.clear()

    try:
        look()
        while time.monotonic() < end:
            look()
    finally:
        loop.run_until_complete(close(app))
        loop.close()


async def close(app: Webhook) -> None:
    await app.intake.close()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:  # the one that knocks
        task.cancel()


def check(app: Webhook, loop: asyncio.AbstractEventLoop, pieces: list[bytes | dict[str, Any]]) -> None:
    ids = f"wamid.{uuid4()}."
    ours = make_outgoing(make_conversation(), status=MessageStatus.SENDING)
    goods = [f"{ids}{number}" for number in range(2 * len(pieces))]
    requests = []
    for number, piece in enumerate(pieces):
        within, behind = goods[2 * number : 2 * number + 2]
        requests += [with_good(piece, within, own=ours.pk, ids=ids), webhooks.body(good(behind))]

    async def deliver() -> list[tuple[int, bytes]]:
        return await asyncio.gather(*[call(app, body=body, signature=signed(body)) for body in requests])

    assert {status for status, _ in loop.run_until_complete(deliver())} == {200}
    for lane in pending_lanes():
        drain_lane(lane)
    expected = {key for n, key in enumerate(goods) if n % 2 or isinstance(pieces[n // 2], dict)}
    stored = set(Message.objects.filter(external_id__in=goods).values_list("external_id", flat=True))
    assert stored == expected
    assert not Payload.objects.filter(state=Payload.State.PENDING).exists()
    failed = Payload.objects.filter(state=Payload.State.FAILED)
    assert all(failed.values_list("error", flat=True))
    orjson.dumps(list(Message.objects.filter(pk__gt=ours.pk).values_list("payload", "media")))  # clients are shown it
    watch.look_at_payloads()
    assert Alert.objects.filter(kind=AlertKind.PAYLOADS_FAILED, cleared_at=None).exists() == failed.exists()


def good(external_id: str) -> dict[str, Any]:
    return webhooks.message(external_id, sender="5521900001111")


def with_good(piece: bytes | dict[str, Any], external_id: str, *, own: int, ids: str) -> bytes:
    """A good message in an entry behind the odd one, in the same request."""
    if isinstance(piece, bytes):
        return piece
    entry = json.loads(webhooks.body(good(external_id)))["entry"]
    found = piece.get("entry")
    root = {**piece, "entry": [*(found if isinstance(found, list) else [found]), *entry]}
    text = json.dumps(root).replace('"OWN"', f'"{own}"').replace("wamid.ID", f"{ids}odd")
    return text.encode("utf-8", "surrogatepass")
