"""What agents upload becomes what WhatsApp takes, before it goes out."""

import io
import math
from typing import Any

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from conversations.models import Attachment, AttachmentState, Message, MessageStatus
from whatsapp.media import images, sounds
from whatsapp.media.handling import handle_file

pytestmark = pytest.mark.django_db


def recording() -> bytes:
    """Two channels of a second, in WebM with Opus, as a browser records."""
    out = io.BytesIO()
    with av.open(out, "w", format="webm") as target:
        stream = target.add_stream("libopus", rate=48000, layout="stereo")
        frame = av.AudioFrame(format="s16", layout="stereo", samples=48000)
        tone = b"".join(int(9000 * math.sin(n / 20)).to_bytes(2, "little", signed=True) * 2 for n in range(48000))
        frame.planes[0].update(tone)
        frame.sample_rate = 48000
        fifo = av.AudioFifo()
        fifo.write(frame)
        while piece := fifo.read(960):
            target.mux(stream.encode(piece))
        target.mux(stream.encode(None))
    return out.getvalue()


def drawn(kind: str, mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (64, 48)).save(out, kind, **options)
    return out.getvalue()


def upload(api: Any, user: Any, conversation: Any, content: bytes, name: str, mime: str, **fields: Any) -> Any:
    file = SimpleUploadedFile(name, content, mime)
    return api(user).post(
        f"/api/v1/conversations/{conversation.pk}/messages", {"file": file, **fields}, format="multipart"
    )


def test_a_voice_note_of_a_browser_becomes_one_of_whatsapp(api: Any, alice: Any, taken: Any) -> None:
    answer = upload(api, alice, taken, recording(), "voz.webm", "audio/webm;codecs=opus", is_voice="1")
    assert answer.status_code == 201, answer.content
    assert (answer.json()["type"], answer.json()["media"]["state"]) == ("audio", "preparing")
    message = Message.objects.get(pk=answer.json()["id"])
    assert message.next_attempt_at is not None
    attachment = Attachment.objects.get()
    handle_file(attachment.pk)
    attachment.refresh_from_db()
    message.refresh_from_db()
    assert (attachment.state, attachment.mime_type, attachment.filename) == ("ready", "audio/ogg", "voz.ogg")
    assert sounds.is_opus_mono(attachment.file)
    assert (message.status, message.next_attempt_at) == (MessageStatus.QUEUED, None)
    assert message.media is not None
    assert (message.media["is_voice"], message.media["duration"]) == (True, 1.0)


@pytest.mark.parametrize(
    ("kind", "mode", "becomes"),
    [
        ("WEBP", "RGB", "JPEG"),
        ("GIF", "L", "JPEG"),
        ("BMP", "RGB", "JPEG"),
        ("JPEG", "CMYK", "JPEG"),
        ("PNG", "I;16", "JPEG"),
        ("PNG", "RGBA", "PNG"),
        ("HEIF", "RGB", "JPEG"),
        ("AVIF", "RGB", "JPEG"),
    ],
)
def test_a_picture_becomes_one_that_whatsapp_takes(kind: str, mode: str, becomes: str) -> None:
    made = images.for_sending(io.BytesIO(drawn(kind, mode)))
    with Image.open(io.BytesIO(made.content)) as image:
        assert (image.format, image.size) == (becomes, (64, 48))
        assert image.mode in ("RGB", "RGBA")


def test_nobody_learns_where_a_picture_was_taken_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "S"
    made = images.for_sending(io.BytesIO(drawn("JPEG", exif=exif)))
    with Image.open(io.BytesIO(made.content)) as image:
        assert (dict(image.getexif()), image.size) == ({}, (48, 64))


def test_a_picture_that_unfolds_into_gigabytes_is_not_opened() -> None:
    out = io.BytesIO()
    Image.new("1", (20000, 20000)).save(out, "PNG")
    with pytest.raises(images.BadImage):
        images.small(out)


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_a_photo_of_a_phone_goes_out_as_jpeg(api: Any, alice: Any, taken: Any, kind: str) -> None:
    answer = upload(api, alice, taken, drawn(kind), f"IMG_1.{kind}", "application/octet-stream")
    assert (answer.status_code, answer.json()["type"]) == (201, "image")
    attachment = Attachment.objects.get()
    handle_file(attachment.pk)
    attachment.refresh_from_db()
    assert (attachment.state, attachment.mime_type, attachment.filename) == ("ready", "image/jpeg", "IMG_1.jpg")


def test_a_picture_shrinks_until_it_is_small_enough() -> None:
    noise = Image.effect_noise((3400, 3400), 120)
    whole = io.BytesIO()
    Image.merge("RGB", [noise, noise.rotate(90), noise.rotate(180)]).save(whole, "JPEG", quality=98)
    assert len(whole.getvalue()) > images.MAX_IMAGE
    made = images.for_sending(whole)
    assert (len(made.content) <= images.MAX_IMAGE, made.mime_type) == (True, "image/jpeg")


def test_a_sticker_fits_its_size() -> None:
    made = images.for_sticker(io.BytesIO(drawn("PNG", "RGBA")))
    with Image.open(io.BytesIO(made.content)) as image:
        assert (image.format, image.size) == ("WEBP", (512, 512))


def test_what_cannot_be_prepared_fails_with_its_reason(api: Any, alice: Any, taken: Any) -> None:
    broken = drawn("PNG")[:40]
    answer = upload(api, alice, taken, broken, "a.png", "image/png")
    assert answer.status_code == 201, answer.content
    attachment = Attachment.objects.get()
    handle_file(attachment.pk)
    message = Message.objects.get(pk=answer.json()["id"])
    assert (message.status, (message.error or {}).get("code")) == (MessageStatus.FAILED, "bad_image")
    attachment.refresh_from_db()
    assert attachment.state == AttachmentState.FAILED
