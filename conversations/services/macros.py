"""Macros as people keep them: their own, and those that supervisors share."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, User
from conversations.exceptions import ChangedMeanwhile, Conflict, Forbidden, Invalid, NotFound
from conversations.macro_steps import checked_steps
from conversations.models import Macro, MacroRun

MOST_OWN, MAX_NAME = 50, 60


def macros_of(user: User) -> QuerySet[Macro]:
    """Their own, and what is shared with them: by everybody, or by a team of theirs. Supervisors see all that is
    shared."""
    shared = Q(owner=None) if user.is_steering else Q(owner=None, team=None) | Q(team__in=user.teams.all())
    return Macro.objects.filter(Q(owner=user) | shared).select_related("team").distinct()


def visible_macro(macro_id: int, user: User) -> Macro:
    macro = macros_of(user).filter(pk=macro_id).first()
    if macro is None:
        raise NotFound(_("This macro does not exist any more."))
    return macro


def with_known(rows: QuerySet[Macro], user: User) -> QuerySet[Macro]:
    """With `is_known`: the reader has run it as it is now."""
    runs = MacroRun.objects.filter(actor=user, macro=OuterRef("pk"), version=OuterRef("version"))
    return rows.annotate(is_known=Exists(runs))


def create_macro(
    *, by: User, name: str, steps: Sequence[Mapping[str, Any]], is_shared: bool = False, team: Team | None = None
) -> Macro:
    if is_shared and not by.is_steering:
        raise Forbidden(_("Only supervisors share macros."))
    if team and not is_shared:
        raise Invalid(_("Only a shared macro has a team."), attr="team")
    macro = Macro(owner=None if is_shared else by, team=team, name=_name(name))
    macro.steps = [step.data for step in checked_steps(steps)]
    with transaction.atomic():
        if macro.owner:
            User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once: the limit holds
            if Macro.objects.filter(owner=by).count() >= MOST_OWN:
                raise Conflict(
                    _("No more than %(max)d macros. Delete one first.") % {"max": MOST_OWN}, code="too_many"
                )
        return _save(macro)


def change_macro(macro: Macro, *, by: User, version: int | None = None, **fields: Any) -> Macro:
    """Name, steps, team. With the `version` that the writer had before them also refused when it is another by now."""
    with transaction.atomic():
        locked = _locked(macro.pk, by)
        if version is not None and version != locked.version:
            raise ChangedMeanwhile(locked.name, attr="version")
        if "name" in fields:
            locked.name = _name(fields["name"])
        if "steps" in fields:
            locked.steps = [step.data for step in checked_steps(fields["steps"])]
        if "team" in fields:
            locked.team = fields["team"]
        if fields.get("is_shared", locked.owner_id is None) != (locked.owner_id is None):
            raise Invalid(_("A macro stays one's own, or shared. Make another one."), attr="is_shared")
        if locked.owner_id and locked.team:
            raise Invalid(_("Only a shared macro has a team."), attr="team")
        locked.version, locked.updated_at = locked.version + 1, timezone.now()
        return _save(locked)


def delete_macro(macro: Macro, *, by: User) -> None:
    with transaction.atomic():
        _locked(macro.pk, by).delete()


def may_change(macro: Macro, user: User) -> bool:
    return macro.owner_id == user.pk or (macro.owner_id is None and user.is_steering)


def _locked(pk: int, by: User) -> Macro:
    macro = Macro.objects.select_for_update(of=("self",)).filter(pk=pk).filter(Q(owner=by) | Q(owner=None)).first()
    if macro is None:
        raise NotFound
    if not may_change(macro, by):
        raise Forbidden(_("Only supervisors change shared macros."))
    return macro


def _name(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > MAX_NAME:
        raise Invalid(_("Give a name of at most %(max)d characters.") % {"max": MAX_NAME}, attr="name")
    return name


def _save(macro: Macro) -> Macro:
    try:
        with transaction.atomic():
            macro.save()
    except IntegrityError as error:
        raise Conflict(_("There is a macro of this name already."), code="name_taken", attr="name") from error
    return macro
