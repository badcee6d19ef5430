"""Voice notes are heard and pictures seen before the bot thinks, where a model can; else as without."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Team
from chatbot.models import Action, Reading
from chatbot.services import TurnResult, take_turn
from conversations.models import Attachment, Message
from helpdesk.demo.subscribers import create_subscribers
from isp.boleto import is_line
from tests.chatbot.cast import Writer
from tests.chatbot.model_server import ModelServer, Scripted, completion

pytestmark = pytest.mark.django_db
REPLY = {"reply": "Certo?", "intent": "other", "confidence": 0.9, "action": "answer", "reason": "", "sources": []}


@pytest.fixture(autouse=True)
def senses(knowledge: None, support: Team, settings: Any, model: ModelServer) -> Iterator[None]:
    create_subscribers()
    settings.OPENAI_TRANSCRIPTION_MODEL, settings.OPENAI_VISION = "whisper-1", True
    yield


def send(writer: Writer, type: str, mime_type: str, caption: str = "", *, is_here: bool = True) -> TurnResult:
    conversation = writer.write(caption, type, media={"id": f"m{Message.objects.count()}", "mime_type": mime_type})
    if is_here:
        attachment = Attachment.objects.filter(conversation=conversation).latest("created_at")
        attachment.file.save("x", ContentFile(b"OggS..."), save=False)
        attachment.state, attachment.mime_type, attachment.size = "ready", mime_type, 7
        attachment.save()
    return take_turn(conversation.pk)


def test_a_voice_note_is_heard_before_it_is_answered(joao: Writer, model: ModelServer) -> None:
    model.script = [Scripted(200, {"text": "oi, quero a segunda via do boleto"})]
    assert send(joao, "audio", "audio/ogg; codecs=opus").outcome == "answered"
    assert is_line(joao.answers[1].content)
    assert joao.turns[0].question == "oi, quero a segunda via do boleto"


def test_a_turn_waits_for_the_file_and_not_for_ever(joao: Writer, model: ModelServer) -> None:
    result = send(joao, "audio", "audio/ogg", is_here=False)
    assert (result.outcome, result.due_in) == ("not_yet", 1.0)
    Message.objects.update(stored_at=timezone.now() - timedelta(seconds=30))
    assert take_turn(joao.conversation.pk).outcome == "answered"
    assert "áudios" in joao.answers[0].content


@pytest.mark.parametrize("answer", [Scripted(500, {}), Scripted(200, b"<html>"), Scripted(200, {"text": ""})])
def test_what_cannot_be_heard_is_asked_for_in_words(joao: Writer, model: ModelServer, answer: Scripted) -> None:
    model.script = [answer]
    send(joao, "audio", "audio/ogg")
    assert "áudios" in joao.answers[0].content
    assert Reading.objects.get().error


def test_a_picture_is_described_to_the_model(joao: Writer, model: ModelServer) -> None:
    model.script = [completion("Aparelho com a luz LOS vermelha."), completion(REPLY)]
    send(joao, "image", "image/jpeg", "e isso aqui?")
    assert "data:image/jpeg;base64," in str(model.requests[0])
    assert "luz LOS vermelha" in model.requests[1]["messages"][-1]["content"]


def test_a_picture_confirms_nothing(paulo: Writer, model: ModelServer) -> None:
    paulo.say("desbloqueio de confiança")
    model.script = [completion("SIM"), completion(REPLY)]
    send(paulo, "image", "image/jpeg")
    assert Action.objects.get().state in ("proposed", "dropped")


def test_without_a_model_that_hears_nothing_is_sent(joao: Writer, model: ModelServer, settings: Any) -> None:
    settings.OPENAI_TRANSCRIPTION_MODEL = ""
    send(joao, "audio", "audio/ogg")
    assert model.requests == []
    assert "áudios" in joao.answers[0].content
