"""The assistant's drafts on the page of figures."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chatbot.models import AgentDraft
from dashboard.bot_period import Period
from dashboard.draft_figures import EDITED, TAKEN, UNCHANGED, Fate, draft_figures


def drafts_shown(period: Period) -> dict[str, Any]:
    """Each count with the address of its rows."""
    found = draft_figures(period)
    kinds = dict(AgentDraft.Kind.choices)
    return {
        "drafts": found.whole,
        "draft_tables": [
            (_("Kind"), [(kinds[kind], _counts(period, fate, kind=kind)) for kind, fate in found.kinds]),
            (
                _("Agent"),
                [
                    (agent.name if agent else "–", _counts(period, fate, agent=str(agent.pk) if agent else "0"))
                    for agent, fate in found.agents
                ],
            ),
        ],
    }


def _counts(period: Period, fate: Fate, **whose: str) -> dict[str, Any]:
    counts = {"": fate.offered, TAKEN: fate.taken, UNCHANGED: fate.unchanged, EDITED: fate.edited}
    cells = [(count, _url(period, which=which, **whose)) for which, count in counts.items()]
    return {"cells": cells, "changed": fate.changed, "share": fate.share}


def _url(period: Period, **more: str) -> str:
    return f"{reverse('dashboard:agent_drafts')}?{period.query(**more)}"
