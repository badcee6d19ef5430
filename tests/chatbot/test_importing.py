"""What an import makes of the knowledge: drafts and proposed changes, and nothing twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection

from accounts.models import Team
from accounts.services.teams import delete_team
from chatbot.importing.types import Piece
from chatbot.models import Article, ArticleVersion, ProposedChange
from chatbot.services import importing
from chatbot.services.articles import save_article
from chatbot.services.importing import Target, import_articles, weigh
from chatbot.services.proposed import accept_change, accept_changes, dismiss_change
from conversations.exceptions import ChangedMeanwhile, Forbidden, Invalid, NotFound
from tests.factories import TeamFactory

pytestmark = pytest.mark.django_db
BOLETO = Piece("Boleto", "No portal.", ("quero boleto",))
TARGET = Target(source="faq.md")


def outcomes(lines):
    return [line.outcome.value for line in lines]


@pytest.fixture
def approved(charlie):
    fields = {"title": "Boleto", "content": "Ligue.", "questions": ["segunda via"], "status": "approved"}
    return save_article(Article(), by=charlie, **fields)


def test_new_ones_become_drafts_with_a_version(charlie, support):
    (line,) = import_articles([BOLETO], Target(language="en", team=support, source="faq.md"), by=charlie)
    article = Article.objects.get()
    assert (line.outcome, line.is_imported, line.article_id) == ("new", True, article.pk)
    assert (article.status, article.language, article.team, article.source) == ("draft", "en", support, "faq.md")
    assert ArticleVersion.objects.get().by == charlie


def test_agents_import_nothing(alice):
    with pytest.raises(Forbidden):
        import_articles([BOLETO], TARGET, by=alice)


def test_the_same_again_doubles_nothing(charlie):
    import_articles([BOLETO], TARGET, by=charlie)
    assert outcomes(import_articles([BOLETO], TARGET, by=charlie)) == ["same"]
    assert (Article.objects.count(), ProposedChange.objects.count()) == (1, 0)


def test_what_was_edited_since_is_neither_doubled_nor_proposed_back(charlie):
    import_articles([BOLETO], TARGET, by=charlie)
    save_article(Article.objects.get(), by=charlie, title="Segunda via", content="Pelo app.")
    assert outcomes(import_articles([BOLETO], TARGET, by=charlie)) == ["same"]
    assert Article.objects.get().content == "Pelo app."


def test_an_approved_article_is_not_overwritten(charlie, approved):
    (line,) = import_articles([BOLETO], TARGET, by=charlie)
    approved.refresh_from_db()
    assert (line.outcome, line.article_id, approved.content) == ("changed", approved.pk, "Ligue.")
    change = ProposedChange.objects.get()
    assert (change.content, change.questions) == ("No portal.", ["segunda via", "quero boleto"])
    assert outcomes(weigh([BOLETO], TARGET)) == ["waiting"]


def test_a_later_text_takes_the_place_of_an_earlier_proposal(charlie, approved):
    import_articles([BOLETO], TARGET, by=charlie)
    import_articles([Piece("Boleto", "No app.")], TARGET, by=charlie)
    assert ProposedChange.objects.get().content == "No app."


def test_an_article_with_more_questions_says_the_same(charlie, approved):
    assert outcomes(weigh([Piece("Boleto", "Ligue.")], TARGET)) == ["same"]
    assert outcomes(weigh([Piece("Boleto", "Ligue.", ("outra",))], TARGET)) == ["changed"]


def test_another_language_is_another_article(charlie, approved):
    assert outcomes(weigh([Piece("Boleto", "Call.", language="English")], TARGET)) == ["new"]


def test_an_accepted_change_is_the_article_now(charlie, approved):
    (line,) = import_articles([BOLETO], TARGET, by=charlie)
    accepted = accept_change(approved.pk, by=charlie, digest=line.digest)
    assert (accepted.content, accepted.status, accepted.source) == ("No portal.", "approved", "faq.md")
    assert approved.versions.order_by("-pk")[0].content == "No portal."
    assert outcomes(weigh([BOLETO], TARGET)) == ["same"]
    with pytest.raises(NotFound):
        accept_change(approved.pk, by=charlie, digest=line.digest)


def test_a_question_that_was_added_since_stays(charlie, approved):
    (line,) = import_articles([BOLETO], TARGET, by=charlie)
    save_article(approved, by=charlie, questions=["segunda via", "meu boleto sumiu"])
    accepted = accept_change(approved.pk, by=charlie, digest=line.digest)
    assert accepted.questions == ["segunda via", "meu boleto sumiu", "quero boleto"]


def test_whoever_read_the_article_before_it_was_accepted_writes_only_their_own(charlie, approved):
    (line,) = import_articles([BOLETO], TARGET, by=charlie)
    accept_change(approved.pk, by=charlie, digest=line.digest)
    save_article(approved, by=charlie, intent="prices")  # as it was read before
    now = Article.objects.get()
    assert (now.intent, now.content, now.source, now.import_digest) == ("prices", "No portal.", "faq.md", line.digest)
    newest = approved.versions.order_by("-pk")[0]
    assert (newest.intent, newest.content) == ("prices", "No portal.")


def test_an_article_that_was_deleted_meanwhile_does_not_come_back(charlie, approved):
    Article.objects.all().delete()
    with pytest.raises(NotFound):
        save_article(approved, by=charlie, title="De novo")
    assert not Article.objects.exists()


def test_another_text_than_the_one_seen_is_not_accepted(charlie, approved):
    (line,) = import_articles([BOLETO], TARGET, by=charlie)
    import_articles([Piece("Boleto", "No app.")], TARGET, by=charlie)
    with pytest.raises(ChangedMeanwhile):
        accept_change(approved.pk, by=charlie, digest=line.digest)
    assert ProposedChange.objects.count() == 1


def test_a_dismissed_change_is_gone_and_may_come_again(charlie, approved):
    (line,) = import_articles([BOLETO], TARGET, by=charlie)
    dismiss_change(approved.pk, by=charlie, digest=line.digest)
    assert outcomes(import_articles([BOLETO], TARGET, by=charlie)) == ["changed"]


def test_another_text_than_the_one_seen_is_not_dismissed(charlie, approved):
    (seen,) = import_articles([BOLETO], TARGET, by=charlie)
    (newer,) = import_articles([Piece("Boleto", "No app.")], TARGET, by=charlie)
    with pytest.raises(ChangedMeanwhile) as refused:
        dismiss_change(approved.pk, by=charlie, digest=seen.digest)
    assert refused.value.attr == "digest"
    dismiss_change(approved.pk, by=charlie, digest=newer.digest)
    with pytest.raises(NotFound):
        dismiss_change(approved.pk, by=charlie, digest=newer.digest)


def test_agents_decide_nothing(charlie, alice, approved):
    import_articles([BOLETO], TARGET, by=charlie)
    dismissing = partial(dismiss_change, approved.pk, by=alice, digest="")
    for decide in (partial(accept_changes, [approved.pk], by=alice), dismissing):
        with pytest.raises(Forbidden):
            decide()
    assert ProposedChange.objects.count() == 1


def test_only_what_was_chosen_is_taken(charlie):
    pieces = [BOLETO, Piece("Wi-Fi", "Reinicie.")]
    chosen = weigh(pieces, TARGET)[1].digest
    lines = import_articles(pieces, TARGET, by=charlie, only=[chosen])
    assert [line.is_imported for line in lines] == [False, True]
    assert Article.objects.get().title == "Wi-Fi"


@pytest.mark.parametrize(
    ("piece", "fields"),
    [
        (Piece("", "x"), ["title"]),
        (Piece("x" * 161, ""), ["title", "content"]),
        (Piece("A", "x" * 4001), ["content"]),
        (Piece("A", "x", ("q" * 301,)), ["questions"]),
        (Piece("A", "x", tuple(map(str, range(201)))), ["questions"]),
        (Piece("A", "x", language="klingon", team="Nenhum"), ["language", "team"]),
    ],
)
def test_faults_stand_at_their_fields_and_keep_the_article_out(charlie, piece, fields):
    (line, good) = import_articles([piece, BOLETO], TARGET, by=charlie)
    assert (line.outcome, [problem.field for problem in line.problems]) == ("invalid", fields)
    assert good.is_imported and Article.objects.count() == 1


def test_of_two_with_one_title_the_first_counts(charlie):
    lines = import_articles([BOLETO, Piece("Boleto", "Outra.")], TARGET, by=charlie)
    assert outcomes(lines) == ["new", "invalid"]


@pytest.mark.parametrize(
    ("named", "code"), [("pt_BR", "pt-br"), ("Português", "pt-br"), ("Inglês", "en"), ("EN", "en")]
)
def test_languages_and_teams_go_by_their_usual_names(support, named, code):
    (line,) = weigh([Piece("A", "x", language=named, team="suporte")], TARGET)
    assert (line.language, line.team) == (code, support)


def test_hundreds_cost_as_many_queries_as_one(charlie, approved, django_assert_num_queries):
    pieces = [BOLETO, *(Piece(f"Artigo {n}", "x") for n in range(400))]
    with django_assert_num_queries(3):
        weigh(pieces, TARGET)
    with django_assert_num_queries(11):
        import_articles(pieces, TARGET, by=charlie)
    assert Article.objects.count() == 401


def test_many_changes_are_accepted_at_once(charlie, django_assert_num_queries):
    pieces = [Piece(f"Artigo {n}", "x") for n in range(50)]
    import_articles(pieces, TARGET, by=charlie)
    import_articles([Piece(piece.title, "y") for piece in pieces], TARGET, by=charlie)
    with django_assert_num_queries(10):
        assert accept_changes(Article.objects.values_list("pk", flat=True), by=charlie) == 50
    assert set(Article.objects.values_list("content", flat=True)) == {"y"}


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_take_each_article_once(charlie):
    pieces = [Piece(f"Artigo {n}", "x") for n in range(60)]
    start = threading.Barrier(4)

    def work(_):
        try:
            start.wait(10)
            return sum(line.is_imported for line in import_articles(pieces, TARGET, by=charlie))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(work, range(4)))
    assert sorted(taken) == [0, 0, 0, 60]
    assert (Article.objects.count(), ArticleVersion.objects.count()) == (60, 60)


@pytest.mark.django_db(transaction=True)
def test_an_article_that_is_written_meanwhile_is_seen(charlie, monkeypatch):
    """Between the weighing and the insert; the database tells."""
    take, written = importing._take, []

    def slow(*args):
        if not written:
            written.append(1)
            with ThreadPoolExecutor(1) as pool:
                pool.submit(write).result(10)
        return take(*args)

    def write():
        try:
            save_article(Article(), by=charlie, title="Boleto", content="Ligue.")
        finally:
            connection.close()

    monkeypatch.setattr(importing, "_take", slow)
    (line,) = import_articles([BOLETO], TARGET, by=charlie)
    assert (line.outcome, Article.objects.get().content) == ("changed", "Ligue.")


def closing(work, *args, **fields):
    try:
        return work(*args, **fields)
    finally:
        connection.close()


def meanwhile(monkeypatch, act):
    """Once, when all is weighed and nothing is taken yet."""
    take, done = importing._take, []

    def slow(*args):
        if not done:
            done.append(1)
            with ThreadPoolExecutor(1) as pool:
                pool.submit(closing, act).result(10)
        return take(*args)

    monkeypatch.setattr(importing, "_take", slow)


@pytest.mark.django_db(transaction=True)
def test_a_team_that_is_deleted_during_the_import_is_told_and_nothing_is_taken(charlie, monkeypatch):
    team = TeamFactory()
    meanwhile(monkeypatch, partial(delete_team, Team.objects.get(), by=charlie))
    with pytest.raises(Invalid) as refused:
        import_articles([BOLETO], Target(team=team), by=charlie)
    assert (refused.value.attr, refused.value.code) == ("team", "does_not_exist")
    assert not Article.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_team_named_by_an_article_may_go_during_the_import(charlie, monkeypatch):
    team = TeamFactory(name="Cobrança")
    meanwhile(monkeypatch, partial(delete_team, Team.objects.get(), by=charlie))
    lines = import_articles([BOLETO, Piece("Wi-Fi", "Reinicie.", team=team.name)], TARGET, by=charlie)
    assert outcomes(lines) == ["new", "invalid"]
    assert Article.objects.get().title == "Boleto"


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_cut_off_half_way_leaves_nothing(charlie, approved, monkeypatch):
    monkeypatch.setattr(importing, "_propose", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        import_articles([BOLETO, Piece("Wi-Fi", "Reinicie.")], TARGET, by=charlie)
    assert list(Article.objects.all()) == [approved]
    monkeypatch.undo()
    lines = import_articles([BOLETO, Piece("Wi-Fi", "Reinicie.")], TARGET, by=charlie)
    assert outcomes(lines) == ["changed", "new"]


@pytest.mark.django_db(transaction=True)
def test_of_those_who_import_accept_and_dismiss_at_once_nobody_doubles_or_loses_anything(charlie, approved):
    (seen,) = import_articles([BOLETO], TARGET, by=charlie)
    start = threading.Barrier(4)

    def work(act):
        start.wait(10)
        try:
            return act() is not None
        except (ChangedMeanwhile, NotFound):
            return False

    acts = [
        *[partial(accept_change, approved.pk, by=charlie, digest=seen.digest)] * 2,
        partial(dismiss_change, approved.pk, by=charlie, digest=seen.digest),
        partial(import_articles, [Piece("Boleto", "No app.")], TARGET, by=charlie),
    ]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(partial(closing, work), acts))
    approved.refresh_from_db()
    assert done[0] + done[1] <= 1
    assert approved.content == ("No portal." if done[0] or done[1] else "Ligue.")
    assert list(ProposedChange.objects.values_list("content", flat=True)) == ["No app."]
