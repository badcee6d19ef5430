"""Campaigns over the API, and the batches that send them."""

import pytest
from django.utils import timezone

from conversations.models import Message, MessageStatus
from conversations.services.consents import Decision, record_decisions
from conversations.services.identities import Sender
from tests.factories import CustomerFactory
from whatsapp.models import Alert, BusinessNumber, Campaign, CampaignRecipient, Template
from whatsapp.services import campaigns as service

pytestmark = pytest.mark.django_db
URL = "/api/v1/campaigns"


@pytest.fixture
def template(channel):
    return Template.objects.create(
        business_account_id="1",
        name="promocao_upgrade",
        language="pt_BR",
        status="APPROVED",
        components=[{"type": "BODY", "text": "{{1}}, por R$ {{2}}!"}],
    )


@pytest.fixture
def body(template):
    return {
        "name": "Upgrade",
        "template": template.pk,
        "variables": {"1": "Olá {{customer.first_name}}", "2": "99"},
        "recipients": [
            {"phone": "11 98888-0001"},
            {"phone": "+5511988880002", "variables": {"1": "Oi", "2": "89"}},
            {"phone": "551188880001"},
        ],
    }


@pytest.fixture
def campaign(api, charlie, body):
    CustomerFactory(name="Ana Lima", phone="+5511988880001")
    response = api(charlie).post(URL, body)
    assert response.status_code == 201, response.content
    return Campaign.objects.get(pk=response.json()["id"])


def act(client, campaign, action):
    return client.post(f"{URL}/{campaign.pk}/{action}")


def test_agents_have_no_business_here(api, alice, campaign):
    assert api(alice).get(URL).status_code == 403
    assert act(api(alice), campaign, "start").status_code == 403


def test_one_person_is_one_recipient(api, charlie, campaign):
    data = api(charlie).get(f"{URL}/{campaign.pk}").json()
    assert data["results"] == {"pending": 2}
    assert data["status"] == "draft"


def test_it_sends_to_each_once(api, charlie, campaign):
    assert act(api(charlie), campaign, "start").json()["status"] == "running"
    assert [service.queue_batch(campaign.pk) for _ in range(2)] == [2, 0]
    assert set(Message.objects.values_list("content", flat=True)) == {"Olá Ana, por R$ 99!", "Oi, por R$ 89!"}
    Message.objects.filter(content__startswith="Oi").update(status=MessageStatus.READ)
    data = api(charlie).get(f"{URL}/{campaign.pk}").json()
    assert (data["status"], data["results"]) == ("finished", {"queued": 1, "read": 1})
    rows = api(charlie).get(f"{URL}/{campaign.pk}/recipients").json()["recipients"]
    assert [row["status"] for row in rows] == ["queued", "read"]
    assert rows[0]["conversation_id"]


def test_who_opted_out_or_is_blocked_is_skipped(api, charlie, campaign):
    customer = service.find_customer("+5511988880001")
    customer.attributes = {"opted_out": True}
    customer.save()
    act(api(charlie), campaign, "start")
    service.queue_batch(campaign.pk)
    assert CampaignRecipient.objects.get(reason="opted_out").status == "skipped"
    assert Message.objects.count() == 1


def test_marketing_skips_who_asked_for_none_in_whatsapp(api, charlie, campaign):
    Template.objects.update(category="MARKETING")
    record_decisions([Decision(sender=Sender(phone="5511988880001"), is_given=False, at=timezone.now())])
    act(api(charlie), campaign, "start")
    service.queue_batch(campaign.pk)
    assert CampaignRecipient.objects.get(reason="opted_out").status == "skipped"
    assert Message.objects.count() == 1


def test_a_paused_campaign_stands_still(api, charlie, campaign):
    client = api(charlie)
    act(client, campaign, "start")
    assert act(client, campaign, "pause").json()["status"] == "paused"
    assert service.queue_batch(campaign.pk) == 0
    assert act(client, campaign, "pause").status_code == 409
    assert act(client, campaign, "start").json()["status"] == "running"
    assert act(client, campaign, "cancel").json()["status"] == "cancelled"
    assert act(client, campaign, "start").status_code == 409


def test_it_waits_for_a_stopped_number(api, charlie, campaign):
    act(api(charlie), campaign, "start")
    BusinessNumber.objects.update(stopped_reason="token expired")
    assert service.queue_batch(campaign.pk) == 0


def test_a_missing_variable_is_told_before_anything_is_sent(api, charlie, body):
    body["variables"] = {"1": "Oi"}
    created = api(charlie).post(URL, body).json()
    response = api(charlie).post(f"{URL}/{created['id']}/start")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "variable_missing")


def test_one_that_fails_does_not_stop_the_others(api, charlie, campaign):
    act(api(charlie), campaign, "start")
    CampaignRecipient.objects.filter(phone="+5511988880002").update(variables={"1": "Oi", "2": " "})
    service.queue_batch(campaign.pk)
    assert CampaignRecipient.objects.get(status="failed").reason == "parameter_empty"
    assert Message.objects.count() == 1


def test_a_bad_number_is_named(api, charlie, body):
    body["recipients"] = [{"phone": "+5511988880001"}, {"phone": "x"}]
    response = api(charlie).post(URL, body)
    assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, "recipients.1.phone")


def test_what_was_sent_is_not_deleted(api, charlie, campaign):
    client = api(charlie)
    act(client, campaign, "start")
    assert client.delete(f"{URL}/{campaign.pk}").status_code == 409
    assert client.patch(f"{URL}/{campaign.pk}", {"name": "X"}).status_code == 409


def test_a_template_that_stops_halts_it_without_using_up_anybody(api, charlie, campaign, template):
    act(api(charlie), campaign, "start")
    Template.objects.filter(pk=template.pk).update(status="PAUSED")
    assert service.queue_batch(campaign.pk) == 0
    campaign.refresh_from_db()
    assert (campaign.status, campaign.recipients.filter(status="pending").count()) == ("paused", 2)
    assert act(api(charlie), campaign, "start").json()["errors"][0]["code"] == "template_not_approved"
    Template.objects.filter(pk=template.pk).update(status="APPROVED")
    assert act(api(charlie), campaign, "start").json()["status"] == "running"
    assert not Alert.objects.filter(cleared_at=None).exists()
    assert service.queue_batch(campaign.pk) == 2


@pytest.mark.parametrize(("kind", "category"), [("campaigns", "UTILITY"), ("marketing", "MARKETING")])
def test_it_waits_while_its_kind_is_stopped(api, charlie, campaign, template, kind, category):
    act(api(charlie), campaign, "start")
    Template.objects.filter(pk=template.pk).update(category=category)
    BusinessNumber.objects.update(partial_stops={kind: "131063"})
    assert service.queue_batch(campaign.pk) == 0
    BusinessNumber.objects.update(partial_stops={})
    assert service.queue_batch(campaign.pk) == 2
