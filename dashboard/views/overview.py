"""The supervisors' page of live numbers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from conversations.exceptions import NotFound
from dashboard.http import DeskRequest, for_people, is_fetch
from dashboard.live import live_numbers
from whatsapp.models import Alert

MAX_ALERTS = 50


@require_GET
@for_people
def overview(request: DeskRequest) -> HttpResponse:
    if not request.user.is_steering:
        raise NotFound
    template = "overview/_numbers.html" if is_fetch(request) else "overview/page.html"
    context = {"live": live_numbers(), "alerts": Alert.objects.open()[:MAX_ALERTS], "tab": "live"}
    return render(request, template, context)
