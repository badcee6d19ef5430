"""The bot's settings: checked field by field, saved over nobody, and played before they are saved."""

import html
import json
import re

import pytest

from chatbot.models import BotSettings, ModelSpend, SettingsChange, Turn
from conversations.models import Message
from tests.chatbot.conftest import knowledge, model  # noqa: F401
from tests.chatbot.model_server import completion
from tests.dashboard.test_bot_figures import stay
from tests.factories import MessageFactory, TeamFactory

pytestmark = pytest.mark.django_db
FORM = {
    "company": "TechISP",
    "persona": "Tina",
    "answer_from": "0,5",
    "hand_over_from": "0",
    "price_in": "0.15",
    "price_out": "0.60",
    "hands_over_cancellation": "1",
    "hands_over_anger": "1",
    "hands_over_legal": "1",
    "keep_days": "180",
    "seen": "0",
}


def play(client, *lines, **fields):
    """The steps of a rehearsal, as the page sends them."""
    said, steps = [], []
    for line in lines:
        answer = client.post("/bot/settings/try", {**FORM, **fields, "line": line, "said": said})
        steps.append(step_of(answer))
        said.append(json.dumps(steps[-1]["played"]))
    return steps


def version_after(answer):
    return int(re.search(r'name="seen" id="seen" value="(\d+)"', answer.content.decode())[1])


def step_of(answer):
    """What the page takes from the part that it gets."""
    assert answer.status_code == 200, answer.content
    shown = answer.content.decode()
    played = html.unescape(re.search(r'name="said" value="([^"]*)"', shown)[1])
    return {"html": shown, "played": json.loads(played), "is_over": 'class="why over"' in shown}


def test_only_for_supervisors(page, alice):
    client = page(alice)
    assert client.get("/bot/settings").status_code == 404
    assert [client.post(f"/bot/settings/{act}", FORM).status_code for act in ("save", "try", "replay")] == [404] * 3


def test_what_is_saved_holds_and_stands_in_the_form(page, charlie):
    team = TeamFactory(name="Retenção")
    client = page(charlie)
    answer = client.post("/bot/settings/save", {**FORM, "team.cancellation": team.pk, "daily_budget": "2,5"})
    assert answer.status_code == 200, answer.content
    bot = BotSettings.load()
    assert (bot.persona, bot.answer_from, float(bot.daily_budget or 0)) == ("Tina", 0.5, 2.5)
    assert bot.team_for("cancellation") == team
    assert 'value="Tina"' in client.get("/bot/settings").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("persona", "x" * 81),
        ("greeting", "x" * 1001),
        ("instructions", "x" * 4001),
        ("answer_from", "muito"),
        ("answer_from", "1.2"),
        ("answer_from", "nan"),
        ("hand_over_from", "0.7"),
        ("daily_budget", "-1"),
        ("conversation_budget", "1e9"),
        ("price_in", ""),
        ("price_out", "0.00001"),
        ("team.cancellation", "999999"),
        ("team.cancellation", "x"),
        ("keep_days", "6"),
        ("keep_days", "3651"),
        ("keep_days", "-7"),
        ("keep_days", "9" * 30),
    ],
)
def test_faults_stand_at_their_fields(page, charlie, field, value):
    answer = page(charlie).post("/bot/settings/save", {**FORM, field: value})
    assert (answer.status_code, answer.json()["attr"]) == (400, field)
    assert not BotSettings.objects.exists()


def test_what_a_colleague_saved_is_told_and_not_overwritten(page, charlie):
    client = page(charlie)
    assert client.post("/bot/settings/save", {**FORM, "persona": "Téo"}).status_code == 200
    answer = client.post("/bot/settings/save", {**FORM, "greeting": "Oi!"})
    told = answer.json()
    assert (answer.status_code, told["code"], told["current"]["version"]) == (409, "changed_meanwhile", 1)
    assert told["current"]["values"]["persona"] == "Téo"
    assert (BotSettings.load().persona, BotSettings.load().greeting) == ("Téo", "")


def test_saving_again_upon_the_newer_version_works(page, charlie):
    client = page(charlie)
    client.post("/bot/settings/save", FORM)
    assert version_after(client.post("/bot/settings/save", {**FORM, "greeting": "Oi!", "seen": "1"})) == 2


def test_the_history_says_who_changed_what(page, charlie):
    client = page(charlie)
    client.post("/bot/settings/save", {**FORM, "instructions": "Trate por você."})
    change = SettingsChange.objects.get()
    assert (change.by, change.changes["instructions"]) == (charlie, ["", "Trate por você."])
    assert "Trate por você." in client.get("/bot/settings").content.decode()


def test_saving_what_holds_already_leaves_no_trace(page, charlie):
    client = page(charlie)
    client.post("/bot/settings/save", FORM)
    assert version_after(client.post("/bot/settings/save", {**FORM, "seen": "1"})) == 1
    assert SettingsChange.objects.count() == 1


def test_a_rehearsal_goes_by_the_form_and_keeps_nothing(page, charlie, knowledge):  # noqa: F811
    BotSettings.objects.all().delete()
    steps = play(page(charlie), "oi", "quero a segunda via do boleto", greeting="Salve!")
    assert "Salve!" in steps[0]["html"]
    assert steps[1]["played"]["reason"] == "known"
    assert not (BotSettings.objects.exists() or Turn.objects.exists() or Message.objects.exists())


def test_a_rehearsal_remembers_its_earlier_lines(page, charlie, knowledge):  # noqa: F811
    steps = play(page(charlie), "vocês consertam geladeira?", "e lava-louças, consertam?")
    assert [step["is_over"] for step in steps] == [False, True]


@pytest.mark.parametrize(
    ("switch", "reason", "line"),
    [
        ("hands_over_legal", "legal", "vou processar vocês no procon"),
        ("hands_over_cancellation", "cancellation", "quero cancelar meu plano"),
        ("hands_over_anger", "complaint", "que atendimento lixo, vocês são uma vergonha!!!"),
    ],
)
def test_hand_overs_follow_their_switches(page, charlie, knowledge, switch, reason, line):  # noqa: F811
    client = page(charlie)
    assert play(client, line)[0]["played"]["reason"] == reason
    off = {name: value for name, value in FORM.items() if name != switch}
    assert step_of(client.post("/bot/settings/try", {**off, "line": line}))["played"]["reason"] != reason


def test_below_the_lower_threshold_a_person_comes_at_once(page, charlie, knowledge):  # noqa: F811
    line = "vocês consertam geladeira?"
    assert not play(page(charlie), line)[0]["is_over"]
    assert play(page(charlie), line, hand_over_from="0.5")[0]["is_over"]


def test_a_rehearsal_says_who_would_take_over(page, charlie, knowledge):  # noqa: F811
    team = TeamFactory(name="Retenção")
    step = play(page(charlie), "quero cancelar", **{"team.cancellation": team.pk})[0]
    assert "Retenção" in step["html"]


@pytest.mark.parametrize("said", ["x", "{}", "[1]", '[{"sources": 3}]', '[{"sources": ["a"], "question": null}]'])
def test_any_past_may_be_told(page, charlie, said):
    answer = page(charlie).post("/bot/settings/try", {**FORM, "line": "oi", "said": said})
    assert answer.status_code == 200


def test_the_form_is_checked_before_it_is_played(page, charlie):
    answer = page(charlie).post("/bot/settings/try", {**FORM, "answer_from": "x", "line": "oi"})
    assert (answer.status_code, answer.json()["attr"]) == (400, "answer_from")


def test_words_for_a_model_reach_it_and_its_cost_is_counted(page, charlie, model):  # noqa: F811
    drafted = {"reply": "Claro?", "intent": "prices", "confidence": 0.9, "action": "answer", "sources": []}
    model.script = [completion(drafted)]
    play(page(charlie), "tem promoção?", tone="caloroso", instructions="Nunca use gírias.")
    asked = json.dumps(model.requests[0], ensure_ascii=False)
    assert "caloroso" in asked and "Nunca use gírias." in asked
    assert ModelSpend.objects.get().calls == 1


def asked(question, outcome="handed_over", reason="cancellation", **turn):
    return stay("open", turn={"question": question, "outcome": outcome, "reason": reason, **turn})


def replay(client, **fields):
    answer = client.post("/bot/settings/replay", {**FORM, **fields})
    assert answer.status_code == 200, answer.content
    return [(one.turn.question, one.is_changed) for one in answer.context["played"]]


def test_what_customers_asked_is_asked_again_of_the_form_and_nothing_is_kept(page, charlie, knowledge):  # noqa: F811
    asked("quero cancelar meu plano")
    client = page(charlie)
    assert replay(client) == [("quero cancelar meu plano", False)]
    assert replay(client, hands_over_cancellation="") == [("quero cancelar meu plano", True)]
    assert (Turn.objects.count(), Message.objects.count(), SettingsChange.objects.count()) == (1, 1, 0)


def test_a_question_is_asked_after_those_before_it(page, charlie, knowledge):  # noqa: F811
    first = asked("vocês consertam geladeira?", "answered", "unknown")
    Turn.objects.create(
        conversation=first.conversation,
        answers=MessageFactory(conversation=first.conversation),
        stay=first,
        state="done",
        question="e lava-louças, consertam?",
        outcome="handed_over",
        reason="unknown",
    )
    assert replay(page(charlie)) == [("e lava-louças, consertam?", False), ("vocês consertam geladeira?", False)]


def test_what_needed_more_than_words_is_not_asked_again(page, charlie):
    for reason in ("tool", "media", "identity"):
        asked("minha fatura", "answered", reason)
    asked("", "answered", "known")
    assert replay(page(charlie)) == []
    assert page(charlie).post("/bot/settings/replay", {**FORM, "answer_from": "x"}).json()["attr"] == "answer_from"
