"""The assistant beside the composer: drafts for the agent, who decides what becomes of them."""

from collections.abc import Container
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chatbot.services import agent_drafts, assisting
from conversations.exceptions import Invalid
from dashboard.http import DeskRequest, command, done

MOST = 4096


@command
def assist(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """The draft, with what it rests on. 409 where a model is needed and there is none."""
    wish = assisting.Wish(
        kind=_one_of(request, "kind", assisting.KINDS),
        text=request.POST.get("text", "")[:MOST],
        language=_one_of(request, "language", assisting.LANGUAGES, default=_own_language()),
    )
    made = assisting.assist(conversation_id, wish=wish, by=request.user)
    sources = [str(source.get("title", "")) for source in made.sources]
    made_of = {"kind": made.kind, "text": made.text, "origin": made.origin, "sources": sources}
    return JsonResponse({**made_of, "id": made.id})


@command
def tell(request: DeskRequest, conversation_id: UUID, draft_id: int) -> HttpResponse:
    """It was taken over, or thrown away."""
    word = _one_of(request, "outcome", ("used", "discarded"))
    go_on = agent_drafts.use_draft if word == "used" else agent_drafts.discard_draft
    return done(state=go_on(draft_id, conversation_id=conversation_id, by=request.user).state)


def _one_of(request: DeskRequest, name: str, allowed: Container[str], *, default: str = "") -> str:
    value = request.POST.get(name, "") or default
    if value not in allowed:
        raise Invalid(_("Choose one of those that are offered."), attr=name)
    return value


def _own_language() -> str:
    return "en" if (get_language() or "").startswith("en") else "pt-br"
