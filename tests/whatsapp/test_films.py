"""Films become what WhatsApp plays, or are refused with what to do."""

import io
from typing import Any

import av
import pytest

from conversations.models import Attachment, AttachmentState, Message
from tests.whatsapp.test_preparing import upload
from whatsapp.media import films
from whatsapp.media.handling import handle_file


def shot(kind: str, picture: str, sound: str = "", *, seconds: int = 1, size: tuple[int, int] = (320, 180)) -> bytes:
    """A real film, of changing grey."""
    out = io.BytesIO()
    with av.open(out, "w", format=kind) as target:
        video = target.add_stream(picture, rate=10)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        audio = target.add_stream(sound, rate=48000, layout="mono") if sound else None
        for number in range(10 * seconds):
            frame = av.VideoFrame(*size, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([number * 20 % 256]) * plane.buffer_size)
            frame.pts = number
            target.mux(video.encode(frame))
        target.mux(video.encode(None))
        if audio:
            for number in range(seconds * 50):
                piece = av.AudioFrame(format=audio.codec_context.format.name, layout="mono", samples=960)
                for plane in piece.planes:
                    plane.update(bytes(plane.buffer_size))
                piece.sample_rate, piece.pts = 48000, number * 960
                target.mux(audio.encode(piece))
            target.mux(audio.encode(None))
    return out.getvalue()


def made_of(content: bytes, **options: Any) -> bytes:
    return films.film(io.BytesIO(content), alive=lambda: None, **options)


@pytest.mark.parametrize(
    ("kind", "picture", "sound"),
    [
        ("webm", "libvpx", "libopus"),
        ("matroska", "libvpx-vp9", ""),
        ("mp4", "libx265", "aac"),
        ("mov", "mpeg4", "aac"),
        ("matroska", "libx264", "libopus"),
    ],
)
def test_another_film_is_encoded_anew(kind: str, picture: str, sound: str) -> None:
    made = made_of(shot(kind, picture, sound))
    assert films.is_sendable(io.BytesIO(made))
    with av.open(io.BytesIO(made)) as film:
        assert film.format.name.startswith("mov,mp4")
        assert abs((film.duration or 0) / 1_000_000 - 1) < 0.3
        assert len(film.streams.audio) == bool(sound)
        assert film.streams.video[0].codec_context.has_b_frames is False
        assert sum(1 for _ in film.decode(video=0)) == 10


def test_what_fits_is_only_moved() -> None:
    with av.open(io.BytesIO(shot("matroska", "libx264", "aac"))) as source:
        before = [bytes(packet) for packet in source.demux(video=0) if packet.size]
    with av.open(io.BytesIO(made_of(shot("matroska", "libx264", "aac")))) as film:
        after = [bytes(packet) for packet in film.demux(video=0) if packet.size]
        film.seek(0)
        assert sum(1 for _ in film.decode(video=0)) == 10
    assert len(before) == len(after) == 10


def test_a_large_picture_becomes_smaller() -> None:
    with av.open(io.BytesIO(made_of(shot("webm", "libvpx", size=(1920, 1080))))) as film:
        assert (film.streams.video[0].width, film.streams.video[0].height) == (1280, 720)


def test_one_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(films.TooLong):
        made_of(shot("webm", "libvpx"), max_seconds=0)


def test_one_that_cannot_become_small_enough_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(films, "MAX_FILM", 1000)
    with pytest.raises(films.TooLong):
        made_of(shot("mp4", "libx264"))


@pytest.mark.django_db
def test_a_film_of_a_browser_goes_out_as_mp4(api: Any, alice: Any, taken: Any) -> None:
    answer = upload(api, alice, taken, shot("webm", "libvpx", "libopus"), "tela.webm", "video/webm")
    assert (answer.status_code, answer.json()["type"]) == (201, "video")
    attachment = Attachment.objects.get()
    handle_file(attachment.pk)
    attachment.refresh_from_db()
    assert (attachment.state, attachment.mime_type, attachment.filename) == ("ready", "video/mp4", "tela.mp4")


@pytest.mark.django_db
@pytest.mark.parametrize(("cut", "code"), [(400, "bad_video"), (None, "long_video")])
def test_what_cannot_be_made_says_so(
    api: Any, alice: Any, taken: Any, monkeypatch: pytest.MonkeyPatch, cut: int | None, code: str
) -> None:
    monkeypatch.setattr(films, "LEAST_BITS", 10**12)
    upload(api, alice, taken, shot("webm", "libvpx")[:cut], "tela.webm", "video/webm")
    attachment = Attachment.objects.get()
    handle_file(attachment.pk)
    attachment.refresh_from_db()
    assert (attachment.state, attachment.reason) == (AttachmentState.FAILED, code)
    assert (Message.objects.get(attachments=attachment).error or {})["code"] == code
