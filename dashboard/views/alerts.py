"""What supervisors should know of, where they look: a banner in the inbox, a list in the overview."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_htmx.http import trigger_client_event

from accounts.models import User
from conversations.exceptions import NotFound
from dashboard.http import DeskRequest, command, for_people
from whatsapp.models import Alert
from whatsapp.services.alerts import acknowledge_alert


def unseen_for(user: User) -> QuerySet[Alert]:
    """Agents cannot do anything about them."""
    return Alert.objects.unseen() if user.is_steering else Alert.objects.none()


@require_GET
@for_people
def banner(request: DeskRequest) -> HttpResponse:
    return render(request, "inbox/_alerts.html", {"alerts": unseen_for(request.user)})


@command
def acknowledge(request: DeskRequest, alert_id: int) -> HttpResponse:
    alert = Alert.objects.filter(pk=alert_id).first()
    if alert is None or not request.user.is_steering:
        raise NotFound
    acknowledge_alert(alert, by=request.user)
    return trigger_client_event(HttpResponse(status=204), "alert-seen")
