"""Film: moved into an MP4 where its H.264 and AAC may stay as they are, else encoded anew."""

import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

from conversations.media import MB
from whatsapp.media.sounds import BadSound, codecs, library

MAX_FILM = 16 * MB
# So much is asked of an encoder that the result surely stays below; and less a second is no picture any more.
AIM, LEAST_BITS, MOST_BITS = 0.85 * MAX_FILM * 8, 250_000, 2_500_000
SOUND_RATE, SOUND_BITS = 48000, 96_000
# The longer side, in pixels; no film with more pixels is unfolded.
LONGEST_SIDE, MAX_PIXELS = 1280, 10_000_000
MAX_FRAMES_A_SECOND = 30
MAX_SECONDS = 180.0


class TooLong(BadSound):
    """It cannot become small enough, or not in time."""


def is_sendable(file: BinaryIO) -> bool:
    """H.264, and AAC with at most one track of sound."""
    film, sound = codecs(file, "video"), codecs(file, "audio")
    return [c.name for c in film] == ["h264"] and len(sound) <= 1 and all(c.name == "aac" for c in sound)


def film(file: BinaryIO, *, alive: Callable[[], object], max_seconds: float = MAX_SECONDS) -> bytes:
    """An MP4 that WhatsApp takes. `alive` is called again and again meanwhile. Raises BadSound, or TooLong."""
    try:
        moved = _moved(file) if is_sendable(file) else b""
        if 0 < len(moved) <= MAX_FILM:
            return moved
        return _encoded(file, alive, time.monotonic() + max_seconds)
    except (library().FFmpegError, ValueError, OSError) as error:
        raise BadSound(type(error).__name__) from error


def _moved(file: BinaryIO) -> bytes:
    file.seek(0)
    with tempfile.NamedTemporaryFile(suffix=".mp4") as out:
        with library().open(file) as source, _mp4(out.name) as target:
            streams = [*source.streams.video, *source.streams.audio]
            moved = {stream.index: target.add_stream_from_template(stream) for stream in streams}
            for packet in source.demux(streams):
                if packet.size:  # the last one of each stream is empty
                    packet.stream = moved[packet.stream.index]
                    target.mux(packet)
        return Path(out.name).read_bytes()


def _encoded(file: BinaryIO, alive: Callable[[], object], ends_at: float) -> bytes:
    file.seek(0)
    with tempfile.NamedTemporaryFile(suffix=".mp4") as out:
        path = Path(out.name)
        with library().open(file) as source, _mp4(out.name) as target:
            if not source.streams.video:
                raise BadSound("no film in it")
            work = _Work(target, source.streams.video[0], source.streams.audio, _bits(source))
            for frame in source.decode(work.sources):
                alive()
                if time.monotonic() > ends_at or path.stat().st_size > MAX_FILM:
                    raise TooLong
                work.take(frame)
            work.finish()
        if path.stat().st_size > MAX_FILM:
            raise TooLong
        return path.read_bytes()


def _bits(source: Any) -> int:
    """A second, for the picture. A film that does not say how long it is gets the most; its size is watched."""
    seconds = (source.duration or 0) / 1_000_000
    bits = int(AIM / seconds) - SOUND_BITS if seconds else MOST_BITS
    if bits < LEAST_BITS:
        raise TooLong
    return min(bits, MOST_BITS)


def _mp4(path: str) -> Any:
    """A file with a name: it is read again, to put first what a player needs first."""
    return library().open(path, "w", format="mp4", options={"movflags": "faststart"})


class _Work:
    """The first picture and the first sound of a film, on their way into another one."""

    def __init__(self, target: Any, video: Any, audio: Any, bits: int) -> None:
        self._target = target
        self.sources = [video, *audio[:1]]
        width, height = _fitting(video.codec_context.width, video.codec_context.height)
        rate = min(video.average_rate or Fraction(MAX_FRAMES_A_SECOND), Fraction(MAX_FRAMES_A_SECOND))
        # Phones with Android play no B-frames. One thread: the others of this worker go on.
        options = {"preset": "veryfast", "profile": "main", "bf": "0", "threads": "1"}
        options |= {"maxrate": str(bits), "bufsize": str(2 * bits)}
        self._video = target.add_stream("libx264", rate=rate, options=options)
        self._video.width, self._video.height, self._video.pix_fmt = width, height, "yuv420p"
        self._video.bit_rate = bits
        self._video.codec_context.time_base = Fraction(1, 1000)
        self._last = -1
        self._gap = int(1000 / rate) // 2
        self._audio = self._resampler = None
        if audio:
            self._audio = target.add_stream("aac", rate=SOUND_RATE, layout="stereo")
            self._audio.bit_rate = SOUND_BITS
            self._resampler = library().AudioResampler(format="fltp", layout="stereo", rate=SOUND_RATE)

    def take(self, frame: Any) -> None:
        if isinstance(frame, library().AudioFrame):
            self._hear(frame)
        elif frame.time is not None:
            self._see(frame)

    def finish(self) -> None:
        if self._last < 0:
            raise BadSound("no picture in it")
        self._target.mux(self._video.encode(None))
        if self._audio is not None:
            self._hear(None)
            self._target.mux(self._audio.encode(None))

    def _see(self, frame: Any) -> None:
        at = int(frame.time * 1000)
        if self._last >= 0 and at - self._last < max(1, self._gap):  # more pictures a second than are sent
            return
        self._last = at
        small = frame.reformat(width=self._video.width, height=self._video.height, format="yuv420p")
        small.pts, small.time_base = at, Fraction(1, 1000)
        small.pict_type = 0
        self._target.mux(self._video.encode(small))

    def _hear(self, frame: Any) -> None:
        assert self._resampler is not None
        assert self._audio is not None
        for piece in self._resampler.resample(frame):
            self._target.mux(self._audio.encode(piece))


def _fitting(width: int, height: int) -> tuple[int, int]:
    if not width or not height or width * height > MAX_PIXELS:
        raise BadSound("no size that can be unfolded")
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    return max(2, int(width * scale) // 2 * 2), max(2, int(height * scale) // 2 * 2)
