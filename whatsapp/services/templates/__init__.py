"""Templates: kept in step with Meta, checked before they are sent, written and submitted by supervisors."""

from whatsapp.services.templates.checking import check_components
from whatsapp.services.templates.finding import approved_template, approved_templates, note_use
from whatsapp.services.templates.rendering import rendered, variables_of
from whatsapp.services.templates.state import apply_template_changes, stop_template
from whatsapp.services.templates.sync import business_accounts, sync_named, sync_or_wait, sync_templates

__all__ = [
    "apply_template_changes",
    "approved_template",
    "approved_templates",
    "business_accounts",
    "check_components",
    "note_use",
    "rendered",
    "stop_template",
    "sync_named",
    "sync_or_wait",
    "sync_templates",
    "variables_of",
]
