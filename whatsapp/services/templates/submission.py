"""Submitting to Meta, and deleting there. Claimed, committed, called, recorded: what a crash leaves in between is
settled by the next synchronisation, which finds the template by name and language."""

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.events import publish
from accounts.models import User
from conversations.exceptions import Conflict, Invalid
from whatsapp.client import GraphClient, GraphError, NotReached, OutcomeUnknown
from whatsapp.events import TemplateToBeFetched
from whatsapp.exceptions import WhatsAppUnavailable
from whatsapp.models import Template, TemplateStatus
from whatsapp.models.template import GONE_STATUSES
from whatsapp.services.templates.authoring import CHANGEABLE, Text, refuse_problems, require_steering, text_of
from whatsapp.services.templates.state import follow, known_status
from whatsapp.services.templates.sync import client_of

log = structlog.get_logger(__name__)
UNREACHED = gettext_noop("WhatsApp cannot be reached. Try again.")
EXISTS = (2388023, 2388024)  # of this name and language; or one that is being deleted
RECORDED = (
    *("status", "status_at", "external_id", "components", "category"),
    *("proposal", "submitted_at", "error", "rejected_reason", "synced_at"),
)


def submit_template(template: Template, *, by: User, client: GraphClient | None = None) -> Template:
    """Raises Invalid with what Meta says against it; it is a draft then, as it was. When nobody knows whether Meta
    took it, it stays submitted until a synchronisation tells."""
    require_steering(by)
    text = text_of(template)
    refuse_problems(text)
    claimed_at = _claim(template)
    try:
        answer = _call(template, text, client or client_of(template.business_account_id))
    except GraphError as error:
        _give_back(template, claimed_at, error.for_people or error.detail)
        if error.subcode in EXISTS:
            publish(_to_be_fetched(template))
        raise Invalid(error.for_people or error.detail, code="refused_by_whatsapp") from error
    except NotReached as error:
        _give_back(template, claimed_at, UNREACHED)
        raise WhatsAppUnavailable(_(UNREACHED)) from error
    except OutcomeUnknown:
        publish(_to_be_fetched(template))
    else:
        _record(template, text, claimed_at, answer)
    template.refresh_from_db()
    return template


def delete_template(template: Template, *, by: User, client: GraphClient | None = None) -> None:
    """A draft goes; what Meta has is deleted there, and stays here as the record of what was sent with it."""
    require_steering(by)
    if not template.is_known_to_meta:
        _delete_draft(template)
        return
    if not template.external_id or template.status in GONE_STATUSES:
        raise Conflict(_("WhatsApp does not have it any more."), code="not_deletable")
    caller = client or client_of(template.business_account_id)
    try:
        caller.delete_template(template.business_account_id, name=template.name, template_id=template.external_id)
    except GraphError as error:
        publish(_to_be_fetched(template))
        raise Invalid(error.for_people or error.detail, code="refused_by_whatsapp") from error
    except (NotReached, OutcomeUnknown) as error:
        publish(_to_be_fetched(template))
        raise WhatsAppUnavailable(_(UNREACHED)) from error
    _record_deletion(template)


def _claim(template: Template) -> datetime:
    """Of two who submit one does."""
    now = timezone.now()
    rows = Template.objects.filter(pk=template.pk, submitted_at=None)
    if template.status == TemplateStatus.DRAFT:
        claimed = rows.filter(status=TemplateStatus.DRAFT).update(
            status=TemplateStatus.SUBMITTED, submitted_at=now, error=""
        )
    else:
        changed = rows.filter(status__in=CHANGEABLE, proposal__isnull=False)
        claimed = changed.update(submitted_at=now, error="")
    if not claimed:
        raise Conflict(_("There is nothing to submit, or it is just being submitted."), code="not_submittable")
    return now


def _call(template: Template, text: Text, client: GraphClient) -> dict[str, Any]:
    log.info("template submitted", template_id=template.pk)
    body = {"category": text.category, "components": list(text.components)}
    if template.is_known_to_meta:
        return client.edit_template(template.external_id, body)
    names = {"name": text.name, "language": text.language, "parameter_format": text.parameter_format}
    return client.create_template(template.business_account_id, {**names, **body})


def _give_back(template: Template, claimed_at: datetime, error: str) -> None:
    log.info("template not taken", template_id=template.pk)
    rows = Template.objects.filter(pk=template.pk, submitted_at=claimed_at)
    if template.is_known_to_meta:
        rows.update(submitted_at=None, error=error)
    else:
        rows.filter(status=TemplateStatus.SUBMITTED).update(
            status=TemplateStatus.DRAFT, submitted_at=None, error=error
        )


def _record(template: Template, text: Text, claimed_at: datetime, answer: dict[str, Any]) -> None:
    """Meta's webhook may have been faster; what it told stays."""
    at = claimed_at.replace(microsecond=0)
    with transaction.atomic():
        row = Template.objects.select_for_update(of=("self",)).get(pk=template.pk)
        if row.status == TemplateStatus.SUBMITTED or row.status_at is None or row.status_at < at:
            row.status, row.status_at = known_status(str(answer.get("status") or "PENDING")), at
        row.external_id = str(answer.get("id") or row.external_id)[:64]
        row.components, row.category = list(text.components), str(answer.get("category") or text.category)[:32]
        row.proposal, row.submitted_at, row.error = None, None, ""
        row.rejected_reason, row.synced_at = "", timezone.now()
        row.save(update_fields=RECORDED)
        follow([row])


def _delete_draft(template: Template) -> None:
    try:
        gone, _rows = Template.objects.filter(pk=template.pk, status=TemplateStatus.DRAFT).delete()
    except ProtectedError:
        raise Conflict(_("A campaign uses it."), code="in_use") from None
    if not gone:
        raise Conflict(_("It is just being submitted."), code="not_deletable")


def _record_deletion(template: Template) -> None:
    now = timezone.now()
    with transaction.atomic():
        row = Template.objects.select_for_update(of=("self",)).get(pk=template.pk)
        row.status, row.status_at, row.synced_at = TemplateStatus.DELETED, now.replace(microsecond=0), now
        row.proposal, row.submitted_at = None, None
        row.save(update_fields=["status", "status_at", "synced_at", "proposal", "submitted_at"])
        follow([row])


def _to_be_fetched(template: Template) -> TemplateToBeFetched:
    return TemplateToBeFetched(business_account_id=template.business_account_id, name=template.name)
