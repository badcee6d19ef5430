"""A message that arrives while its customer is merged into another."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.models import User
from conversations.models import Conversation, CustomerIdentity, Message
from conversations.services.merging import merge_customers
from tests import webhooks
from tests.factories import CustomerFactory
from whatsapp.models import Payload
from whatsapp.services.inbound import drain_lane

LANE = settings.WHATSAPP_PHONE_NUMBER_ID


def drain() -> None:
    try:
        drain_lane(LANE)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fields", [{}, {"from": "5521900001111"}])
def test_it_comes_to_the_one_who_remains(taken: Conversation, charlie: User, fields: dict[str, str]) -> None:
    other = CustomerFactory(phone=None)
    CustomerIdentity.objects.create(customer=other, kind="user_id", value="BR.1", match_key="BR.1")
    raw = webhooks.message("wamid.1", from_user_id="BR.1")
    del raw["from"]
    payload = webhooks.store(webhooks.body({**raw, **fields}))[0]
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            merge_customers(taken.customer_id, other.pk, by=charlie)
            drained = pool.submit(drain)
            time.sleep(0.5)  # it has found the other one by now, and waits for the row
            assert not drained.done()
        drained.result(timeout=10)
    payload.refresh_from_db()
    assert payload.state == Payload.State.APPLIED
    assert Message.objects.get(external_id="wamid.1").conversation == taken
