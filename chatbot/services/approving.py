"""A proposed answer becomes an article that the bot may use, in one step."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from chatbot.models import Article, Gap, Intent
from chatbot.services.anonymous import VARIABLE
from chatbot.services.articles import MAX_QUESTION, MAX_TITLE, save_article
from chatbot.services.gaps import cases_of, link_article, questions_of
from conversations.exceptions import Conflict, Forbidden, Invalid, NotFound

MAX_EXAMPLES = 30


def approve_proposal(gap_id: int, *, by: User) -> Article:
    """Approved as it stands. Raises Invalid while a variable waits to be filled in, Conflict when it was decided."""
    if not by.is_steering:
        raise Forbidden
    with transaction.atomic():
        gap = Gap.objects.select_for_update(of=("self",)).filter(pk=gap_id).first()
        if gap is None:
            raise NotFound
        if gap.state != Gap.State.OPEN or gap.article_id:
            raise Conflict(_("A colleague has decided about this already."), code="already_decided")
        if not gap.proposal:
            raise Invalid(_("There is no proposed answer yet."), attr="proposal")
        if VARIABLE.search(gap.proposal):
            raise Invalid(_("Fill in or cut what stands in brackets first."), attr="proposal")
        draft = article_of(gap)
        if not draft.title:
            raise Invalid(_("What was asked gives no title: write the article, and name it."), attr="title")
        article = save_article(draft, by=by, status=Article.Status.APPROVED)
        link_article(gap.pk, article, by=by)
        return article


def article_of(gap: Gap) -> Article:
    """Not stored yet: filled in from what was asked and proposed."""
    asked = asked_in(gap)
    title = min(asked, key=len, default="").strip(" ?!.")[:MAX_TITLE]
    return Article(
        title=title[:1].upper() + title[1:],
        questions=[text[:MAX_QUESTION] for text in asked],
        content=gap.proposal,
        intent=gap.intent or Intent.OTHER.value,
        language=gap.language,
    )


def asked_in(gap: Gap) -> list[str]:
    """As customers typed it, without what stands for somebody's data."""
    if gap.kind == Gap.Kind.SOLVED:
        texts = [case.question for case in cases_of(gap, MAX_EXAMPLES)]
    else:
        texts = [question.text for question in questions_of(gap, MAX_EXAMPLES)]
    bare = dict.fromkeys(" ".join(VARIABLE.sub(" ", one).split()) for one in texts)
    return [text for text in bare if any(sign.isalpha() for sign in text)]
