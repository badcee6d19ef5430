"""Whose account it is. A number that WhatsApp vouches for and the system knows is enough; anybody else names the
document and something that only its owner knows, and gets few tries. What does not fit is never told apart from what
does not exist."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from chatbot.models import ToolCall
from chatbot.tools.box import Box
from conversations.models import CustomerIdentity, IdentityKind
from isp.documents import digits
from isp.types import Subscriber

MAX_TRIES, MAX_PHONES = 3, 3
# Of one customer in a day, in whatever conversation.
MAX_DENIALS = 6
BIRTH = re.compile(
    r"(?<!\d)(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})(?!\d)|(?<!\d)(\d{2})(\d{2})((?:19|20)\d{2})(?!\d)"
)
CONTRACT = re.compile(r"[A-Za-z]{0,3}-?\d{3,12}")


def by_phone(box: Box) -> tuple[Subscriber, ...]:
    """All contracts that the system knows under a number from which WhatsApp says that this person writes."""
    found: dict[str, Subscriber] = {}
    for phone in vouched_numbers(box.account.customer_id):
        for subscriber in box.ask("find_by_phone", lambda phone=phone: box.adapter.find_by_phone(phone), phone=phone):  # type: ignore[misc]
            found[subscriber.id] = subscriber
    # A number that several people's contracts carry vouches for none of them.
    return tuple(found.values()) if len({digits(s.document) or s.id for s in found.values()}) == 1 else ()


def vouched_numbers(customer_id: UUID) -> list[str]:
    """As WhatsApp vouches for them; what an agent typed into the customer's record proves nothing. Asked only where
    somebody's identity is wanted: most turns want none."""
    found = CustomerIdentity.objects.filter(customer_id=customer_id, kind=IdentityKind.PHONE)
    return [f"+{value}" for value in found.order_by("-last_seen_at").values_list("value", flat=True)[:MAX_PHONES]]


def by_document(box: Box, document: str) -> tuple[Subscriber, ...]:
    return box.ask("find_by_document", lambda: box.adapter.find_by_document(document), document=document)


def proven(candidates: Sequence[Subscriber], said: str) -> tuple[Subscriber, ...]:
    """Those whose owner's birthday, or whose contract number, the text gives. A text with several of either gives
    none: nobody tries out a list at once."""
    born_on, contract = birthday_in(said), contract_in(said)
    if born_on:
        return tuple(found for found in candidates if found.born_on == born_on)
    fits = [found for found in candidates if contract and plain(found.contract) == contract]
    # Who knows one contract of a document is shown to be its holder, and still speaks of this one.
    return tuple(fits)


def birthday_in(said: str) -> date | None:
    found = BIRTH.findall(said)
    if len(found) != 1:
        return None
    day, month, year = (int(part) for part in (found[0][:3] if found[0][0] else found[0][3:]))
    if year < 100:  # noqa: PLR2004
        year += 1900 if year > timezone.localdate().year % 100 else 2000
    try:
        return date(year, month, day)
    except ValueError:
        return None


def contract_in(said: str) -> str:
    found = CONTRACT.findall(said)
    return plain(found[0]) if len(found) == 1 else ""


def plain(contract: str) -> str:
    return "".join(c for c in contract.upper() if c.isalnum())


def gives_factor(said: str) -> bool:
    return bool(BIRTH.search(said) or CONTRACT.search(said))


def deny(box: Box) -> int:
    """Note that somebody could not show who they are. Returns how often that was so in a day."""
    box.log("identity", ToolCall.Outcome.DENIED)
    since = timezone.now() - timedelta(days=1)
    return ToolCall.objects.filter(
        customer_id=box.account.customer_id, outcome=ToolCall.Outcome.DENIED, created_at__gt=since
    ).count()
