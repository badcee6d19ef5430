"""The customer beside the conversation: data, files, what they wrote before, whether they are heard."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from conversations.services.blocking import block_customer, unblock_customer
from conversations.services.customer_fields import set_field
from conversations.services.erasing import erase_customer
from conversations.services.exporting import export_customer
from conversations.services.lookup import visible_conversation
from conversations.serving import export_response
from dashboard import shared, thread
from dashboard.facts import facts_of
from dashboard.http import DeskRequest, command, done, for_people


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


@command
def block(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    customer = visible_conversation(conversation_id, request.user).customer
    block_customer(customer.pk, by=request.user, reason=request.POST.get("reason", ""))
    return done()


@command
def unblock(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    unblock_customer(visible_conversation(conversation_id, request.user).customer.pk, by=request.user)
    return done()


@command
def erase(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """What is on the page by now speaks of them, too: it is made anew."""
    customer = visible_conversation(conversation_id, request.user).customer
    erase_customer(customer.pk, by=request.user, confirm=request.POST.get("confirm", ""))
    return done(reload=True)


@command
def export(request: DeskRequest, conversation_id: UUID) -> HttpResponseBase:
    """A file that the browser saves; the page stays."""
    customer = visible_conversation(conversation_id, request.user).customer
    return export_response(export_customer(customer.pk, by=request.user))


@require_GET
@for_people
def files(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """What was exchanged with the customer in all conversations that the reader may see, newest first."""
    conversation = visible_conversation(conversation_id, request.user)
    page = shared.files_of(conversation.customer, request.user, request.GET.get("before", ""))
    return render(request, "inbox/_shared.html", {"page": page, "conversation": conversation})


@require_GET
@for_people
def peek(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """The end of another conversation, to be read and nothing else."""
    conversation = visible_conversation(conversation_id, request.user)
    page = thread.latest(conversation)
    context = {"conversation": conversation, "items": page.items, "is_cut": bool(page.older)}
    return render(request, "inbox/_peek.html", context)
