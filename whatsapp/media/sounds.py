"""Sound, by the libraries of ffmpeg. They are loaded when first needed: most processes never do."""

import io
from typing import Any, BinaryIO

RATE, BITS = 48000, 32000
MAX_SECONDS = 3600


class BadSound(Exception):
    """It cannot be read, or not be written."""


def voice_note(file: BinaryIO) -> tuple[bytes, float]:
    """Ogg with Opus in mono, as WhatsApp plays a voice note; and how many seconds it lasts. Raises BadSound."""
    av, out = library(), io.BytesIO()
    file.seek(0)
    try:
        with av.open(file) as source, av.open(out, "w", format="ogg") as target:
            if not source.streams.audio:
                raise BadSound("no sound in it")
            stream = target.add_stream("libopus", rate=RATE, layout="mono")
            stream.bit_rate = BITS
            seconds = _recode(av, source, target, stream)
    except (av.FFmpegError, ValueError, OSError) as error:
        raise BadSound(type(error).__name__) from error
    if not seconds:
        raise BadSound("no sound in it")
    return out.getvalue(), seconds


def _recode(av: Any, source: Any, target: Any, stream: Any) -> float:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    samples = 0
    for frame in source.decode(audio=0):
        frame.pts = None
        for piece in resampler.resample(frame):
            samples += piece.samples
            if samples > MAX_SECONDS * RATE:
                raise BadSound("longer than an hour")
            target.mux(stream.encode(piece))
    for piece in resampler.resample(None):
        samples += piece.samples
        target.mux(stream.encode(piece))
    target.mux(stream.encode(None))
    return round(samples / RATE, 1)


def is_opus_mono(file: BinaryIO) -> bool:
    found = codecs(file, "audio")
    return len(found) == 1 and found[0].name == "opus" and found[0].channels == 1


def codecs(file: BinaryIO, kind: str) -> list[Any]:
    av = library()
    file.seek(0)
    try:
        with av.open(file) as source:
            found = [stream.codec_context for stream in getattr(source.streams, kind)]
            return [_Codec(codec.name, getattr(codec, "channels", 0)) for codec in found]
    except (av.FFmpegError, ValueError, OSError) as error:
        raise BadSound(type(error).__name__) from error


class _Codec:
    def __init__(self, name: str, channels: int) -> None:
        self.name, self.channels = name, channels


def library() -> Any:
    try:
        import av  # noqa: PLC0415  large, and only needed here
    except ImportError as error:
        raise BadSound("the package av is not installed") from error
    return av
