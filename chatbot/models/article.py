"""The knowledge base: one answer, with the questions to which it is one, as customers type them."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Func, TextField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from chatbot.models.intent import Intent
from conversations.models.functions import Plain


class Lines(Func):
    """An array of texts as one text; immutable, so that a generated column may use it."""

    function = "chatbot_lines"
    output_field = TextField()


class Digest(Func):
    """Of a text; immutable, so that a generated column may use it."""

    function = "chatbot_digest"
    output_field = TextField()


SEARCH = (
    SearchVector("title", config="helpdesk_pt", weight="A")
    + SearchVector(Lines("questions"), config="helpdesk_pt", weight="A")
    + SearchVector("content", config="helpdesk_pt", weight="B")
)


class ArticleQuerySet(models.QuerySet["Article"]):
    def approved(self) -> Self:
        return self.filter(status=Article.Status.APPROVED)


class Article(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        ARCHIVED = "archived", _("Archived")

    class Language(models.TextChoices):
        PORTUGUESE = "pt-br", "Português (Brasil)"
        ENGLISH = "en", "English"

    title = models.CharField(_("title"), max_length=160)
    questions = ArrayField(
        models.CharField(max_length=300),
        verbose_name=_("questions"),
        default=list,
        blank=True,
        help_text=_("As customers type them; the more and the more various, the better the bot finds the answer."),
    )
    content = models.TextField(
        _("answer"), max_length=4000, help_text=_("Sent to the customer as it stands; *bold* and _italics_ work.")
    )
    # Choices are offered, not enforced: an installation can add its own.
    intent = models.CharField(_("intent"), max_length=40, default=Intent.OTHER)
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Who takes over when this answer does not help."),
    )
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.PORTUGUESE)
    # The same on the answer in another language; empty on one that stands alone.
    key = models.SlugField(
        _("key"),
        max_length=60,
        blank=True,
        default="",
        db_index=False,
        help_text=_("The same on the answer in another language: each customer gets the one in theirs."),
    )
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.DRAFT)
    # Where an imported one comes from: a file's name, a page's address.
    source = models.CharField(_("source"), max_length=300, blank=True, default="")
    # Of the text that was imported last, whatever became of it since; empty where nothing was.
    import_digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    search = models.GeneratedField(expression=SEARCH, output_field=SearchVectorField(), db_persist=True)
    # Of all that it is found by: what was made of another text (its vectors) no longer counts.
    text_digest = models.GeneratedField(
        expression=Digest("title", Lines("questions"), "content"), output_field=models.TextField(), db_persist=True
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("article"), _("articles")
        ordering = ("title",)
        constraints = (
            models.UniqueConstraint(fields=["language", "title"], name="article_title_once_per_language"),
            models.UniqueConstraint(
                fields=["language", "key"], condition=~models.Q(key=""), name="article_key_once_per_language"
            ),
            models.UniqueConstraint(
                fields=["import_digest"], condition=~models.Q(import_digest=""), name="article_imported_once"
            ),
        )
        indexes = (
            # Retrieval: any of the question's words.
            GinIndex(fields=["search"], name="article_search"),
            # Retrieval: words with typing errors, in titles and questions.
            GinIndex(OpClass(Plain(Lines("questions")), name="gin_trgm_ops"), name="article_questions_trigram"),
            GinIndex(OpClass(Plain("title"), name="gin_trgm_ops"), name="article_title_trigram"),
            # The supervisors' list.
            models.Index(fields=["title", "id"], name="article_by_title"),
        )

    def __str__(self) -> str:
        return self.title


class KnowledgeVersion(models.Model):
    """Which state the knowledge is in. The database gives it a new number with every change of an article, whoever
    makes it (migration 0017); a process that has kept something of the knowledge sees by it that this is old."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="knowledge_has_one_version"),)

    def __str__(self) -> str:
        return str(self.number)


class ArticleVersion(models.Model):
    """An article as somebody left it. Never changed; the newest is what the article is now."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions", db_index=False)
    title = models.CharField(max_length=160)
    questions = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    content = models.TextField(max_length=4000)
    intent = models.CharField(max_length=40)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    language = models.CharField(max_length=5)
    key = models.CharField(max_length=60, blank=True, default="")
    status = models.CharField(max_length=8, choices=Article.Status.choices)
    # Null: by nobody in particular, such as the demo.
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("version of an article"), _("versions of articles")
        indexes = (
            # The history beside an article, newest first.
            models.Index(fields=["article", "-id"], name="article_version_newest"),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.created_at:%Y-%m-%d}"
