"""Pure: where a number's token may travel. Whatever an answer says, it goes to Meta or the configured API only."""

from urllib.parse import urlsplit

META = ("facebook.com", "fbsbx.com", "fbcdn.net", "whatsapp.net", "whatsapp.com")


def is_allowed(url: str, *, api_url: str) -> bool:
    try:
        wanted, api = urlsplit(url), urlsplit(api_url)
        port = wanted.port
        if (wanted.scheme, wanted.hostname, port) == (api.scheme, api.hostname, api.port):
            return not wanted.username
    except ValueError:
        return False
    host = wanted.hostname or ""
    is_meta = any(host == name or host.endswith(f".{name}") for name in META)
    return wanted.scheme == "https" and port in (None, 443) and is_meta and not wanted.username
