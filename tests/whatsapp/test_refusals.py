"""What each of Meta's refusals does: to the message, to its line, to the number, and to the customer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, Message, MessageStatus, MessageType
from conversations.services.consents import has_refused_marketing
from conversations.services.flags import is_unreachable, rests_from_marketing
from tests.builders import make_conversation, make_outgoing
from tests.graph import Graph, running_graph
from whatsapp.client import GraphClient
from whatsapp.errors import POLICIES, Action, Scope, policy_for
from whatsapp.models import (
    Alert,
    BusinessNumber,
    Campaign,
    CampaignRecipient,
    Payload,
    Template,
    TemplateStatus,
)
from whatsapp.services import pacing, trouble
from whatsapp.services.credentials import set_credentials
from whatsapp.services.delivery import call, claim_heads, record_failure, sweep_outbox
from whatsapp.services.inbound import drain_lane
from whatsapp.services.numbers import ensure_number, stop_number
from whatsapp.services.pump import deliver_conversation

pytestmark = pytest.mark.django_db
SENT, QUEUED, FAILED = MessageStatus.SENT, MessageStatus.QUEUED, MessageStatus.FAILED


@pytest.fixture(autouse=True)
def _no_pace() -> Iterator[None]:
    """What one test brakes is not the next one's."""
    pacing._here.clear()
    yield
    if keys := pacing._valkey().keys("pace:*"):
        pacing._valkey().delete(*keys)


@pytest.fixture
def graph() -> Iterator[Graph]:
    with running_graph() as running:
        yield running


@pytest.fixture
def client(graph: Graph) -> GraphClient:
    return GraphClient(base_url=graph.url, version="v26.0", token="t")


def number() -> BusinessNumber:
    return BusinessNumber.objects.get()


def refused(graph: Graph, client: GraphClient, code: int, **fields: Any) -> Message:
    """A message whose first try ended with this code."""
    message = make_outgoing(make_conversation(), **fields)
    graph.refuse(code)
    deliver_conversation(message.conversation_id, client=client)
    message.refresh_from_db()
    return message


def try_now(message: Message, client: GraphClient) -> str:
    Message.objects.update(next_attempt_at=None)
    deliver_conversation(message.conversation_id, client=client)
    message.refresh_from_db()
    return message.status


def template_message(conversation: Conversation, name: str = "promo") -> Message:
    payload = {"template": {"name": name, "language": {"code": "pt_BR"}, "components": []}}
    return make_outgoing(conversation, type=MessageType.TEMPLATE, payload=payload)


def make_template(name: str = "promo", **fields: Any) -> Template:
    defaults = {"business_account_id": number().business_account_id, "language": "pt_BR", "status": "APPROVED"}
    return Template.objects.create(**{"name": name, "category": "MARKETING", **defaults, **fields})


# The fact sheet's table, as it is written there.
@pytest.mark.parametrize(
    ("action", "scope", "codes"),
    [
        (Action.STOP, Scope.NUMBER, [0, 190, 3, 10, 200, 299, 131005, 131045, 133010, 131037, 33]),
        (Action.STOP, Scope.ACCOUNT, [368, 131031]),
        (Action.STOP, Scope.PAID, [131042, 131064, 134011]),
        (Action.STOP, Scope.MARKETING, [131063]),
        (Action.STOP, Scope.CAMPAIGNS, [131048]),
        (Action.STOP, Scope.TEMPLATE, [132015, 132016]),
        (Action.RETRY, Scope.NOTHING, [1, 2, 4, 80007, 130429, 131056, 131000, 131016, 133004, 131057, 132069]),
        (
            Action.FAIL,
            Scope.NOTHING,
            [100, 130497, 131008, 131009, 131051, 135000, 131021, 131026, 131030, 131047, 131049, 131050]
            + [130472, 130403, 131062, 131052, 131053, 132000, 132001, 132005, 132007, 132012, 132018, 132068]
            + [133000, 133005, 133015],
        ),
    ],
)
def test_the_table_of_codes(action: Action, scope: Scope, codes: list[int]) -> None:
    assert {(policy_for(code).action, policy_for(code).scope) for code in codes} == {(action, scope)}


def test_back_off_grows_and_is_capped() -> None:
    assert [POLICIES[131056].pause(n) for n in (1, 2, 3, 4)] == [1, 4, 16, 64]
    assert [POLICIES[2].pause(n) for n in (1, 2, 3, 20)] == [1, 2, 4, 300]
    assert max(POLICIES[130429].pause(n) for n in range(1, 30)) == 30
    assert {POLICIES[131057].pause(n) for n in (1, 9)} == {60}


def test_a_number_that_is_gone_stops_and_a_bad_parameter_does_not() -> None:
    assert policy_for(100, subcode=33).action == Action.STOP
    assert policy_for(100).action == Action.FAIL


def test_an_unlisted_code_is_tried_again_only_if_meta_calls_it_passing(graph: Graph, client: GraphClient) -> None:
    error = {"message": "?", "code": 987654, "is_transient": True}
    message = make_outgoing(make_conversation())
    graph.orders.append((500, {"error": error}))
    deliver_conversation(message.conversation_id, client=client)
    message.refresh_from_db()
    assert message.status == QUEUED
    assert refused(graph, client, 987654).status == FAILED


@pytest.mark.parametrize("order", ["hang up", (502, b"<html>")])
def test_an_api_that_is_down_is_not_told_the_whole_queue(graph: Graph, client: GraphClient, order: Any) -> None:
    messages = [make_outgoing(make_conversation()) for _ in range(4)]
    graph.orders += [order] * 3
    for message in messages[:3]:
        deliver_conversation(message.conversation_id, client=client)
    held = pacing.ask(number().channel_id, [messages[3].conversation.customer_id])[0]
    assert 1 < held.seconds <= 2.1


def test_an_answer_of_metas_ends_the_trouble(graph: Graph, client: GraphClient) -> None:
    graph.orders += ["hang up", "hang up"]
    for _ in range(2):
        deliver_conversation(make_outgoing(make_conversation()).conversation_id, client=client)
    refused(graph, client, 131026)
    graph.orders.append("hang up")
    message = make_outgoing(make_conversation())
    deliver_conversation(message.conversation_id, client=client)
    assert not pacing.ask(number().channel_id, [message.conversation.customer_id])[0].seconds


@pytest.mark.parametrize(("code", "retries"), [(1, 2), (131000, 3)])
def test_a_passing_error_is_tried_so_often_and_then_fails(
    graph: Graph, client: GraphClient, code: int, retries: int
) -> None:
    message = refused(graph, client, code)
    for _ in range(retries):
        assert message.status == QUEUED
        graph.refuse(code)
        try_now(message, client)
    assert message.status == FAILED
    assert len(graph.calls) == 1 + retries


def test_an_outage_uses_up_no_try_of_what_comes_after_it(
    graph: Graph, client: GraphClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trouble, "IN_A_ROW", 100)
    message = make_outgoing(make_conversation())
    nobody = GraphClient(base_url="http://127.0.0.1:1", token="t")
    for _ in range(20):
        assert try_now(message, nobody) == QUEUED
    graph.refuse(131000)
    assert try_now(message, client) == QUEUED
    assert try_now(message, client) == SENT


def test_a_pair_limit_pauses_this_customer_and_no_other(graph: Graph, client: GraphClient) -> None:
    message = refused(graph, client, 131056)
    assert message.status == QUEUED
    assert message.next_attempt_at is not None
    assert 0.5 < (message.next_attempt_at - timezone.now()).total_seconds() <= 1.25
    other = make_outgoing(make_conversation())
    deliver_conversation(other.conversation_id, client=client)
    other.refresh_from_db()
    assert other.status == SENT


def test_a_number_that_is_too_fast_pauses_for_all_workers(graph: Graph, client: GraphClient) -> None:
    message = refused(graph, client, 130429)
    assert message.status == QUEUED
    held = pacing.ask(number().channel_id, [message.conversation.customer_id])[0]
    assert 0.5 < held.seconds < 2
    assert not held.is_pair


def test_while_a_number_is_stopped_one_message_is_tried_now_and_then(graph: Graph, client: GraphClient) -> None:
    refused(graph, client, 190)
    others = [make_outgoing(make_conversation()) for _ in range(5)]
    for other in others:
        assert try_now(other, client) == QUEUED
        assert other.attempts == 0
    assert len(graph.calls) == 1
    BusinessNumber.objects.update(probed_at=timezone.now() - timedelta(hours=1))
    graph.refuse(190)
    for other in others:
        try_now(other, client)
    assert len(graph.calls) == 2


def test_a_probe_that_succeeds_lifts_the_stop_and_lets_the_others_go(graph: Graph, client: GraphClient) -> None:
    held = refused(graph, client, 190)
    assert Alert.objects.filter(cleared_at=None).exists()
    BusinessNumber.objects.update(probed_at=None)
    probe = make_outgoing(make_conversation())
    deliver_conversation(probe.conversation_id, client=client)
    held.refresh_from_db()
    assert (number().stopped_reason, held.next_attempt_at) == ("", None)
    assert not Alert.objects.filter(cleared_at=None).exists()
    assert held.conversation_id in sweep_outbox()


def test_a_new_token_lifts_the_stop_at_once(graph: Graph, client: GraphClient) -> None:
    held = refused(graph, client, 190)
    set_credentials(number(), token="EAAnew")
    assert number().stopped_reason == ""
    deliver_conversation(held.conversation_id, client=client)
    held.refresh_from_db()
    assert held.status == SENT


def test_what_was_refused_for_the_token_of_before_stops_nothing_and_goes_again(
    graph: Graph, client: GraphClient
) -> None:
    message = make_outgoing(make_conversation())
    (claim,) = claim_heads([message.conversation_id], client=client)
    set_credentials(number(), token="EAAnew")
    graph.refuse(190)
    answer = call(claim)
    assert isinstance(answer, Exception)
    pause = record_failure(claim, answer)
    assert pause is not None and pause < 2
    assert number().stopped_reason == ""
    assert try_now(message, client) == SENT


def test_a_stop_for_the_token_of_before_comes_too_late(client: GraphClient) -> None:
    make_outgoing(make_conversation())
    before = number()
    set_credentials(before, token="EAAnew")
    before.sealed_token = ""
    stop_number(before, reason="190: expired")
    assert number().stopped_reason == ""
    stop_number(before, reason="131031: locked")
    assert number().stopped_reason == "131031: locked"


def test_the_sweeper_leaves_a_stopped_number_alone_until_it_is_time_to_try(graph: Graph, client: GraphClient) -> None:
    refused(graph, client, 190)
    for _ in range(30):
        make_outgoing(make_conversation())
    assert sweep_outbox() == []
    BusinessNumber.objects.update(probed_at=None)
    assert 0 < len(sweep_outbox()) <= 20


def test_a_blocked_account_stops_all_its_numbers(graph: Graph, client: GraphClient) -> None:
    message = make_outgoing(make_conversation())
    BusinessNumber.objects.update(business_account_id="WABA1")
    ensure_number("second", account_id="WABA1")
    ensure_number("another", account_id="WABA2")
    graph.refuse(368)
    deliver_conversation(message.conversation_id, client=client)
    stopped = BusinessNumber.objects.exclude(stopped_reason="").values_list("business_account_id", flat=True)
    assert list(stopped) == ["WABA1", "WABA1"]


def test_marketing_that_is_stopped_steps_aside_for_an_answer(graph: Graph, client: GraphClient) -> None:
    conversation = make_conversation()
    make_template()
    promo, answer = template_message(conversation), make_outgoing(conversation, "Oi")
    graph.refuse(131063)
    deliver_conversation(conversation.pk, client=client)
    promo.refresh_from_db()
    answer.refresh_from_db()
    assert (promo.status, answer.status) == (QUEUED, SENT)
    assert "marketing" in number().partial_stops
    BusinessNumber.objects.update(probed_at=None)
    assert try_now(promo, client) == SENT
    assert number().partial_stops == {}


def test_a_spam_limit_stops_campaigns_and_fails_an_agents_own_message(
    graph: Graph, client: GraphClient, charlie: User
) -> None:
    assert refused(graph, client, 131048).status == FAILED
    assert list(number().partial_stops) == ["campaigns"]
    template = make_template()
    message = template_message(make_conversation())
    campaign = Campaign.objects.create(name="c", template=template, created_by=charlie)
    CampaignRecipient.objects.create(campaign=campaign, phone="+5511900000001", message=message, status="queued")
    assert try_now(message, client) == QUEUED


def test_lack_of_payment_holds_templates_and_an_answer_that_meets_it_holds_everything(
    graph: Graph, client: GraphClient
) -> None:
    conversation = make_conversation()
    make_template()
    template = template_message(conversation)
    graph.refuse(131042)
    deliver_conversation(conversation.pk, client=client)
    template.refresh_from_db()
    assert (template.status, list(number().partial_stops)) == (QUEUED, ["paid"])
    answer = refused(graph, client, 131042)
    assert answer.status == QUEUED
    assert number().stopped_reason.startswith("131042")


@pytest.mark.parametrize(("code", "status"), [(132015, TemplateStatus.PAUSED), (132016, TemplateStatus.DISABLED)])
def test_a_template_that_meta_stopped_is_stopped_here(
    graph: Graph, client: GraphClient, code: int, status: TemplateStatus
) -> None:
    conversation = make_conversation()
    template, message = make_template(), template_message(conversation)
    graph.refuse(code)
    deliver_conversation(conversation.pk, client=client)
    template.refresh_from_db()
    message.refresh_from_db()
    assert (template.status, message.status) == (status, FAILED)
    assert number().stopped_reason == ""


def test_an_unknown_template_is_asked_for_anew(
    graph: Graph, client: GraphClient, published: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        message = template_message(make_conversation())
        graph.refuse(132001)
        deliver_conversation(message.conversation_id, client=client)
    assert [event.name for event in published if type(event).__name__ == "TemplateToBeFetched"] == ["promo"]


def test_who_wants_no_marketing_is_remembered(graph: Graph, client: GraphClient) -> None:
    customer = refused(graph, client, 131050).conversation.customer
    assert has_refused_marketing(customer)


def test_who_had_enough_marketing_rests_for_a_day(graph: Graph, client: GraphClient) -> None:
    customer = refused(graph, client, 131049).conversation.customer
    customer.refresh_from_db()
    assert rests_from_marketing(customer)


def test_a_customer_whom_whatsapp_does_not_know_is_flagged_after_repeats(graph: Graph, client: GraphClient) -> None:
    conversation = make_conversation()
    for count in range(3):
        assert not is_unreachable(conversation.customer), count
        make_outgoing(conversation)
        graph.refuse(131026)
        deliver_conversation(conversation.pk, client=client)
    assert is_unreachable(conversation.customer)
    make_outgoing(conversation, status=MessageStatus.DELIVERED)
    assert not is_unreachable(conversation.customer)


def test_a_refusal_that_comes_by_webhook_does_the_same() -> None:
    message = make_outgoing(make_conversation(), status=SENT, external_id="wamid.1")
    failed_by_webhook(message, 131050)
    assert has_refused_marketing(message.conversation.customer)
    failed_by_webhook(make_outgoing(make_conversation(), status=SENT, external_id="wamid.2"), 131031)
    assert number().stopped_reason.startswith("131031")


def failed_by_webhook(message: Message, code: int) -> None:
    status = {"id": message.external_id, "status": "failed", "timestamp": "1790000000", "errors": [{"code": code}]}
    value = {"metadata": {"phone_number_id": number().phone_number_id}, "statuses": [status]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = orjson.dumps({"object": "whatsapp_business_account", "entry": [entry]})
    Payload.objects.create(body=body, lane=number().phone_number_id)
    drain_lane(number().phone_number_id)
    message.refresh_from_db()
    assert message.status == FAILED
