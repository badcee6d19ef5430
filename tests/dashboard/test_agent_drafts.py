"""The assistant's drafts on the pages: what is told of them while writing, their figures, and the rows behind."""

from typing import Any

import pytest

from accounts.models import Team, User
from chatbot.models import AgentDraft
from chatbot.services.agent_drafts import offer_draft, tell_sent, use_draft
from conversations.models import Conversation, Message
from dashboard.bot_period import period_of
from dashboard.draft_figures import draft_figures
from tests.builders import make_outgoing

pytestmark = pytest.mark.django_db
TEXT = "Reinicie o aparelho e espere dois minutos."


def offer(conversation: Conversation, to: User, kind: str = "suggest") -> AgentDraft:
    made = offer_draft(conversation, kind=kind, text=TEXT, origin="knowledge", to=to)
    assert made is not None
    return made


@pytest.fixture
def several(taken: Conversation, alice: User, bob: User) -> None:
    for said in (TEXT, f"{TEXT} Abraço", None):
        draft = offer(taken, alice)
        if said:
            tell_sent([draft.pk], message=make_outgoing(taken, said, author=alice), said=said, by=alice)
    use_draft(offer(taken, bob, "summary").pk, conversation_id=taken.pk, by=bob)


def test_writing_tells_which_drafts_went_out(page: Any, alice: User, taken: Conversation) -> None:
    mine, left = offer(taken, alice), offer(taken, alice)
    body = {"content": TEXT, "client_id": "x1", "offered": f"{mine.pk},no"}
    for _repeated in range(2):
        assert page(alice).post(f"/inbox/{taken.pk}/messages", body).status_code == 200
    mine.refresh_from_db()
    assert (mine.state, mine.changed, mine.message) == ("sent", 0, Message.objects.get(client_id="x1"))
    assert AgentDraft.objects.get(pk=left.pk).state == "offered"


def test_a_refused_message_sends_no_draft(page: Any, alice: User, taken: Conversation) -> None:
    mine = offer(taken, alice)
    Conversation.objects.filter(pk=taken.pk).update(window_expires_at=None)
    body = {"content": TEXT, "client_id": "x1", "offered": str(mine.pk)}
    assert page(alice).post(f"/inbox/{taken.pk}/messages", body).status_code == 409
    assert AgentDraft.objects.get(pk=mine.pk).state == "offered"


def test_without_a_draft_writing_asks_nothing_more(
    page: Any, alice: User, taken: Conversation, django_assert_num_queries: Any
) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client, mine = page(alice), offer(taken, alice)
    counts = []
    for number, offered in enumerate(("", "", str(mine.pk))):
        with CaptureQueriesContext(connection) as asked:
            client.post(
                f"/inbox/{taken.pk}/messages", {"content": TEXT, "client_id": f"x{number}", "offered": offered}
            )
        counts.append(len(asked))
    assert counts[2] == counts[1] + 1


@pytest.mark.parametrize(("outcome", "state"), [("used", "used"), ("discarded", "discarded")])
def test_the_page_tells_what_was_done(page: Any, alice: User, taken: Conversation, outcome: str, state: str) -> None:
    mine = offer(taken, alice)
    answer = page(alice).post(f"/inbox/{taken.pk}/assist/{mine.pk}", {"outcome": outcome})
    assert (answer.status_code, AgentDraft.objects.get(pk=mine.pk).state) == (200, state)


def test_nobody_tells_of_anothers_draft(page: Any, charlie: User, alice: User, taken: Conversation) -> None:
    mine = offer(taken, alice)
    assert page(charlie).post(f"/inbox/{taken.pk}/assist/{mine.pk}", {"outcome": "used"}).status_code == 404


def test_the_figures_count_by_kind_and_by_agent(several: None, alice: User, bob: User) -> None:
    found = draft_figures(period_of({}))
    whole = found.whole
    assert (whole.offered, whole.taken, whole.unchanged, whole.edited, whole.share) == (4, 3, 1, 1, 0.75)
    assert whole.changed is not None and 0 < whole.changed < 0.5
    assert [(kind, fate.offered, fate.taken) for kind, fate in found.kinds] == [("suggest", 3, 2), ("summary", 1, 1)]
    assert [(agent, fate.offered) for agent, fate in found.agents] == [(alice, 3), (bob, 1)]


def test_each_figure_leads_to_its_rows(page: Any, charlie: User, several: None) -> None:
    client = page(charlie)
    shown = client.get("/bot/figures")
    assert "Rascunhos para atendentes" in shown.content.decode()
    for _title, rows in shown.context["draft_tables"]:
        for _name, row in rows:
            for count, url in row["cells"]:
                assert len(client.get(url).context["drafts"]) == count


def test_the_figures_are_of_a_team(several: None, taken: Conversation, sales: Team) -> None:
    assert taken.team is not None
    assert draft_figures(period_of({"team": str(taken.team.pk)})).whole.offered == 4
    assert draft_figures(period_of({"team": str(sales.pk)})).whole.offered == 0
    assert draft_figures(period_of({"team": "none"})).whole.offered == 0


def test_they_cost_as_many_queries_for_many(several: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        draft_figures(period_of({}))


def test_the_list_goes_on_where_it_ended(page: Any, charlie: User, several: None, monkeypatch: Any) -> None:
    monkeypatch.setattr("dashboard.bot_rows.PAGE", 3)
    client = page(charlie)
    first = client.get("/bot/drafts")
    rest = client.get("/bot/drafts", {"after": first.context["next"]})
    seen = [row.pk for page in (first, rest) for row in page.context["drafts"]]
    assert seen == sorted(seen, reverse=True) and len(seen) == 4


@pytest.mark.parametrize("asked", [{"agent": "x"}, {"kind": "x", "which": "x"}, {"after": "x~y"}, {"after": "\0~1"}])
def test_nonsense_is_left_out(page: Any, charlie: User, several: None, asked: dict[str, str]) -> None:
    assert len(page(charlie).get("/bot/drafts", asked).context["drafts"]) == 4


def test_agents_do_not_see_it(page: Any, alice: User) -> None:
    assert page(alice).get("/bot/drafts").status_code == 404
