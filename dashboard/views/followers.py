"""Following a conversation, from its menu and its panel."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import User
from conversations.exceptions import Invalid
from conversations.services.followers import follow_conversation, followers_of, unfollow_conversation
from conversations.services.lookup import visible_conversation
from conversations.services.mentions import may_see
from dashboard.http import DeskRequest, command, done, for_people, ids_of


@command
def follow(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """Oneself, or `user`."""
    follow_conversation(conversation_id, by=request.user, user=_chosen(request))
    return done()


@command
def unfollow(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    unfollow_conversation(conversation_id, by=request.user, user=_chosen(request))
    return done()


@require_GET
@for_people
def candidates(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """Whom a supervisor may add: who may see it and does not follow it yet."""
    conversation = visible_conversation(conversation_id, request.user)
    following = {row.user_id for row in followers_of(conversation)}
    people = [person for person in may_see(conversation).order_by("name") if person.pk not in following]
    return render(request, "inbox/_candidates.html", {"people": people})


def _chosen(request: DeskRequest) -> User:
    """`user` of the form, `other` of a button; without either oneself."""
    given = request.POST.get("user", request.POST.get("other"))
    if given is None:
        return request.user
    user = User.objects.filter(pk__in=ids_of([given], 1)).first()
    if user is None:
        raise Invalid(_("Choose an agent."), attr="user")
    return user
