"""No payload, however odd, raises, stops the drain or blocks what stands behind it."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from conversations.models import ChangeKind, Message
from tests import webhooks
from whatsapp.models import Payload
from whatsapp.payloads import Malformed, parse
from whatsapp.payloads.contents import READERS
from whatsapp.services.inbound import drain_lane

LANE = settings.WHATSAPP_PHONE_NUMBER_ID
NOW = datetime(2026, 11, 24, tzinfo=UTC)
TYPES = [*READERS, *ChangeKind.values, "system", "request_welcome", "hologram", "unsupported"]
FIELDS = ["messages", "smb_message_echoes", "user_id_update", "message_template_status_update", "x"]
KEYS = """
    id from to from_user_id to_user_id from_parent_user_id group_id timestamp type body caption name address url
    message_id emoji original_message_id message context referral errors code wa_id user_id parent_user_id contacts
    profile username status recipient_id recipient_user_id pricing biz_opaque_callback_data error_data details
    text image audio interactive nfm_reply response_json order product_items quantity item_price currency system
""".split()  # noqa: SIM905
ODD = st.sampled_from(
    [
        "", "\x00", "\ud800", "x" * 300, "9" * 400, "-1", "99999999999999", "1e999", "{", "[" * 300, "5511987654321",
        "wamid.1", "BR.1", "text", "nfm_reply", "👍" * 100, 2**63, -(2**70), 10**30, 1e308, -0.0, True, None, [], {},
    ]
)  # fmt: skip
VALUES = st.recursive(
    ODD | st.text(max_size=20) | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=12,
)


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    """Near enough to a message to get through the first doors."""
    kind = draw(st.sampled_from(TYPES))
    raw: dict[str, Any] = {"type": kind, "id": draw(st.sampled_from(["wamid.1", "wamid.2", "wamid.3"]) | ODD)}
    raw["from"] = draw(st.sampled_from(["5511987654321", "551187654321", "5491123456789"]) | ODD)
    raw[kind] = draw(VALUES)
    return {**raw, **draw(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5))}


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    some = st.lists(messages() | VALUES, max_size=4) | VALUES
    value = {
        "metadata": {"phone_number_id": LANE, "display_phone_number": "551130000000"},
        "messages": draw(some),
        "statuses": draw(some),
        "contacts": draw(some),
        "message_echoes": draw(some),
        "user_id_update": draw(some),
        **draw(st.dictionaries(st.sampled_from(["errors", "metadata", "messages"]), VALUES, max_size=1)),
    }
    entry = {"id": "WABA", "changes": [{"field": draw(st.sampled_from(FIELDS)), "value": value}]}
    return json.dumps({"entry": [entry]}).encode()


@given(bodies() | st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()))
@rules(max_examples=300, deadline=None, derandomize=True, database=None)
def test_parsing_never_raises_anything_but_malformed(body: bytes) -> None:
    with suppress(Malformed):
        parse(body, NOW)


@pytest.mark.django_db
@given(bodies())
@rules(max_examples=80, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_the_drain_goes_on_behind_it(body: bytes) -> None:
    with transaction.atomic():
        odd, good = webhooks.store(body, webhooks.body(webhooks.message("wamid.good", sender="5521900001111")))
        drain_lane(LANE)
        odd.refresh_from_db()
        good.refresh_from_db()
        assert good.state == Payload.State.APPLIED
        assert odd.state != Payload.State.PENDING
        # Meaningless parts are told; nothing in it was more than the database takes.
        assert "Error" not in odd.error
        assert Message.objects.filter(external_id="wamid.good").exists()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("depth", [200, 900, 1020, 5000])
def test_depth_does_no_harm(depth: int) -> None:
    deep = ('{"a":' * depth + "1" + "}" * depth).encode()
    raw = webhooks.body(webhooks.message("wamid.deep", type="hologram", hologram="DEEP", body="\x00"))
    odd, good = webhooks.store(raw.replace(b'"DEEP"', deep), webhooks.body(webhooks.message("wamid.good")))
    drain_lane(LANE)
    odd.refresh_from_db()
    good.refresh_from_db()
    assert odd.state != Payload.State.PENDING
    assert good.state == Payload.State.APPLIED
