"""Canned responses: everybody keeps some of their own; supervisors keep those that all, or a team, may use."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Team, User
from conversations.exceptions import Conflict, Forbidden, Invalid, NotFound
from conversations.models import CannedResponse

MOST_OWN, MAX_SHORTCUT, MAX_WORDS = 200, 40, 4096
SHORTCUT = re.compile(r"^[-a-zA-Z0-9_]+$")


def responses_of(user: User) -> QuerySet[CannedResponse]:
    """Those that are shared, whoever's team they are for, and the user's own; never what is another's."""
    return CannedResponse.objects.filter(owner=None) | CannedResponse.objects.filter(owner=user)


def own_or_shared(response_id: int, user: User) -> CannedResponse:
    row = responses_of(user).filter(pk=response_id).first()
    if row is None:
        raise NotFound(_("This canned response does not exist any more."))
    return row


def create_response(
    *, by: User, shortcut: str, content: str, is_own: bool = False, team: Team | None = None
) -> CannedResponse:
    if not is_own and not by.is_steering:
        raise Forbidden(_("Only supervisors share canned responses."))
    if is_own and team:
        raise Invalid(_("Only a shared canned response has a team."), attr="team")
    row = CannedResponse(owner=by if is_own else None, team=team)
    with transaction.atomic():
        if is_own:
            User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once: the limit holds
            if CannedResponse.objects.filter(owner=by).count() >= MOST_OWN:
                told = _("No more than %(max)d canned responses of your own. Delete one first.")
                raise Conflict(told % {"max": MOST_OWN}, code="too_many")
        return _write(row, shortcut=shortcut, content=content)


def change_response(row: CannedResponse, *, by: User, **fields: Any) -> CannedResponse:
    """Shortcut, content, team. What is one's own stays so, and what is shared stays shared."""
    with transaction.atomic():
        locked = _locked(row.pk, by)
        if fields.get("is_own", locked.owner_id is not None) != (locked.owner_id is not None):
            raise Invalid(_("A canned response stays one's own, or shared. Make another one."), attr="is_own")
        if "team" in fields:
            locked.team = fields["team"]
        if locked.owner_id and locked.team:
            raise Invalid(_("Only a shared canned response has a team."), attr="team")
        given = {"shortcut": locked.shortcut, "content": locked.content}
        return _write(locked, **{name: fields.get(name, value) for name, value in given.items()})


def delete_response(row: CannedResponse, *, by: User) -> None:
    with transaction.atomic():
        _locked(row.pk, by).delete()


def may_change(row: CannedResponse, user: User) -> bool:
    return row.owner_id == user.pk or (row.owner_id is None and user.is_steering)


def _locked(pk: int, by: User) -> CannedResponse:
    row = responses_of(by).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound
    if not may_change(row, by):
        raise Forbidden(_("Only supervisors change shared canned responses."))
    return row


def _write(row: CannedResponse, *, shortcut: str, content: str) -> CannedResponse:
    row.shortcut, row.content = shortcut.strip().lstrip("/"), content.replace("\x00", "").strip()
    if not SHORTCUT.match(row.shortcut) or len(row.shortcut) > MAX_SHORTCUT:
        told = _("A shortcut is one word of at most %(max)d letters without accents, digits and hyphens.")
        raise Invalid(told % {"max": MAX_SHORTCUT}, attr="shortcut")
    if not row.content or len(row.content) > MAX_WORDS:
        raise Invalid(_("Write a text of at most %(max)d characters.") % {"max": MAX_WORDS}, attr="content")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        told = _("There is a canned response with this shortcut already.")
        raise Invalid(told, code="unique", attr="shortcut") from error
    return row
