"""Templates in the composer: what is offered, how it would look, and sending it."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from conversations import filling
from conversations.exceptions import Invalid
from conversations.models import Conversation
from conversations.services.lookup import visible_conversation
from dashboard.http import DeskRequest, command, for_people, ids_of
from dashboard.views.writing import client_id_of, written
from dashboard.window import Offer, offer_of, offers, unusable, values_of
from whatsapp.models import BusinessNumber
from whatsapp.services.sending import TemplateContent, send_template_within
from whatsapp.services.templates.header_files import upload_header


@require_GET
@for_people
def choose(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """What may be sent when the window is closed."""
    conversation = visible_conversation(conversation_id, request.user)
    known = dict.fromkeys(value for value in filling.variables(conversation, request.user).values() if value)
    context = {"conversation": conversation, "offers": offers(conversation), "words_known": list(known)}
    context["unusable"] = unusable(conversation)
    return render(request, "inbox/_templates.html", context)


@command
def preview(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """As the customer would see it, and what is wrong with the fields so far."""
    conversation = visible_conversation(conversation_id, request.user)
    offer = _chosen(request, conversation)
    values = values_of(request.POST.dict(), conversation, request.user)
    bubble = render_to_string("parts/_template_bubble.html", {"bubble": offer.preview(values)}, request)
    return JsonResponse({"bubble": bubble, "problems": offer.problems(values)})


@command
def send(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    conversation = visible_conversation(conversation_id, request.user)
    offer = _chosen(request, conversation)
    values = {**values_of(request.POST.dict(), conversation, request.user), **_files(request, conversation, offer)}
    try:
        client_id = client_id_of(request)
        content = TemplateContent(offer.template.name, offer.template.language, offer.components(values), client_id)
        message = send_template_within(conversation, content=content, by=request.user)
    except Invalid as error:
        error.attr = offer.field_of(error.attr) or error.attr
        raise
    return written(request, message=message)


def _chosen(request: DeskRequest, conversation: Conversation) -> Offer:
    offer = offer_of(conversation, (ids_of([request.POST.get("template", "")], 1) or [0])[0])
    if offer is None:
        raise Invalid(_("This template can no longer be sent."), attr="template")
    return offer


def _files(request: DeskRequest, conversation: Conversation, offer: Offer) -> dict[str, str]:
    """Uploaded at once; the form's value is then the id."""
    number = BusinessNumber.objects.filter(channel=conversation.channel_id).first()
    found = {}
    for blank in offer.blanks:
        file = request.FILES.get(f"file:{blank.field}")
        if number and blank.is_file and isinstance(file, UploadedFile) and file.size:
            found[blank.field] = f"id:{upload_header(number, file=file, kind=blank.slot.types[0])}"
    return found
