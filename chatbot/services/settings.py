"""The bot's settings as supervisors write them: read from a form, checked, saved over nobody else's change."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from chatbot.models import Article, BotSettings, Intent, SettingsChange
from conversations.exceptions import Conflict, Forbidden, Invalid

TEXTS = {"company": 80, "persona": 80, "tone": 200, "instructions": 4000, "greeting": 1000, "never_say": 4000}
SHARES = ("answer_from", "hand_over_from")
PRICES, BUDGETS = ("price_in", "price_out"), ("daily_budget", "conversation_budget")
SWITCHES = ("hands_over_cancellation", "hands_over_anger", "hands_over_legal")
KEEP, FEWEST_DAYS, MOST_DAYS = "keep_days", 7, 3650
FIELDS = (*TEXTS, *SHARES, *PRICES, *BUDGETS, *SWITCHES, KEEP, "teams")
MOST_MONEY, PLACES = Decimal(999_999), 4
MAX_NUMBER, MAX_OWN = 20, 100
TEAM = "team."


class SettingsChanged(Conflict):
    """A colleague saved first: `current` holds the fields that they changed, as they stand now."""

    code = "changed_meanwhile"

    def __init__(self, by: str, current: dict[str, Any], version: int) -> None:
        self.current, self.version = current, version
        told = {"name": by or _("A colleague"), "fields": ", ".join(label_of(name) for name in current)}
        super().__init__(_("%(name)s saved meanwhile: %(fields)s. Nothing of yours is lost.") % told)


def read_settings(form: Mapping[str, str]) -> BotSettings:
    """What a person typed, unsaved. Raises Invalid that names the first field at fault."""
    bot = BotSettings(pk=1)
    for name, limit in TEXTS.items():
        setattr(bot, name, _text(form, name, limit))
    for name in SHARES:
        setattr(bot, name, float(_number(form, name, most=Decimal(1))))
    for name in PRICES:
        setattr(bot, name, _number(form, name))
    for name in BUDGETS:
        setattr(bot, name, _number(form, name) if form.get(name, "").strip() else None)
    for name in SWITCHES:
        setattr(bot, name, form.get(name, "") in ("1", "on", "true"))
    bot.keep_days = _days(form)
    if bot.hand_over_from > bot.answer_from:
        raise Invalid(_("This may not be above “answers from”."), attr="hand_over_from")
    bot.teams = _teams(form)
    return bot


def save_settings(new: BotSettings, *, by: User, seen: int) -> BotSettings:
    """`seen` is the version that the writer had before them. Raises SettingsChanged."""
    if not by.is_steering:
        raise Forbidden
    with transaction.atomic():
        BotSettings.objects.bulk_create([BotSettings(pk=1)], ignore_conflicts=True)
        old = BotSettings.objects.select_for_update().get(pk=1)
        if seen != old.version:
            raise _changed(old, seen)
        changes = changes_between(old, new)
        if not changes:
            return old
        new.version = old.version + 1
        new.save(force_update=True)
        SettingsChange.objects.create(by=by, changes=changes, version=new.version)
    return new


def changes_between(old: BotSettings, new: BotSettings) -> dict[str, list[str]]:
    before, after = _as_told(old), _as_told(new)
    names = [*before, *(name for name in after if name not in before)]
    pairs = {name: [before.get(name, ""), after.get(name, "")] for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def values_of(bot: BotSettings) -> dict[str, str]:
    """By the form's names, as its fields show them."""
    values = {name: _shown(getattr(bot, name)) for name in FIELDS if name != "teams"}
    teams = bot.teams if isinstance(bot.teams, dict) else {}
    return {**values, **{f"{TEAM}{intent}": str(pk) for intent, pk in teams.items() if isinstance(pk, int)}}


def intents_offered(bot: BotSettings) -> list[tuple[str, str]]:
    """The built-in ones, and those that the installation uses."""
    own = Article.objects.order_by().exclude(intent__in=Intent.values).values_list("intent", flat=True).distinct()
    more = sorted({*own[:MAX_OWN], *bot.teams} - set(Intent.values))
    return [*((value, str(label)) for value, label in Intent.choices), *((name, name) for name in more)]


def label_of(name: str) -> str:
    if name.startswith(TEAM):
        intent = name.removeprefix(TEAM)
        label = dict(Intent.choices).get(intent, intent)
        return _("team for “%(intent)s”") % {"intent": label}
    return str(getattr(BotSettings._meta.get_field(name), "verbose_name", name))  # noqa: SLF001


def _changed(old: BotSettings, seen: int) -> SettingsChanged:
    since = SettingsChange.objects.filter(version__gt=seen).select_related("by").order_by("version")
    names = list(dict.fromkeys(name for change in since for name in change.changes))
    now = values_of(old)
    last = since.last()
    by = last.by.name if last and last.by else ""
    return SettingsChanged(by, {name: now.get(name, "") for name in names}, old.version)


def _text(form: Mapping[str, str], name: str, limit: int) -> str:
    value = form.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()
    if len(value) > limit:
        raise Invalid(_("At most %(limit)s characters.") % {"limit": limit}, attr=name)
    return value


def _number(form: Mapping[str, str], name: str, *, most: Decimal = MOST_MONEY) -> Decimal:
    """With a comma or a point."""
    typed = form.get(name, "").strip().replace(",", ".")
    try:
        value = Decimal(typed[:MAX_NUMBER])
    except InvalidOperation:
        raise Invalid(_("Write a number, such as 0.5."), attr=name) from None
    if not value.is_finite() or len(typed) > MAX_NUMBER or not 0 <= value <= most:
        raise Invalid(_("Write a number from 0 to %(most)s.") % {"most": most}, attr=name)
    if value != round(value, PLACES):
        raise Invalid(_("At most %(places)s decimal places.") % {"places": PLACES}, attr=name)
    return value


def _days(form: Mapping[str, str]) -> int | None:
    typed = form.get(KEEP, "").strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and FEWEST_DAYS <= int(typed[:MAX_NUMBER]) <= MOST_DAYS):
        raise Invalid(
            _("Write a number from %(least)s to %(most)s.") % {"least": FEWEST_DAYS, "most": MOST_DAYS}, attr=KEEP
        )
    return int(typed)


def _teams(form: Mapping[str, str]) -> dict[str, int]:
    chosen = {name.removeprefix(TEAM): value for name, value in form.items() if name.startswith(TEAM) and value}
    known = set(Team.objects.values_list("pk", flat=True))
    for intent, value in chosen.items():
        if not (value.isascii() and value.isdigit() and int(value[:18]) in known):
            raise Invalid(_("This team does not exist any more. Choose another."), attr=f"{TEAM}{intent}")
    return {intent[:40]: int(value) for intent, value in chosen.items()}


def _as_told(bot: BotSettings) -> dict[str, str]:
    names = dict(Team.objects.values_list("pk", "name"))
    values = values_of(bot)
    return {name: names.get(int(value), "") if name.startswith(TEAM) else value for name, value in values.items()}


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, float | Decimal):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)
