"""Meta's errors: one shape, a code that decides, and an HTTP status that rarely matters."""

import secrets
from typing import Any

from django.http import JsonResponse

# Code: HTTP status and title. The table of Meta's documentation has no status column; these are the observed ones.
ERRORS: dict[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    1: (400, "API Unknown"),
    2: (503, "Service temporarily unavailable"),
    3: (500, "Capability error"),
    4: (429, "Application request limit reached"),
    10: (403, "Permission Denied"),
    33: (400, "Parameter value is not valid"),
    100: (400, "Invalid parameter"),
    190: (401, "Invalid OAuth access token"),
    368: (403, "Temporarily blocked for policies violations"),
    2500: (400, "Unknown path components"),
    80007: (429, "Rate limit issues"),
    130403: (400, "Message failed to send because the recipient is blocked"),
    130429: (429, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    130497: (403, "Business account is restricted from messaging users in this country"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131030: (400, "Recipient phone number not in allowed list"),
    131031: (403, "Account has been locked"),
    131037: (400, "WhatsApp provided number needs display name approval before message can be sent"),
    131042: (400, "Business eligibility payment issue"),
    131045: (500, "Incorrect certificate"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "Meta chose not to deliver"),
    131050: (400, "User has stopped marketing messages"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131056: (429, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: (500, "Business account is in maintenance mode"),
    131062: (400, "Business-scoped user id is not supported for this message"),
    131063: (400, "Marketing messages are disabled on Cloud API"),
    131064: (400, "Template misclassification limit"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132005: (400, "Template hydrated text too long"),
    132007: (400, "Template format character policy violated"),
    132012: (400, "Parameter format does not match format in the created template"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    132018: (400, "Template parameter validation failed"),
    132068: (400, "Flow is in blocked state"),
    132069: (400, "Flow is in throttled state"),
    133000: (400, "Incomplete deregistration"),
    133004: (503, "Server temporarily unavailable"),
    133005: (400, "Two step verification PIN mismatch"),
    133006: (400, "Phone number re-verification needed"),
    133008: (400, "Too many two step verification PIN guesses"),
    133009: (400, "Two step verification PIN guessed too fast"),
    133010: (400, "Phone number not registered"),
    133015: (400, "Please wait a few minutes before attempting to register this phone number"),
    133016: (400, "Account register deregister rate limit exceeded"),
    134011: (400, "Payments terms of service have not been accepted"),
    135000: (400, "Generic user error"),
}
TRANSIENT = frozenset({1, 2, 4, 130429, 131000, 131016, 131056, 131057, 133004})


class GraphError(Exception):
    """A refusal in Meta's words."""

    def __init__(self, code: int, details: str = "", *, message: str = "", subcode: int = 0) -> None:
        self.code, self.details, self.subcode = code, details, subcode
        self.status, self.title = ERRORS.get(code, (400, "Unknown error"))
        self.message = message or f"(#{code}) {self.title}"
        super().__init__(self.message)

    def as_dict(self) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": "OAuthException", "code": self.code}
        if self.subcode:
            error["error_subcode"] = self.subcode
            error["type"] = "GraphMethodException"
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.code in TRANSIENT:
            error["is_transient"] = True
        return error | {"fbtrace_id": "A" + secrets.token_urlsafe(16)}

    def as_response(self) -> JsonResponse:
        response = JsonResponse({"error": self.as_dict()}, status=self.status)
        if self.status == 401:  # noqa: PLR2004
            response.headers["WWW-Authenticate"] = f'OAuth "Facebook Platform" "invalid_token" "{self.title}"'
        return response


def missing(parameter: str) -> GraphError:
    return GraphError(131008, f"Required parameter {parameter} is missing.")


def invalid(details: str) -> GraphError:
    return GraphError(131009, details)


def bad_parameter(details: str) -> GraphError:
    return GraphError(100, details)


def no_such_object(node: str, method: str) -> GraphError:
    return GraphError(
        100,
        message=f"Unsupported {method.lower()} request. Object with ID '{node}' does not exist, cannot be loaded due "
        "to missing permissions, or does not support this operation. Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api",
        subcode=33,
    )
