"""Whom an agent knows: customers of whom they may see a conversation, and those who have none yet. Nobody else is
read, found, changed or merged by them."""

import pytest

from conversations.exceptions import NotFound
from conversations.models import Customer
from conversations.services.customers import update_customer
from conversations.services.merging import merge_customers
from tests.factories import ConversationFactory, CustomerFactory

pytestmark = pytest.mark.django_db
CUSTOMERS = "/api/v1/customers"


def names(client, **query):
    return [row["name"] for row in client.get(CUSTOMERS, query).json()["customers"]]


def test_one_whose_conversations_are_all_hidden_is_not_there(api, bob, taken, customer):
    client, row = api(bob), f"{CUSTOMERS}/{customer.pk}"
    assert client.get(row).status_code == 404
    assert client.patch(row, {"name": "Outro"}).status_code == 404
    assert client.put(row, {"name": "Outro"}).status_code == 404
    assert client.get(f"{row}/merge-candidates").status_code == 404
    assert names(client) == names(client, q="João") == names(client, q="99999-9999") == []
    customer.refresh_from_db()
    assert customer.name == "João Silva"


def test_by_their_document_they_are_not_found_either(api, alice, bob, taken, customer):
    Customer.objects.filter(pk=customer.pk).update(document="253.454.709-79")
    assert names(api(bob), q="25345470979") == []
    assert names(api(alice), q="25345470979") == ["João Silva"]


def test_with_one_conversation_in_sight_they_are(api, bob, taken, customer, channel, sales):
    ConversationFactory(customer=customer, channel=channel, status="closed", team=sales, assigned_to=None)
    assert names(api(bob)) == ["João Silva"]
    assert api(bob).patch(f"{CUSTOMERS}/{customer.pk}", {"plan": "Fibra 300"}).status_code == 200


def test_supervisors_bots_and_whoever_added_them_see_them(api, bob, charlie, robo, taken, customer):
    assert api(charlie).get(f"{CUSTOMERS}/{customer.pk}").status_code == 200
    assert api(robo).get(f"{CUSTOMERS}/{customer.pk}").status_code == 200
    added = api(bob).post(CUSTOMERS, {"name": "Nova", "phone": "+5511988887777"}).json()
    assert api(bob).patch(f"{CUSTOMERS}/{added['id']}", {"name": "Nova Lima"}).status_code == 200


def test_who_goes_out_of_sight_while_one_writes_is_not_changed(bob, taken, customer):
    """The page's or the program's read lies before the transfer, the write behind it."""
    with pytest.raises(NotFound):
        update_customer(customer, by=bob, name="Outro")


def test_hidden_ones_are_not_merged(api, bob, taken, customer):
    own = CustomerFactory(name="Nova")
    url = f"{CUSTOMERS}/{customer.pk}/merge"
    assert api(bob).post(url, {"other_id": str(own.pk)}).status_code == 404
    refused = api(bob).post(f"{CUSTOMERS}/{own.pk}/merge", {"other_id": str(customer.pk)})
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "other_id")
    assert api(bob).post(f"{CUSTOMERS}/{own.pk}/dismiss-merge", {"other_id": str(customer.pk)}).status_code == 404
    with pytest.raises(NotFound):
        merge_customers(customer.pk, own.pk, by=bob)


def test_the_list_takes_as_many_queries_for_many(api, alice, taken, channel, support, django_assert_num_queries):
    for _number in range(5):
        ConversationFactory(customer=CustomerFactory(), channel=channel, team=support, status="closed")
    client = api(alice)
    client.get(CUSTOMERS)
    with django_assert_num_queries(2):
        assert len(names(client)) == 6
