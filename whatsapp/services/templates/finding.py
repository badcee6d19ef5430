"""Templates that may be sent."""

from datetime import timedelta

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations.exceptions import Conflict, Invalid
from whatsapp.models import BusinessNumber, StopKind, Template, TemplateCategory, TemplateStatus

USE_IS_NOTED_EVERY = timedelta(minutes=1)


def approved_templates(number: BusinessNumber | None = None) -> QuerySet[Template]:
    """Of the number's business account; of all accounts without a number, or where it is not known which it has."""
    return _of_account(number).filter(status=TemplateStatus.APPROVED)


def approved_template(*, name: str, language: str, number: BusinessNumber | None = None) -> Template:
    """Raises Invalid for a template that is unknown or may not be sent now, Conflict for one of a kind that is
    stopped."""
    rows = _of_account(number).filter(name=name, language=language)
    # Where the account is not known: one that may be sent before one that may not.
    found = rows.order_by(Case(When(status=TemplateStatus.APPROVED, then=0), default=1), "pk").first()
    if found is None:
        raise Invalid(
            _("There is no template of this name and language."), code="unknown_template", attr="template_name"
        )
    if not found.is_sendable:
        raise Invalid(_("This template is not approved."), code="template_not_approved", attr="template_name")
    if is_stopped(found, number):
        raise Conflict(_("Marketing is stopped for this number."), code="marketing_stopped", attr="template_name")
    return found


def is_stopped(template: Template, number: BusinessNumber | None) -> bool:
    """Marketing may be stopped for a number while everything else goes out."""
    is_marketing = template.category == TemplateCategory.MARKETING
    return number is not None and is_marketing and StopKind.MARKETING in number.partial_stops


def note_use(template: Template) -> None:
    """At most once a minute: a campaign sends thousands of one template."""
    now = timezone.now()
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_IS_NOTED_EVERY)
    Template.objects.filter(long_ago, pk=template.pk).update(last_used_at=now)


def _of_account(number: BusinessNumber | None) -> QuerySet[Template]:
    account_id = number.business_account_id if number else ""
    return Template.objects.filter(business_account_id=account_id) if account_id else Template.objects.all()
