"""Sound and film, by the libraries of ffmpeg. They are loaded when first needed: most processes never do."""

import io
from typing import Any, BinaryIO

RATE, BITS = 48000, 32000
MAX_SECONDS = 3600


class BadSound(Exception):
    """It cannot be read, or not be written."""


def voice_note(file: BinaryIO) -> tuple[bytes, float]:
    """Ogg with Opus in mono, as WhatsApp plays a voice note; and how many seconds it lasts. Raises BadSound."""
    av, out = _library(), io.BytesIO()
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
    codecs = _codecs(file, "audio")
    return len(codecs) == 1 and codecs[0].name == "opus" and codecs[0].channels == 1


def is_sendable_film(file: BinaryIO) -> bool:
    """H.264, and AAC with at most one track of sound."""
    film, sound = _codecs(file, "video"), _codecs(file, "audio")
    return [c.name for c in film] == ["h264"] and len(sound) <= 1 and all(c.name == "aac" for c in sound)


def film(file: BinaryIO) -> bytes:
    """The same H.264 and AAC in an MP4: moved, not encoded again. Raises BadSound for what would have to be."""
    if not is_sendable_film(file):
        raise BadSound("not H.264 and AAC")
    av, out = _library(), io.BytesIO()
    file.seek(0)
    try:
        with av.open(file) as source, av.open(out, "w", format="mp4", options={"movflags": "faststart"}) as target:
            streams = [*source.streams.video, *source.streams.audio]
            moved = {stream.index: target.add_stream_from_template(stream) for stream in streams}
            for packet in source.demux(streams):
                if packet.dts is not None:
                    packet.stream = moved[packet.stream.index]
                    target.mux(packet)
    except (av.FFmpegError, ValueError, OSError) as error:
        raise BadSound(type(error).__name__) from error
    return out.getvalue()


def _codecs(file: BinaryIO, kind: str) -> list[Any]:
    av = _library()
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


def _library() -> Any:
    try:
        import av  # noqa: PLC0415  large, and only needed here
    except ImportError as error:
        raise BadSound("the package av is not installed") from error
    return av
