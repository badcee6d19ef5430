"""Settings of the API's libraries; `helpdesk.settings` takes them over."""

from datetime import timedelta
from typing import Any

from helpdesk import __version__
from helpdesk.environment import envint, envrate

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.BearerAuthentication",
        "accounts.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["helpdesk.parsers.StrictJSONParser", "helpdesk.parsers.LimitedMultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "helpdesk.schema.Schema",
    "DEFAULT_PAGINATION_CLASS": "helpdesk.pagination.NamedPagination",
    # How many proxies of ours stand before us; what others write into X-Forwarded-For is not believed.
    "NUM_PROXIES": envint("TRUSTED_PROXIES", 0),
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttling.AccountThrottle", "accounts.api.throttling.AddressThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "account": envrate("RATE_LIMIT_ACCOUNT", "6000/min"),
        "address": envrate("RATE_LIMIT_ADDRESS", "1200/min"),
        "login": envrate("RATE_LIMIT_LOGIN", "20/min"),
    },
    "EXCEPTION_HANDLER": "helpdesk.errors.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNICODE_JSON": True,
}
DRF_STANDARDIZED_ERRORS: dict[str, Any] = {
    "EXCEPTION_HANDLER_CLASS": "helpdesk.errors.ExceptionHandler",
    "ALLOWED_ERROR_STATUS_CODES": ["400", "401", "403", "404", "409", "413", "429"],
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
}
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=1),
    "AUTO_REFRESH": False,
    "TOKEN_LIMIT_PER_USER": None,
    "AUTH_HEADER_PREFIX": "Bearer",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Helpdesk API",
    "DESCRIPTION": "Customer service over WhatsApp. Sign in with `POST /auth/login` and send the token as"
    " `Authorization: Bearer …`. A path works with and without a trailing slash. Errors have one shape everywhere.",
    "VERSION": __version__,
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "PATH_CONVERTER_OVERRIDES": {
        "id": {"type": "integer", "minimum": 1, "maximum": 10**18 - 1},
        "uid": {"type": "string", "format": "uuid"},
    },
    "ENUM_NAME_OVERRIDES": {
        "AssistantKind": "chatbot.services.assisting.KINDS",
        "AssistantLanguage": "chatbot.services.assisting.LANGUAGES",
        "ConversationStatus": "conversations.models.Status.values",
        "Language": [("pt-br", "Português (Brasil)"), ("en", "English")],
        "MessageStatus": "conversations.api.shapes.SHOWN_STATUSES",
        "SentMessageType": "conversations.drafting.TYPES",
        "Presence": "accounts.models.Presence",
        "TemplateStatus": "whatsapp.models.TemplateStatus",
        "WebhookDeliveryState": "conversations.models.WebhookDelivery.State",
    },
    "PREPROCESSING_HOOKS": ["helpdesk.schema.without_slash_twins"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
    ],
}
