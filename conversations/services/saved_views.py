"""Views of the list that people keep under a name."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.exceptions import Conflict, Forbidden, Invalid, NotFound
from conversations.models import SavedView

MOST, MAX_NAME = 30, 40


def views_of(user: User) -> QuerySet[SavedView]:
    """Their own, and those that supervisors share."""
    return SavedView.objects.filter(Q(owner=user) | Q(is_shared=True))


def save_view(*, by: User, name: str, query: str, is_shared: bool = False) -> SavedView:
    """The same name again is the same view, as it is now."""
    name = _checked(name, is_shared, by)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two saves at once: one view
        view = SavedView.objects.filter(owner=by, name__iexact=name).first()
        if view is None and SavedView.objects.filter(owner=by).count() >= MOST:
            raise Conflict(_("No more than %(max)d views. Delete one first.") % {"max": MOST}, code="too_many")
        view = view or SavedView(owner=by)
        view.name, view.query, view.is_shared = name, query, is_shared
        view.save()
        return view


def change_view(view_id: int, *, by: User, name: str, is_shared: bool = False) -> SavedView:
    """Another name, or shared or not. One's own; supervisors also what others share."""
    name = _checked(name, is_shared, by)
    with transaction.atomic():
        view = _changeable(view_id, by)
        User.objects.select_for_update(no_key=True).get(pk=view.owner_id)
        if SavedView.objects.filter(owner=view.owner_id, name__iexact=name).exclude(pk=view.pk).exists():
            raise Conflict(_("There is a view of that name."), code="taken", attr="name")
        view.name = name
        if by.is_steering:  # others are not asked
            view.is_shared = is_shared
        if not SavedView.objects.filter(pk=view.pk).update(name=name, is_shared=view.is_shared):
            raise NotFound
        return view


def delete_view(view_id: int, *, by: User) -> None:
    """One's own; supervisors also what others share."""
    _changeable(view_id, by).delete()


def _checked(name: str, is_shared: bool, by: User) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > MAX_NAME:
        raise Invalid(_("Give a name of at most %(max)d characters.") % {"max": MAX_NAME}, attr="name")
    if is_shared and not by.is_steering:
        raise Forbidden(_("Only supervisors share views."))
    return name


def _changeable(view_id: int, by: User) -> SavedView:
    view = views_of(by).filter(pk=view_id).first()
    if view is None:
        raise NotFound
    if view.owner_id != by.pk and not by.is_steering:
        raise Forbidden(_("Only supervisors change shared views."))
    return view
