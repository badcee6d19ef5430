"""How a provider's own HTTP interface names our calls and fields: written by whoever connects it, read strictly."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from isp.exceptions import Misconfigured


class Operation(BaseModel):
    """One call. `{phone}`, `{document}`, `{subscriber}`, `{city}`, `{district}`, `{day}`, `{description}` and `{key}`
    stand for what we have to say."""

    model_config = ConfigDict(extra="forbid")

    method: Literal["GET", "POST", "PUT", "PATCH"] = "GET"
    path: str
    query: dict[str, str] = Field(default_factory=dict)
    body: dict[str, str] = Field(default_factory=dict)
    # Where in the answer the list or the object lies, such as "data.items"; empty: the answer itself.
    items: str = ""
    # Our field → where it lies in an item. What is not named lies under our own name.
    fields: dict[str, str] = Field(default_factory=dict)
    # Our field → their word → ours, such as {"status": {"A": "active"}}.
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    # Answers that mean "there is none".
    nothing: list[int] = Field(default_factory=lambda: [404])


Mapping = dict[str, Operation]
KEYED = {"key": "{key}"}
DEFAULTS: dict[str, dict[str, Any]] = {
    "find_by_phone": {"path": "/subscribers", "query": {"phone": "{phone}"}, "items": "subscribers"},
    "find_by_document": {"path": "/subscribers", "query": {"document": "{document}"}, "items": "subscribers"},
    "invoices": {"path": "/subscribers/{subscriber}/invoices", "items": "invoices"},
    "connection": {"path": "/subscribers/{subscriber}/connection"},
    "outages": {"path": "/outages", "query": {"city": "{city}", "district": "{district}"}, "items": "outages"},
    "due_days": {"path": "/subscribers/{subscriber}/due-days", "items": "days"},
    "hours": {"path": "/hours", "items": "hours"},
    "trust_unlock": {"method": "POST", "path": "/subscribers/{subscriber}/trust-unlock", "body": KEYED},
    "change_due_day": {
        "method": "POST",
        "path": "/subscribers/{subscriber}/due-day",
        "body": {"day": "{day}", **KEYED},
    },
    "open_service_order": {
        "method": "POST",
        "path": "/subscribers/{subscriber}/service-orders",
        "body": {"description": "{description}", **KEYED},
    },
}


def read_mapping(value: object) -> Mapping:
    """What is given laid over the defaults, call by call. Raises Misconfigured with the place of the mistake."""
    if not isinstance(value, dict):
        raise Misconfigured("the mapping is not an object")
    if unknown := set(value) - set(DEFAULTS):
        raise Misconfigured(f"no such call: {min(map(str, unknown))}")
    found: Mapping = {}
    for name, default in DEFAULTS.items():
        given = value.get(name, {})
        if not isinstance(given, dict):
            raise Misconfigured(f"{name}: not an object")
        try:
            found[name] = Operation.model_validate({**default, **given})
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise Misconfigured(f"{name}.{where}: {error.errors()[0]['msg']}") from error
    return found


def pick(value: Any, place: str) -> Any:
    """What lies at "a.b.0.c"; null when nothing does."""
    for step in filter(None, place.split(".")):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value
