"""The customer beside the conversation."""

from uuid import UUID

from django.http import HttpResponse
from django.template.loader import render_to_string

from conversations.services.customer_fields import set_field
from conversations.services.lookup import visible_conversation
from dashboard.facts import facts_of
from dashboard.http import DeskRequest, command, done


@command
def save_field(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """One field; `known` is what it held when the page was made."""
    customer = visible_conversation(conversation_id, request.user).customer
    name, text = request.POST.get("field", ""), request.POST.get("value", "").replace("\r\n", "\n")
    known = request.POST.get("known", "").replace("\r\n", "\n")
    customer = set_field(customer.pk, by=request.user, name=name, text=text, known=known)
    facts = facts_of(customer)
    shown = next(fact for fact in (facts["name"], facts["about"], *facts["own"], *facts["more"]) if fact.name == name)
    context = {"fact": shown, "is_name": name == "name", "is_long": name == "notes"}
    return done(fact=render_to_string("inbox/_fact.html", context, request).strip())
