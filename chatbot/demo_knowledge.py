"""The knowledge of TechISP, the internet provider of the demo."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Team
from chatbot.models import Article, BotSettings
from chatbot.services.articles import record_versions

SOURCE = Path(__file__).with_suffix(".json")
COMPANY = "TechISP"
# Who takes over, where the demo has such a team.
INTENTS_BY_TEAM = {
    "Suporte": ("technical_support", "outage"),
    "Financeiro": ("invoice_copy", "billing_status", "negotiation", "due_date_change", "trust_unlock"),
    "Comercial": (
        *("plan_change", "new_contract", "prices", "coverage", "installation", "address_change", "cancellation"),
    ),
}


def load_demo_knowledge() -> int:
    """Store the articles that are not there yet; what somebody edited stays, and so does what has another title by
    now, if it has kept its key. Returns how many were added."""
    teams = {team.name: team for team in Team.objects.all()}
    with transaction.atomic():
        _name_old()
        rows = Article.objects.values_list("language", "title", "key")
        known = {(language, name) for language, title, key in rows for name in (title, key)}
        missing = [_article(item, teams) for item in _items() if not known & _names_of(item)]
        record_versions(Article.objects.bulk_create(missing), None)
        _load_settings(teams)
    return len(missing)


def _name_old() -> None:
    """Those of before there were keys get theirs, so that their English counterparts find them."""
    keys = {item["title"]: item["key"] for item in _items() if _language_of(item) == Article.Language.PORTUGUESE}
    taken = set(Article.objects.filter(language=Article.Language.PORTUGUESE).values_list("key", flat=True))
    old = list(Article.objects.filter(language=Article.Language.PORTUGUESE, key="", title__in=keys))
    for article in old:
        article.key = "" if keys[article.title] in taken else keys[article.title]
    Article.objects.bulk_update(old, ["key"])


def _language_of(item: dict[str, Any]) -> str:
    return str(item.get("language", Article.Language.PORTUGUESE.value))


def _names_of(item: dict[str, Any]) -> set[tuple[str, str]]:
    return {(_language_of(item), item["title"]), (_language_of(item), item["key"])}


def _items() -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(SOURCE.read_text(encoding="utf-8"))
    return items


def _article(item: dict[str, Any], teams: dict[str, Team]) -> Article:
    return Article(
        title=item["title"],
        questions=item["questions"],
        content=item["content"],
        intent=item["intent"],
        team=teams.get(item["team"]),
        language=_language_of(item),
        key=item["key"],
        status=Article.Status.APPROVED,
    )


def _load_settings(teams: dict[str, Team]) -> None:
    if not BotSettings.objects.exists():
        by_intent = {
            intent: teams[name].pk for name, intents in INTENTS_BY_TEAM.items() if name in teams for intent in intents
        }
        BotSettings(company=COMPANY, teams=by_intent).save()
