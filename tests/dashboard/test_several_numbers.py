"""A business with two numbers: who sends from which."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.models import Conversation, Message
from tests.factories import ChannelFactory, ConversationFactory
from whatsapp.models import BusinessNumber, Campaign, CampaignRecipient, Template
from whatsapp.services import campaigns as service
from whatsapp.services.numbers import stop_number

pytestmark = pytest.mark.django_db
SEND, TEMPLATE, CAMPAIGNS = "/api/v1/whatsapp/send", "/api/v1/whatsapp/send-template", "/api/v1/campaigns"
PHONE = "+5511999999999"


@pytest.fixture
def sales_line(channel):
    """Of another business account than the first number."""
    line = ChannelFactory(external_id="222")
    BusinessNumber.objects.filter(channel=channel).update(business_account_id="waba-1")
    BusinessNumber.objects.filter(channel=line).update(business_account_id="waba-2")
    return line


@pytest.fixture
def offer(sales_line):
    return _template("waba-2")


def _template(account):
    return Template.objects.create(
        business_account_id=account, name="oferta", language="pt_BR", status="APPROVED",
        components=[{"type": "BODY", "text": "Oferta"}],
    )  # fmt: skip


def sent_on(response):
    assert response.status_code == 202, response.content
    return Message.objects.get(pk=response.json()["message_id"]).conversation.channel


def test_a_text_goes_out_where_it_was_asked_to(api, alice, taken, customer, channel, sales_line):
    ConversationFactory(customer=customer, channel=sales_line)
    body = {"to": PHONE, "content": "Olá"}
    assert sent_on(api(alice).post(SEND, body)) == channel
    assert sent_on(api(alice).post(SEND, {**body, "phone_number_id": "222"})) == sales_line


def test_an_open_window_with_one_number_opens_none_with_another(api, alice, taken, sales_line):
    response = api(alice).post(SEND, {"to": PHONE, "content": "Olá", "phone_number_id": "222"})
    assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "window_closed")


def test_a_template_of_the_numbers_own_account(api, alice, channel, sales_line, offer):
    body = {"to": PHONE, "template_name": "oferta"}
    assert api(alice).post(TEMPLATE, body).json()["errors"][0]["code"] == "unknown_template"
    assert sent_on(api(alice).post(TEMPLATE, {**body, "phone_number_id": "222"})) == sales_line


@pytest.mark.parametrize(("url", "what"), [(SEND, {"content": "Olá"}), (TEMPLATE, {"template_name": "oferta"})])
def test_a_number_that_is_not_ours_is_named(api, alice, taken, url, what):
    response = api(alice).post(url, {"to": PHONE, "phone_number_id": "999", **what})
    assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, "phone_number_id")
    assert not Message.objects.filter(direction="outgoing").exists()


def test_a_template_from_the_inbox_stays_in_its_conversation(page, alice, customer, sales_line, offer):
    conversation = ConversationFactory(customer=customer, channel=sales_line, status="in_progress", assigned_to=alice)
    Conversation.objects.update(window_expires_at=timezone.now() - timedelta(minutes=1))
    answer = page(alice).post(f"/inbox/{conversation.pk}/templates/send", {"template": offer.pk})
    assert answer.status_code == 200, answer.content
    assert Message.objects.get(type="template").conversation == conversation


def campaign_of(api, charlie, template, **more):
    body = {"name": "Oferta", "template": template.pk, "recipients": [{"phone": PHONE}], **more}
    return api(charlie).post(CAMPAIGNS, body)


def test_a_campaign_has_one_number(api, charlie, sales_line, offer):
    response = campaign_of(api, charlie, offer, phone_number_id="222")
    assert response.json()["phone_number_id"] == "222"
    assert api(charlie).post(f"{CAMPAIGNS}/{response.json()['id']}/start").status_code == 200
    assert service.queue_batch(response.json()["id"]) == 1
    assert Message.objects.get().conversation.channel == sales_line


def test_a_campaign_waits_for_its_own_number_alone(api, charlie, channel, sales_line, offer):
    campaign = Campaign.objects.get(pk=campaign_of(api, charlie, offer, phone_number_id="222").json()["id"])
    service.start_campaign(campaign, by=charlie)
    stop_number(channel.whatsapp_number, reason="190: dead")
    stop_number(sales_line.whatsapp_number, reason="190: dead")
    assert service.queue_batch(campaign.pk) == 0
    BusinessNumber.objects.filter(channel=sales_line).update(stopped_reason="", stopped_at=None)
    assert service.queue_batch(campaign.pk) == 1


def test_a_campaigns_template_must_belong_to_its_number(api, charlie, sales_line, offer):
    response = campaign_of(api, charlie, offer)
    assert response.json()["phone_number_id"] is None
    refused = api(charlie).post(f"{CAMPAIGNS}/{response.json()['id']}/start")
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "template")
    assert CampaignRecipient.objects.get().status == "pending"


def test_a_campaigns_number_must_be_ours(api, charlie, sales_line, offer):
    response = campaign_of(api, charlie, offer, phone_number_id="999")
    assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, "phone_number_id")


def test_supervisors_choose_the_account_of_a_new_template(page, charlie, sales_line, settings):
    settings.WHATSAPP_BUSINESS_ACCOUNT_ID = "waba-1"
    client = page(charlie)
    assert 'value="waba-2"' in client.get("/templates/new").content.decode()
    form = {
        "name": "nova",
        "language": "pt_BR",
        "category": "UTILITY",
        "body": "Olá.",
        "business_account_id": "waba-2",
    }
    assert client.post("/templates/save", form).status_code == 200
    assert Template.objects.get().business_account_id == "waba-2"
    answer = client.post("/templates/save", {**form, "name": "outra", "business_account_id": "waba-9"})
    assert (answer.status_code, answer.json()["attr"]) == (400, "business_account_id")


def test_one_account_leaves_nothing_to_choose(page, charlie, channel, settings):
    settings.WHATSAPP_BUSINESS_ACCOUNT_ID = "waba-1"
    assert "business_account_id" not in page(charlie).get("/templates/new").content.decode()
