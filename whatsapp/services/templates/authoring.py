"""Templates written here: drafts, and changes to what Meta has. Nothing of this is sent to anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.exceptions import Conflict, Forbidden, Invalid
from whatsapp.models import Template, TemplateStatus
from whatsapp.models.template import GONE_STATUSES
from whatsapp.services.templates.parameters import Problem
from whatsapp.services.templates.rules import template_problems
from whatsapp.services.templates.slots import Component, kind_of, variables_of

# Meta lets these be changed.
CHANGEABLE = (TemplateStatus.APPROVED, TemplateStatus.REJECTED, TemplateStatus.PAUSED)
REPLACEABLE = (TemplateStatus.DRAFT, *GONE_STATUSES)


@dataclass(frozen=True, slots=True)
class Text:
    """What a person wrote. Whether variables have names or numbers shows in them."""

    name: str
    language: str
    category: str
    components: Sequence[Component]

    @property
    def parameter_format(self) -> str:
        names = {name for part in self.components if kind_of(part) != "BUTTONS" for name in variables_of(part)}
        return "NAMED" if any(not name.isdigit() for name in names) else "POSITIONAL"

    def problems(self) -> list[Problem]:
        return list(
            template_problems(
                name=self.name,
                language=self.language,
                category=self.category,
                parameter_format=self.parameter_format,
                components=self.components,
            )
        )


def create_draft(text: Text, *, by: User, business_account_id: str) -> Template:
    """A draft of the same name, and what was deleted, is written anew; what Meta has is not. Raises Conflict."""
    require_steering(by)
    refuse_problems(text)
    if not business_account_id:
        raise Conflict("WHATSAPP_BUSINESS_ACCOUNT_ID is not set.", code="whatsapp_not_configured")
    fields = _fields(text, by)
    key = {"business_account_id": business_account_id, "name": text.name, "language": text.language}
    try:
        with transaction.atomic():
            template, is_new = Template.objects.select_for_update(of=("self",)).get_or_create(**key, defaults=fields)
    except IntegrityError:
        raise _taken() from None
    if is_new:
        return template
    if not Template.objects.filter(pk=template.pk, status__in=REPLACEABLE).update(**fields):
        raise _taken()
    template.refresh_from_db()
    return template


def change_template(template: Template, text: Text, *, by: User) -> Template:
    """A draft is rewritten; of what Meta has the change is kept beside it until Meta takes it."""
    require_steering(by)
    refuse_problems(text)
    rows = Template.objects.filter(pk=template.pk, submitted_at=None)
    if template.status == TemplateStatus.DRAFT:
        found = rows.filter(status=TemplateStatus.DRAFT).update(**_fields(text, by))
    else:
        proposal = {"category": text.category, "components": list(text.components)}
        found = rows.filter(status__in=CHANGEABLE).update(proposal=proposal, error="", updated_by=by)
    if not found:
        raise Conflict(_("It cannot be changed in its present state."), code="not_editable")
    template.refresh_from_db()
    return template


def discard_change(template: Template, *, by: User) -> Template:
    """What Meta has stays as it is."""
    require_steering(by)
    if not Template.objects.filter(pk=template.pk, submitted_at=None).update(proposal=None, error=""):
        raise Conflict(_("It is just being submitted."), code="not_editable")
    template.refresh_from_db()
    return template


def text_of(template: Template) -> Text:
    """What would be submitted: the proposed change, or the draft itself."""
    proposal = template.proposal or {}
    return Text(
        name=template.name,
        language=template.language,
        category=str(proposal.get("category") or template.category),
        components=proposal.get("components") or template.components,
    )


def require_steering(by: User) -> None:
    if not by.is_steering:
        raise Forbidden


def refuse_problems(text: Text) -> None:
    for problem in text.problems():
        raise Invalid(problem.detail, code=problem.code, attr=problem.attr)


def _fields(text: Text, by: User) -> dict[str, object]:
    """A late word about what had this name before changes nothing: from now on it is another one."""
    return {
        "name": text.name,
        "language": text.language,
        "category": text.category,
        "parameter_format": text.parameter_format,
        "components": list(text.components),
        "status": TemplateStatus.DRAFT,
        "status_at": timezone.now().replace(microsecond=0),
        "external_id": "",
        "rejected_reason": "",
        "proposal": None,
        "submitted_at": None,
        "error": "",
        "updated_by": by,
    }


def _taken() -> Conflict:
    return Conflict(_("There is a template of this name in this language."), code="name_taken", attr="name")
