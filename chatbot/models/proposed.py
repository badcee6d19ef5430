"""Another text for an article that is there already."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chatbot.models.article import Article


class ProposedChange(models.Model):
    """What an import would make of an article. Changes nothing until a supervisor accepts it; that of a later import
    takes its place. Gone as soon as it is decided."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="proposed_change")
    questions = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    content = models.TextField(_("answer"), max_length=4000)
    source = models.CharField(_("source"), max_length=300, blank=True, default="")
    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("proposed change"), _("proposed changes")

    def __str__(self) -> str:
        return str(self.article_id)
