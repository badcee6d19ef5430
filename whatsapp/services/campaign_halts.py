"""Campaigns that must stop by themselves: their template may not be sent now. Only a person lets them go on."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop

from whatsapp.models import AlertKind, Campaign, CampaignStatus, Template
from whatsapp.services.alerts import clear_alert, raise_alert

TEMPLATE_STOPPED = gettext_noop("Its template can no longer be sent.")


def halt_campaigns_of(templates: Iterable[Template]) -> int:
    """Pause what runs with any of these templates. Must run in the transaction that stops the template."""
    running = Campaign.objects.filter(template__in=list(templates), status=CampaignStatus.RUNNING)
    rows = list(running.select_for_update(of=("self",)).select_related("template"))
    Campaign.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=CampaignStatus.PAUSED, paused_reason=TEMPLATE_STOPPED
    )
    for row in rows:
        raise_alert(kind=AlertKind.CAMPAIGN_PAUSED, subject=subject_of(row), detail=row.template.subject)
    return len(rows)


def campaign_goes_on(campaign: Campaign) -> None:
    """Somebody has decided: it runs again, or never will."""
    clear_alert(kind=AlertKind.CAMPAIGN_PAUSED, subject=subject_of(campaign))


def subject_of(campaign: Campaign) -> str:
    return f"{campaign.pk} {campaign.name}"
