"""A customer's data, edited field by field in the panel, and over the API by the same rules."""

import pytest
from django.utils import translation

from conversations.models import CustomerAttribute
from dashboard.facts import facts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def save(page, alice, taken):
    def post(field, value, known=""):
        body = {"field": field, "value": value, "known": known}
        return page(alice).post(f"/inbox/{taken.pk}/customer", body)

    return post


@pytest.fixture
def tier(db):
    return CustomerAttribute.objects.create(key="tier", label="Nível", kind="choice", options="Ouro\nPrata")


def test_a_field_is_saved_and_shown_as_people_read_it(save, customer):
    assert "253.454.709-79" in save("document", "25345470979").json()["fact"]
    save("since", "2024-01-15")
    save("birth", "1980-02-29")
    customer.refresh_from_db()
    assert (customer.document, customer.since.isoformat(), customer.birth.day) == ("253.454.709-79", "2024-01-15", 29)


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "x@"), ("document", "123"), ("since", "2024-02-30"), ("birth", "2999-01-01"), ("name", "x" * 201)],
)
def test_what_is_wrong_is_refused_at_its_field(save, customer, field, value):
    response = save(field, value, known=str(getattr(customer, field) or ""))
    assert (response.status_code, response.json()["attr"]) == (400, field)


def test_a_colleagues_change_is_not_overwritten(save, customer):
    save("plan", "Fibra 200", known="Fibra 100 Mbps")
    refused = save("plan", "Fibra 300", known="Fibra 100 Mbps")
    assert (refused.status_code, refused.json()["code"], refused.json()["current"]) == (
        409,
        "changed_meanwhile",
        "Fibra 200",
    )
    assert save("plan", "Fibra 200", known="Fibra 100 Mbps").status_code == 200  # both want the same
    assert save("plan", "Fibra 300", known="Fibra 200").status_code == 200


def test_whoever_may_not_see_the_conversation_changes_nothing(page, bob, taken):
    response = page(bob).post(f"/inbox/{taken.pk}/customer", {"field": "name", "value": "X", "known": ""})
    assert response.status_code == 404


def test_attributes_are_read_by_their_kind(save, customer, tier):
    CustomerAttribute.objects.create(key="speed", label="Velocidade", kind="number")
    CustomerAttribute.objects.create(key="vip", label="VIP", kind="checkbox")
    assert save("attributes.tier", "Bronze").json()["attr"] == "attributes.tier"
    assert save("attributes.nobody", "x").status_code == 400
    for field, value in (("attributes.tier", "Ouro"), ("attributes.speed", "1.234,5"), ("attributes.vip", "true")):
        assert save(field, value).status_code == 200
    customer.refresh_from_db()
    assert customer.attributes == {"tier": "Ouro", "speed": 1234.5, "vip": True}
    with translation.override("pt-br"):
        assert [fact.shown for fact in facts_of(customer)["more"]] == ["Ouro", "Sim", "1.234,5"]


def test_values_that_nobody_defined_stay_shown(save, customer, tier):
    customer.attributes = {"contrato": "104582"}
    customer.save()
    save("attributes.tier", "Prata")
    customer.refresh_from_db()
    assert facts_of(customer)["unknown"] == [("contrato", "104582")]


def test_the_change_is_told_to_other_pages(save, customer, taken, published, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        save("plan", "Fibra 200", known="Fibra 100 Mbps")
    assert [event.conversation_id for event in published] == [taken.pk]


def test_the_api_keeps_the_same_rules(api, alice, customer, tier):
    client, row = api(alice), f"/api/v1/customers/{customer.pk}"
    wrong = client.patch(row, {"attributes": {"tier": "Bronze"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["attr"]) == (400, "attributes.tier")
    assert client.patch(row, {"document": "123"}).json()["errors"][0]["attr"] == "document"
    late = client.patch(row, {"plan": "X", "known": {"plan": "Fibra 50"}})
    assert (late.status_code, late.json()["errors"][0]["code"]) == (409, "changed_meanwhile")
    fine = client.patch(row, {"plan": "X", "known": {"plan": "Fibra 100 Mbps"}}).json()
    assert (fine["plan"], "known" in fine) == ("X", False)


def test_supervisors_define_attributes(api, alice, charlie, tier):
    body = {"key": "tier", "label": "Nível", "kind": "text"}
    assert api(alice).post("/api/v1/customer-attributes", body).status_code == 403
    assert api(charlie).post("/api/v1/customer-attributes", body).status_code == 400
    no_choice = api(charlie).post("/api/v1/customer-attributes", body | {"key": "t2", "kind": "choice"})
    assert no_choice.json()["errors"][0]["attr"] == "options"
