from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def page(client: Client) -> Callable[[User], Client]:
    """`page(alice)` is her browser; it asks for parts as the page's own script does."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        client.defaults["HTTP_X_REQUESTED_WITH"] = "fetch"
        return client

    return sign_in
