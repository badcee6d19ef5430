"""Meta's resumable upload, by which the examples of template headers come: begin, append, get a handle."""

import base64
import binascii
import json
import secrets

from whatsapp.simulator.graph.checks import JsonObject
from whatsapp.simulator.graph.errors import bad_parameter, missing
from whatsapp.simulator.graph.request import GraphRequest
from whatsapp.simulator.media import LIMITS, MEGABYTE

PREFIX = "upload:"


def begin(request: GraphRequest) -> JsonObject:
    """The session's id carries what was announced, so that nothing need be kept."""
    length, mime = value_of(request, "file_length"), value_of(request, "file_type")
    if not length.isdecimal() or not mime:
        raise missing("file_length" if not length.isdecimal() else "file_type")
    if mime not in LIMITS or int(length) > LIMITS[mime] * MEGABYTE:
        raise bad_parameter("Param file_type or file_length is not supported.")
    session = json.dumps({"length": int(length), "type": mime, "nonce": secrets.token_hex(4)})
    return {"id": PREFIX + base64.urlsafe_b64encode(session.encode()).decode()}


def value_of(request: GraphRequest, name: str) -> str:
    return request.query(name) or str(request.body.get(name) or "")


def session_of(request: GraphRequest) -> JsonObject:
    try:
        session = json.loads(base64.urlsafe_b64decode(request.node.removeprefix(PREFIX)))
    except (binascii.Error, ValueError):
        raise bad_parameter("The upload session does not exist.") from None
    return session if isinstance(session, dict) else {}


def show(request: GraphRequest) -> JsonObject:
    session_of(request)
    return {"id": request.node, "file_offset": 0}


def append(request: GraphRequest) -> JsonObject:
    session = session_of(request)
    if len(request.http.body) != session.get("length"):
        raise bad_parameter("The file is not as long as was announced.")
    kind = base64.urlsafe_b64encode(str(session["type"]).encode()).decode()
    return {"h": f"4::{kind}:{secrets.token_hex(24)}"}
