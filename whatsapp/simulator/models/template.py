from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MetaTemplateQuerySet(models.QuerySet["MetaTemplate"]):
    def reviewed(self) -> Self:
        """Meta's review takes a moment; what has had its moment is approved as soon as somebody looks."""
        self.filter(status="PENDING", review_at__lte=timezone.now()).update(status=models.F("verdict"))
        return self.all()


class MetaTemplate(models.Model):
    """A message template as Meta keeps it."""

    external_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=512)
    language = models.CharField(max_length=16)
    category = models.CharField(max_length=32)
    status = models.CharField(max_length=24, default="APPROVED")
    parameter_format = models.CharField(max_length=12, default="POSITIONAL")
    components = models.JSONField(default=list)
    quality = models.CharField(max_length=8, default="UNKNOWN")
    rejected_reason = models.CharField(max_length=120, default="NONE")
    # What the review will find; empty times are for a review that waits for a decision.
    verdict = models.CharField(max_length=24, default="APPROVED")
    changed_at = models.DateTimeField(auto_now=True)
    review_at = models.DateTimeField(default=timezone.now, null=True)

    objects = MetaTemplateQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("template at Meta"), _("templates at Meta")
        constraints = (
            models.UniqueConstraint(fields=["name", "language"], name="simulator_template_once"),
            models.CheckConstraint(condition=~Q(name=""), name="simulator_template_named"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"

    @property
    def present_status(self) -> str:
        """As `reviewed` would leave it, without writing."""
        is_through = self.status == "PENDING" and self.review_at is not None and self.review_at <= timezone.now()
        return self.verdict if is_through else self.status

    def component(self, kind: str) -> dict[str, Any]:
        return component_of(self.components, kind)


def component_of(components: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The part of this kind; clients write kinds in either case."""
    return next((part for part in components if str(part.get("type", "")).upper() == kind), {})
