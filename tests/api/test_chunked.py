"""A body without a length is read all the same."""

import json

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application


@pytest.mark.django_db(transaction=True)
async def test_a_chunked_body():
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/auth/login",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1),
    }
    call = ApplicationCommunicator(get_asgi_application(), scope)
    await call.send_input({"type": "http.request", "body": b'{"email": "x",', "more_body": True})
    await call.send_input({"type": "http.request", "body": b' "password": "y"}', "more_body": False})
    start, answer = await call.receive_output(10), await call.receive_output(10)
    assert (start["status"], json.loads(answer["body"])["errors"][0]["code"]) == (401, "authentication_failed")
