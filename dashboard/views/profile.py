"""What people set for themselves."""

from django.http import HttpResponse

from accounts.exceptions import Invalid
from accounts.models import Presence
from accounts.services.presence import choose_presence
from dashboard.http import DeskRequest, command, done


@command
def presence(request: DeskRequest) -> HttpResponse:
    chosen = request.POST.get("presence", "")
    if chosen not in set(Presence):
        raise Invalid(attr="presence")
    return done(presence=choose_presence(request.user, presence=chosen).presence)
