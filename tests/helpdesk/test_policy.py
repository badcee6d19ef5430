"""What pages may load and do."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def scripts_of(address: str) -> str:
    policy = Client().get(address)["Content-Security-Policy"]
    return next(part for part in policy.split("; ") if part.startswith("script-src"))


def test_the_pages_run_their_own_files_and_no_text() -> None:
    assert scripts_of("/login") == "script-src 'self'"
    assert scripts_of("/nothing/here") == "script-src 'self'"


def test_only_the_administration_reads_text_as_code() -> None:
    assert scripts_of("/admin/login/") == "script-src 'self' 'unsafe-eval'"
