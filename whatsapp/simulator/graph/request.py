"""What a Graph handler gets to see of a request."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from whatsapp.simulator.faults.orders import Orders
from whatsapp.simulator.graph.errors import GraphError
from whatsapp.simulator.jsonbody import NotAnObject, parse_object


@dataclass(frozen=True)
class GraphRequest:
    http: HttpRequest
    version: str
    node: str
    orders: Orders = field(default_factory=Orders)

    def query(self, name: str) -> str:
        return self.http.GET.get(name, "")

    @cached_property
    def body(self) -> dict[str, Any]:
        """The JSON object of the body; Meta takes a form in its place."""
        if not (self.http.content_type or "").startswith("application/json") and self.http.POST:
            return dict(self.http.POST.items())
        try:
            return parse_object(self.http.body)
        except RequestDataTooBig:
            raise GraphError(100, "The request is too large.") from None
        except NotAnObject as problem:
            raise GraphError(100, message=f"(#100) Invalid parameter: {problem}") from None

    @property
    def base(self) -> str:
        """The absolute address of this API, as the caller sees it."""
        whole = self.http.build_absolute_uri(self.http.path)
        return whole[: whole.index(f"/{self.version}/") + len(self.version) + 1]


def token_of(http: HttpRequest) -> str:
    """Any token will do, but there must be one: by header or, as some clients do, in the query."""
    scheme, _, token = http.headers.get("Authorization", "").partition(" ")
    if scheme.lower() in {"bearer", "oauth"} and token.strip():
        return token.strip()
    if token := http.GET.get("access_token", ""):
        return token
    raise GraphError(190, message="Invalid OAuth access token - Cannot parse access token")
