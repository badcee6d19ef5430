"""Questions without an answer are gathered into gaps of the knowledge, and answered by articles."""

import threading

import pytest
from django.db import connection

from chatbot.engine.grouping import grouped, likeness, stems_of
from chatbot.models import Article, Gap, GapQuestion, Turn
from chatbot.services.articles import save_article
from chatbot.services.gaps import collect_gaps, link_article, mark_gap, tidy_gaps
from chatbot.services.proposing import propose, want_proposal
from tests.chatbot.cast import Writer
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(settings):
    settings.CHATBOT_WAIT_MS = 0


@pytest.fixture
def asked(knowledge: None, channel) -> list[Turn]:
    """Three who ask for the same in other words, and one who asks for something else."""
    texts = ["voces consertam geladeira?", "Vcs concertam geladeiras", "conserta geladeira", "tem vaga de emprego aí"]
    for number, text in enumerate(texts):
        Writer(channel, f"551198888000{number}").say(text)
    return list(Turn.objects.filter(reason__in=("unknown", "off_topic")).order_by("created_at"))


def test_the_same_question_in_other_words_is_one_gap(asked):
    assert collect_gaps() == len(asked) == 4
    assert sorted(Gap.objects.values_list("asked", flat=True)) == [1, 3]


def test_looked_through_twice_nothing_counts_twice(asked):
    collect_gaps()
    assert collect_gaps() == 0
    assert GapQuestion.objects.count() == 4


def test_a_later_question_joins_the_gap_that_is_there(asked, channel):
    collect_gaps()
    Writer(channel, "5511977770000").say("fazem conserto de geladeira")
    Writer(channel, "5511977770001").say("consertam geladeiras?")
    collect_gaps()
    assert Gap.objects.filter(asked__gte=4).exists()
    assert Gap.objects.count() <= 3


def test_what_was_known_is_no_gap(knowledge, maria):
    maria.say("quero a segunda via do boleto")
    assert collect_gaps() == 0


def test_personal_data_are_masked(knowledge, maria):
    maria.say("consertam geladeira? respondam para ana@casa.com.br")
    Turn.objects.update(reason="unknown")
    collect_gaps()
    assert GapQuestion.objects.get().text == "consertam geladeira? respondam para [EMAIL]"


def test_looking_through_takes_as_many_queries_for_many(asked, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        collect_gaps()


def test_an_approved_article_closes_its_gap(asked, charlie):
    collect_gaps()
    gap = Gap.objects.get(asked=3)
    article = save_article(Article(title="Geladeiras", content="Não."), by=charlie)
    link_article(gap.pk, article, by=charlie)
    assert Gap.objects.get(pk=gap.pk).state == "open"
    save_article(article, by=charlie, status="approved")
    assert Gap.objects.get(pk=gap.pk).state == "answered"


@pytest.mark.parametrize(("state", "after"), [("answered", "open"), ("ignored", "ignored")])
def test_asked_again_an_answered_gap_opens_and_an_ignored_one_stays(asked, channel, charlie, state, after):
    collect_gaps()
    gap = Gap.objects.get(asked=3)
    mark_gap(gap.pk, Gap.State(state), by=charlie)
    Writer(channel, "5511977770001").say("consertam geladeira")
    collect_gaps()
    assert Gap.objects.get(pk=gap.pk).state == after


def test_a_gap_goes_with_its_conversations(asked):
    collect_gaps()
    Turn.objects.filter(question__contains="emprego").delete()
    tidy_gaps()
    assert [gap.asked for gap in Gap.objects.all()] == [3]


def test_offline_the_proposal_is_what_an_agent_answered(asked, charlie, alice):
    collect_gaps()
    gap = Gap.objects.get(asked=3)
    turn = gap.questions.order_by("asked_at").last().turn
    MessageFactory(
        conversation=turn.conversation,
        direction="outgoing",
        author_kind="agent",
        author=alice,
        content="Não consertamos geladeiras. Escreva para loja@casa.com.br",
    )
    want_proposal(gap.pk, by=charlie)
    assert propose(gap.pk) == "agent"
    assert Gap.objects.get(pk=gap.pk).proposal == "Não consertamos geladeiras. Escreva para [EMAIL]"
    assert propose(gap.pk) == ""


def test_where_nobody_answered_there_is_no_proposal(asked, charlie):
    collect_gaps()
    gap = Gap.objects.get(asked=3)
    want_proposal(gap.pk, by=charlie)
    assert (propose(gap.pk), Gap.objects.get(pk=gap.pk).proposal) == ("none", "")


def test_likeness_is_the_databases(db):
    for a, b in [("conserta geladeira", "concertam geladeiras"), ("a b", "c"), ("boleto", "boletos")]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT similarity(%s, %s)", [a, b])
            assert cursor.fetchone()[0] == pytest.approx(likeness(a, b), abs=1e-6)


def test_chatter_asks_for_nothing():
    assert stems_of("oi, bom dia, como faço?") == ""
    assert grouped([stems_of("x geladeira"), stems_of("emprego"), stems_of("geladeiras")]) == [0, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_two_that_look_through_at_once_count_once(knowledge, channel):
    Writer(channel, "5511977770001").say("consertam geladeira")
    at_once = threading.Barrier(2)

    def look():
        at_once.wait()
        collect_gaps()
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [gap.asked for gap in Gap.objects.all()] == [1]
