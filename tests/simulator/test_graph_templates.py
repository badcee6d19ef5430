"""Templates: listed in pages, created, reviewed, deleted."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.simulator.conftest import Graph
from whatsapp.simulator.models import MetaTemplate, WebhookEvent

pytestmark = pytest.mark.django_db
PATH = f"{settings.SIMULATOR_BUSINESS_ACCOUNT_ID}/message_templates"
NEW = {
    "name": "lembrete",
    "language": "pt_BR",
    "category": "UTILITY",
    "components": [
        {
            "type": "BODY",
            "text": "Sua fatura vence em {{1}}, evite juros.",
            "example": {"body_text": [["10/12"]]},
        }
    ],
}


def test_the_seeded_ones_are_listed_whole(graph: Graph) -> None:
    _, answer = graph("GET", PATH, summary="total_count")
    found = {row["name"]: row for row in answer["data"]}
    assert found["boas_vindas"]["category"] == "UTILITY"
    assert found["promocao_upgrade"]["category"] == "MARKETING"
    assert all(row["parameter_format"] == "POSITIONAL" and row["status"] == "APPROVED" for row in found.values())
    assert answer["summary"]["total_count"] == len(found)
    assert "next" not in answer["paging"]


def test_pages_follow_their_cursors(graph: Graph) -> None:
    names, after = [], ""
    while True:
        _, answer = graph("GET", PATH, limit="1", fields="name", after=after)
        names += [row["name"] for row in answer["data"]]
        if "next" not in answer["paging"]:
            break
        assert "after=" in answer["paging"]["next"]
        after = answer["paging"]["cursors"]["after"]
    assert sorted(names) == ["aviso_manutencao", "boas_vindas", "promocao_upgrade"]


def test_filters_and_fields(graph: Graph) -> None:
    _, answer = graph("GET", PATH, category="marketing", fields="name,status")
    assert [set(row) for row in answer["data"]] == [{"id", "name", "status"}]
    assert graph("GET", PATH, status="REJECTED")[1]["data"] == []
    assert graph("GET", PATH, limit="no")[1]["error"]["code"] == 100


def test_a_new_one_is_reviewed_and_told(graph: Graph) -> None:
    _, answer = graph("POST", PATH, NEW)
    assert answer["status"] == "PENDING"
    event = WebhookEvent.objects.get()
    assert (event.field, event.value["event"]) == ("message_template_status_update", "APPROVED")
    MetaTemplate.objects.filter(name="lembrete").update(review_at=timezone.now() - timedelta(seconds=1))
    assert graph("GET", answer["id"])[1]["status"] == "APPROVED"


def test_a_name_and_language_exist_once(graph: Graph) -> None:
    graph("POST", PATH, NEW)
    assert graph("POST", PATH, NEW)[1]["error"]["code"] == 100


@pytest.mark.parametrize("wrong", [{"name": "Com Espaço"}, {"category": "OTHER"}, {"components": []}])
def test_a_wrong_one_is_refused(graph: Graph, wrong: dict[str, object]) -> None:
    assert graph("POST", PATH, NEW | wrong)[0] == 400


def test_deleting_by_name(graph: Graph) -> None:
    assert graph("DELETE", PATH, name="boas_vindas") == (200, {"success": True})
    assert graph("DELETE", PATH, name="boas_vindas")[0] == 400
    assert graph("DELETE", PATH)[0] == 400
    assert MetaTemplate.objects.count() == 2
