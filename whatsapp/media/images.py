"""Pictures: made into what WhatsApp takes, and small ones for the thread."""

import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from conversations.media import KB, MB

register_heif_opener()
# A larger picture is a trap: some kilobytes that unfold into gigabytes.
MAX_PIXELS = 50_000_000
SMALL = (480, 480)
LARGEST, MAX_IMAGE = (4096, 4096), 5 * MB
STICKER, MAX_STICKER = (512, 512), 100 * KB
QUALITIES = (88, 75, 60, 45)


class BadImage(Exception):
    """No picture, or one that nobody should open."""


@dataclass(frozen=True, slots=True)
class Picture:
    content: bytes
    mime_type: str
    width: int
    height: int


def opened(file: BinaryIO) -> Image.Image:
    """Decoded, turned as the camera was held, and checked before anything is unfolded. Raises BadImage."""
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file)
            if image.width * image.height > MAX_PIXELS:
                raise BadImage("too many pixels")
            image.draft("RGB", LARGEST)
            return ImageOps.exif_transpose(image)
    except BadImage:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise BadImage(type(error).__name__) from error


def small(file: BinaryIO) -> Picture:
    """The thumbnail, with the size of the whole. Raises BadImage."""
    image = opened(file)
    width, height = image.size
    image.thumbnail(SMALL)
    return Picture(_written(_flat(image, keeps_alpha=True), "WEBP", 75), "image/webp", width, height)


def for_sending(file: BinaryIO) -> Picture:
    """JPEG, or PNG where something shines through; 8 bits, at most 5 MB, and without where it was taken."""
    image = opened(file)
    image.thumbnail(LARGEST)
    if _has_alpha(image):
        content = _written(_flat(image, keeps_alpha=True), "PNG", 0)
        if len(content) <= MAX_IMAGE:
            return Picture(content, "image/png", *image.size)
    return _within(_flat(image), "JPEG", MAX_IMAGE)


def for_sticker(file: BinaryIO) -> Picture:
    """512 by 512, see-through around it."""
    image = ImageOps.contain(_flat(opened(file), keeps_alpha=True), STICKER)
    canvas = Image.new("RGBA", STICKER, (0, 0, 0, 0))
    canvas.paste(image, ((STICKER[0] - image.width) // 2, (STICKER[1] - image.height) // 2))
    return _within(canvas, "WEBP", MAX_STICKER)


def _within(image: Image.Image, kind: str, limit: int) -> Picture:
    """As good as it may be within the limit; smaller when no quality is low enough."""
    mime_type, whole = f"image/{kind.lower()}", image.size
    while True:
        for quality in QUALITIES:
            content = _written(image, kind, quality)
            if len(content) <= limit:
                return Picture(content, mime_type, *image.size)
        if kind == "WEBP":  # its size is prescribed
            raise BadImage("too much detail for a sticker")
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)))
        if image.width < whole[0] // 16:
            raise BadImage("too much detail")


def _written(image: Image.Image, kind: str, quality: int) -> bytes:
    """Without metadata: Pillow writes only what it is given."""
    out = io.BytesIO()
    clean = image.copy()
    clean.info = {}
    clean.save(out, kind, **({"quality": quality} if quality else {"optimize": True}))
    return out.getvalue()


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _flat(image: Image.Image, *, keeps_alpha: bool = False) -> Image.Image:
    """8 bits a colour; white where something would shine through, unless that is kept."""
    try:
        if image.mode.startswith(("I", "F")):
            image = image.point(lambda value: value / 256).convert("L") if image.mode.startswith("I") else image
        if not _has_alpha(image):
            return image.convert("RGB")
        image = image.convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise BadImage(type(error).__name__) from error
    if keeps_alpha:
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white
