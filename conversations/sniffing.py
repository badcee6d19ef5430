"""Pure: what a file is, by its first bytes. What a name or a sender says is only a claim."""

import filetype

HEAD = 8192  # bytes that are enough to tell
OCTETS = "application/octet-stream"
# MP4 and its relatives say in their first box what they are.
BRANDS = {
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"avif": "image/avif",
    b"avis": "image/avif",
}
OTHER_NAMES = {"audio/x-wav": "audio/wav", "video/x-m4v": "video/mp4", "application/rtf": "text/rtf"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTROL = bytes(set(range(32)) - {7, 8, 9, 10, 12, 13, 27})


def sniff(head: bytes) -> str:
    """The type of a file that begins so; text/plain for readable text of any kind, empty when nobody knows."""
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return BRANDS.get(brand) or ("video/3gpp" if brand.startswith(b"3g") else "video/mp4")
    if head.startswith(OLE):
        return "application/x-ole-storage"
    found = filetype.guess(head)
    if found is not None:
        return OTHER_NAMES.get(str(found.mime), str(found.mime))
    return "text/plain" if _is_text(head) else ""


def _is_text(head: bytes) -> bool:
    if not head or head.translate(None, CONTROL) != head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character may be cut at the end; anything else is another encoding, which is still text.
        return error.start >= len(head) - 3 or b"\x00" not in head
    return True


def bare(mime_type: str) -> str:
    """Without parameters such as `; codecs=opus`."""
    return mime_type.split(";", maxsplit=1)[0].strip().lower()


def is_believable(claimed: str, found: str) -> bool:
    """A picture must be the picture that it claims to be; containers of sound and film go under several names."""
    if claimed == found:
        return True
    return all(name.startswith(("audio/", "video/")) for name in (claimed, found))
