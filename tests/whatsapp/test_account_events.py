"""What WhatsApp tells of our account, numbers and customers' wishes: it acts, once, and in the order of its time."""

import json
import time
from typing import Any

import pytest
from django.conf import settings

from conversations.models import Consent, Customer
from conversations.services.consents import has_refused_marketing
from tests import webhooks
from tests.builders import make_conversation, make_outgoing
from whatsapp.models import Alert, BusinessNumber, Payload, StopKind
from whatsapp.services.alerts import acknowledge_alert
from whatsapp.services.inbound import drain_lane
from whatsapp.services.numbers import clear_stop, end_stops, ensure_number

pytestmark = pytest.mark.django_db
ACCOUNT, NUMBER, DISPLAY = "888", "777", "551130000000"
NOW = int(time.time())


@pytest.fixture
def number(db: None) -> BusinessNumber:
    return ensure_number(NUMBER, account_id=ACCOUNT, display=DISPLAY)


def change(field: str, value: dict[str, Any], *, at: int = NOW, account: str = ACCOUNT) -> bytes:
    entry = {"id": account, "time": at, "changes": [{"field": field, "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def apply(*bodies: bytes) -> list[Payload]:
    rows = webhooks.store(*bodies, lane="account")
    drain_lane("account")
    for row in rows:
        row.refresh_from_db()
    return rows


def fresh(number: BusinessNumber) -> BusinessNumber:
    return BusinessNumber.objects.get(pk=number.pk)


def open_kinds() -> list[str]:
    return sorted(Alert.objects.filter(cleared_at=None).values_list("kind", flat=True))


def preference(value: str, at: int, wa_id: str = "5511987654321") -> bytes:
    wish = {"wa_id": wa_id, "category": "marketing_messages", "value": value, "timestamp": at, "detail": "asked"}
    contacts = [{"profile": {"name": "Ana"}, "wa_id": wa_id}]
    return change("user_preferences", {"contacts": contacts, "user_preferences": [wish]}, at=at)


def test_a_new_messaging_limit_is_taken_over_and_a_lower_one_is_told(number: BusinessNumber) -> None:
    def limit(value: str) -> dict[str, Any]:
        return {"event": "ONBOARDING", "display_phone_number": DISPLAY, "max_daily_conversations_per_business": value}

    apply(change("phone_number_quality_update", limit("TIER_10K"), at=NOW))
    assert (fresh(number).messaging_limit, open_kinds()) == ("TIER_10K", [])
    apply(change("phone_number_quality_update", limit("TIER_250"), at=NOW + 9))
    assert (fresh(number).messaging_limit, open_kinds()) == ("TIER_250", ["limit_lowered"])


def test_a_throughput_upgrade_is_shown(number: BusinessNumber) -> None:
    upgrade = {"display_phone_number": "+55 11 3000-0000", "event": "THROUGHPUT_UPGRADE"}
    apply(change("phone_number_quality_update", upgrade))
    assert fresh(number).throughput == "HIGH"


def test_older_news_that_comes_later_turns_nothing_back(number: BusinessNumber) -> None:
    def limit(value: str, at: int) -> bytes:
        return change("business_capability_update", {"max_daily_conversations_per_business": value}, at=at)

    of_this_one = {"display_phone_number": DISPLAY, "max_daily_conversations_per_business": "TIER_100K"}
    apply(change("phone_number_quality_update", of_this_one))
    apply(limit("TIER_250", NOW - 60))
    assert (fresh(number).messaging_limit, open_kinds()) == ("TIER_100K", [])


def test_numbers_of_other_accounts_are_left_alone(number: BusinessNumber) -> None:
    other = ensure_number("111", account_id="999", display="551140000000")
    apply(change("account_update", {"event": "ACCOUNT_DELETED"}, account="999"))
    assert fresh(other).reason_to_hold()
    assert not fresh(number).reason_to_hold()


def test_a_restriction_of_what_we_begin_stops_paid_messages_until_its_end(number: BusinessNumber) -> None:
    restriction = {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": NOW + 3600}
    apply(change("account_update", {"event": "ACCOUNT_RESTRICTION", "restriction_info": [restriction]}))
    assert fresh(number).reason_to_hold() == ""
    assert fresh(number).reason_to_hold(StopKind.PAID) == "RESTRICTED_BIZ_INITIATED_MESSAGING"
    assert open_kinds() == ["account_restricted", "sending_limited"]
    end_stops()
    assert fresh(number).reason_to_hold(StopKind.PAID)
    BusinessNumber.objects.update(stops_end={"paid": NOW - 1})
    end_stops()
    assert fresh(number).reason_to_hold(StopKind.PAID) == ""
    assert open_kinds() == ["account_restricted"]


def test_a_disabled_account_stops_and_goes_on_once_reinstated(number: BusinessNumber) -> None:
    def disabled(state: str, at: int) -> bytes:
        return change("account_update", {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state}}, at=at)

    apply(disabled("SCHEDULE_FOR_DISABLE", NOW))
    assert (fresh(number).reason_to_hold(), open_kinds()) == ("", ["account_disabled"])
    apply(disabled("DISABLE", NOW + 10))
    assert fresh(number).reason_to_hold() == "DISABLED_UPDATE: DISABLE"
    apply(disabled("REINSTATE", NOW + 20))
    apply(disabled("DISABLE", NOW + 15))
    assert (fresh(number).reason_to_hold(), open_kinds()) == ("", [])


def test_a_violation_is_told_once_and_is_over_when_somebody_has_seen_it(number: BusinessNumber, charlie: Any) -> None:
    body = change("account_update", {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SPAM"}})
    apply(body)
    assert Alert.objects.get(cleared_at=None).detail == "SPAM"
    acknowledge_alert(Alert.objects.get(), by=charlie)
    apply(body)
    assert open_kinds() == []


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("account_alerts", {"alert_type": "OBA_REJECTED", "alert_description": "no"}, "whatsapp_notice"),
        ("account_review_update", {"decision": "REJECTED"}, "account_review"),
        ("security", {"display_phone_number": DISPLAY, "event": "PIN_CHANGED"}, "security"),
        ("phone_number_name_update", {"display_phone_number": DISPLAY, "decision": "REJECTED"}, "name_rejected"),
    ],
)
def test_supervisors_are_told(number: BusinessNumber, field: str, value: dict[str, Any], kind: str) -> None:
    assert apply(change(field, value))[0].state == "applied"
    assert open_kinds() == [kind]


def test_a_name_that_was_refused_and_then_approved_is_shown_and_told_no_longer(number: BusinessNumber) -> None:
    name = {"display_phone_number": DISPLAY, "requested_verified_name": "TechISP"}
    apply(change("phone_number_name_update", {**name, "decision": "REJECTED"}))
    apply(change("phone_number_name_update", {**name, "decision": "APPROVED"}, at=NOW + 1))
    assert (fresh(number).verified_name, fresh(number).name_status, open_kinds()) == ("TechISP", "APPROVED", [])


def test_an_error_without_a_message_is_told_and_stops_what_its_code_stops(number: BusinessNumber) -> None:
    def trouble(code: int) -> bytes:
        value = {"metadata": {"phone_number_id": NUMBER}, "errors": [{"code": code, "title": "t", "message": "m"}]}
        return change("messages", value)

    assert apply(trouble(130429))[0].state == "applied"
    assert fresh(number).reason_to_hold() == ""
    (payload,) = apply(trouble(131031))
    assert (payload.state, fresh(number).reason_to_hold()) == ("applied", "131031: m")
    clear_stop(number)
    Payload.objects.update(state="pending")
    drain_lane("account")
    assert fresh(number).reason_to_hold() == ""


def test_fields_that_are_not_known_are_kept_and_shown_as_such() -> None:
    (payload,) = apply(change("brand_new_thing", {"a": 1}))
    assert (payload.state, payload.note, payload.error) == ("applied", "brand_new_thing", "")


def test_customers_who_want_no_marketing_are_remembered_whatever_the_order() -> None:
    apply(preference("resume", NOW + 5), preference("stop", NOW), preference("stop", NOW))
    customer = Customer.objects.get()
    assert not has_refused_marketing(customer)
    apply(preference("stop", NOW + 9))
    assert has_refused_marketing(customer)
    assert list(Consent.objects.order_by("at").values_list("is_given", flat=True)) == [False, True, False]


def test_a_preference_that_makes_no_sense_does_not_lose_the_others() -> None:
    wishes = [
        {"category": "marketing_messages", "value": "stop", "timestamp": NOW},
        {"wa_id": "5511987654321", "category": "marketing_messages", "value": "stop", "timestamp": NOW},
    ]
    (payload,) = apply(change("user_preferences", {"user_preferences": wishes}))
    assert payload.state == "failed"
    assert has_refused_marketing(Customer.objects.get())


def test_a_message_refused_because_of_an_opt_out_records_it() -> None:
    message = make_outgoing(make_conversation(), external_id="wamid.out", status="sent")
    failed = webhooks.status("wamid.out", "failed", errors=[{"code": 131050, "title": "stopped"}])
    webhooks.store(webhooks.body(statuses=(failed,)))
    drain_lane(settings.WHATSAPP_PHONE_NUMBER_ID)
    assert has_refused_marketing(message.conversation.customer)


FIELDS = ("account_update", "security", "user_preferences", "message_template_quality_update", "account_alerts")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", [{}, {"event": {"a": 1}}, {"user_preferences": [{"category": "x"}, 3, None]}])
def test_nonsense_stops_nothing(field: str, value: dict[str, Any]) -> None:
    rows = apply(change(field, value), change("account_update", {"event": "SOMETHING_NEW"}))
    assert rows[0].state in ("failed", "applied")
    assert rows[1].state == "applied"
