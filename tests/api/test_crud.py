"""The plain resources: created, listed in pages, changed, deleted, by role."""

import pytest

from conversations.models import CustomerIdentity

pytestmark = pytest.mark.django_db
PHONE = "+5511977776666"
RESOURCES = {
    "labels": ({"name": "Boleto", "color": "#ff0000"}, {"name": "Fatura"}),
    "canned-responses": ({"shortcut": "oi", "content": "Olá!"}, {"content": "Oi!"}),
    "webhooks": ({"url": "https://crm.example/x", "events": ["message_received"]}, {"is_active": False}),
    "knowledge": (
        {"title": "Wi-Fi", "content": "Reinicie.", "questions": ["meu wifi caiu"], "intent": "technical_support"},
        {"status": "approved"},
    ),
    "teams": ({"name": "Financeiro"}, {"assignment": "manual"}),
}


@pytest.mark.parametrize("name", RESOURCES)
def test_a_supervisor_writes_and_an_agent_does_not(api, alice, charlie, name):
    body, change = RESOURCES[name]
    url = f"/api/v1/{name}"
    assert api(alice).post(url, body).status_code == 403
    created = api(charlie).post(url, body)
    assert created.status_code == 201, created.content
    row = f"{url}/{created.json()['id']}"
    assert api(alice).patch(row, change).status_code == 403
    changed = api(charlie).patch(row, change)
    assert changed.status_code == 200
    assert changed.json() | change == changed.json()
    assert api(alice).delete(row).status_code == 403
    assert api(charlie).delete(row).status_code == 204
    assert api(charlie).get(row).status_code == 404


@pytest.mark.parametrize("name", sorted(set(RESOURCES) - {"webhooks"}))
def test_an_agent_reads(api, alice, charlie, name):
    api(charlie).post(f"/api/v1/{name}", RESOURCES[name][0])
    data = api(alice).get(f"/api/v1/{name}").json()
    assert data.pop("next") is None
    (rows,) = data.values()
    assert api(alice).get(f"/api/v1/{name}/{rows[0]['id']}").json() == rows[0]


def test_pages(api, charlie):
    client = api(charlie)
    for n in range(5):
        client.post("/api/v1/labels", {"name": f"l{n}"})
    first = client.get("/api/v1/labels", {"limit": 3}).json()
    second = client.get("/api/v1/labels", {"limit": 3, "cursor": first["next"]}).json()
    assert [row["name"] for row in first["labels"] + second["labels"]] == [f"l{n}" for n in range(5)]
    assert second["next"] is None


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJcdTAwMDAiXQ", "eyJhIjoxfQ"])
def test_a_bad_cursor(api, charlie, cursor):
    for name in ("labels", "customers", "agents"):
        response = api(charlie).get(f"/api/v1/{name}", {"cursor": cursor})
        assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, "cursor")


def test_names_are_unique(api, charlie):
    client = api(charlie)
    client.post("/api/v1/labels", {"name": "A"})
    response = client.post("/api/v1/labels", {"name": "A"})
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "unique")


def test_a_webhooks_secret_is_shown_once(api, alice, charlie):
    client = api(charlie)
    created = client.post("/api/v1/webhooks", RESOURCES["webhooks"][0]).json()
    assert len(created["secret"]) > 30
    assert "secret" not in client.get(f"/api/v1/webhooks/{created['id']}").json()
    assert api(alice).get("/api/v1/webhooks").status_code == 403
    assert client.get(f"/api/v1/webhooks/{created['id']}/deliveries").json() == {"deliveries": [], "next": None}


@pytest.mark.parametrize("url", ["ftp://x.example", "javascript:alert(1)", "x", ""])
def test_a_webhook_needs_an_address(api, charlie, url):
    body = {"url": url, "events": ["message_received"]}
    assert api(charlie).post("/api/v1/webhooks", body).json()["errors"][0]["attr"] == "url"


def test_agents_keep_customers(api, alice):
    client = api(alice)
    created = client.post("/api/v1/customers", {"name": "Ana", "phone": "11 97777-6666", "plan": "Fibra"})
    assert created.status_code == 201, created.content
    assert created.json()["phone"] == PHONE
    assert CustomerIdentity.objects.get().value == PHONE[1:]
    row = f"/api/v1/customers/{created.json()['id']}"
    assert client.patch(row, {"document": "25345470979", "attributes": {"a": [1]}}).json()["attributes"] == {"a": [1]}
    assert client.delete(row).status_code == 403


def test_one_number_belongs_to_one_customer(api, alice, customer):
    response = api(alice).post("/api/v1/customers", {"name": "X", "phone": "+551199999999"})
    assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "phone_taken")


def test_customers_are_searched(api, alice, customer):
    client = api(alice)
    client.post("/api/v1/customers", {"name": "Ana", "phone": PHONE})
    for q in ("joao", "99999-9999"):
        assert [row["name"] for row in client.get("/api/v1/customers", {"q": q}).json()["customers"]] == ["João Silva"]


def test_a_customer_with_conversations_is_not_deleted(api, charlie, taken):
    response = api(charlie).delete(f"/api/v1/customers/{taken.customer_id}")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "in_use")
