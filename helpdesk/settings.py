"""All settings, from the environment; .env.example lists them."""

import os
import warnings
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from helpdesk import __version__
from helpdesk.api_settings import (  # noqa: F401  settings are read by name
    DRF_STANDARDIZED_ERRORS,
    REST_FRAMEWORK,
    REST_KNOX,
    SPECTACULAR_SETTINGS,
)
from helpdesk.chatbot_settings import (  # noqa: F401  settings are read by name
    CHATBOT_WAIT_MS,
    EMBEDDINGS_API_KEY,
    EMBEDDINGS_BASE_URL,
    EMBEDDINGS_DIMENSIONS,
    EMBEDDINGS_MODEL,
    KNOWLEDGE_ALLOW_PRIVATE,
    OPENAI_API_KEY,
    OPENAI_BASE_URL,
    OPENAI_MODEL,
    OPENAI_TRANSCRIPTION_MODEL,
    OPENAI_VISION,
)
from helpdesk.environment import (
    BASE_DIR,
    database_config,
    envbool,
    envchoice,
    envint,
    envkeys,
    envlist,
    envstr,
    envurl,
    envzone,
)
from helpdesk.logs import LEVELS, logging_config
from helpdesk.queues import ROUTES
from helpdesk.storage_settings import storages

VERSION = __version__
DEBUG = envbool("DEBUG", False)
DEMO = envbool("DEMO", False)
PORT = envint("PORT", 8000)
DATA_DIR = Path(envstr("DATA_DIR", str(BASE_DIR / "var"))).resolve()

SECRET_KEY = envstr("SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set: give a long random text (make run makes one by itself)")
# Those that were it before: what is kept under one of them is found still, and nobody is signed out.
SECRET_KEY_FALLBACKS = envlist("SECRET_KEY_FALLBACKS")
# Seal the credentials of business numbers: the first seals, all open. Without one a key is derived from SECRET_KEY.
ENCRYPTION_KEYS = envkeys("ENCRYPTION_KEYS")
ALLOWED_HOSTS = envlist("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = envlist("CSRF_TRUSTED_ORIGINS")
# Behind a proxy that speaks TLS; the sign of it is a trusted origin with https.
SECURE = any(origin.startswith("https://") for origin in CSRF_TRUSTED_ORIGINS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 14 * 24 * 3600

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_standardized_errors",
    "knox",
    "rest_framework",
    "accounts",
    "conversations",
    "whatsapp",
    "whatsapp.simulator",
    "isp",
    "chatbot",
    "dashboard",
    "helpdesk",
]
MIDDLEWARE = [
    "helpdesk.chunked.ChunkedBodyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "helpdesk.compression.TextCompressionMiddleware",
    "helpdesk.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "helpdesk.urls"
ASGI_APPLICATION = "helpdesk.asgi.application"
# A path is itself with or without its slash (see helpdesk.urls); redirects would lose the body of a POST.
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    }
]

# --- Database and broker -------------------------------------------------------------------------------------------
DATABASE_URL = envurl("DATABASE_URL", ("postgres", "postgresql"))
if not DATABASE_URL:
    raise ImproperlyConfigured("DATABASE_URL is not set: postgres://user:password@host/name (make run sets it)")
DATABASES: dict[str, Any] = {"default": database_config(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = envurl("REDIS_URL", ("redis", "rediss", "unix"), "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "helpdesk.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        "KEY_PREFIX": "helpdesk",
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "conversations.layer.PipelinedLayer",
        "CONFIG": {"hosts": [{"address": REDIS_URL, "max_connections": 1000}], "prefix": "helpdesk"},
    }
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "socket_keepalive": True,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
# A task is only a knock on the door: what is to be done stands in a row, and a sweeper knocks again.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_SERIALIZER = "json"
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_BROKER_CONNECTION_RETRY = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ROUTES = ROUTES
CELERY_TIMEZONE = "UTC"

# --- People --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.EmailBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{rule}Validator"}
    for rule in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword")
]
LOGIN_URL = LOGOUT_REDIRECT_URL = "/login"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "pt-br"
LANGUAGES, LOCALE_PATHS = [("pt-br", "Português (Brasil)"), ("en", "English")], [BASE_DIR / "locale"]
TIME_ZONE = envzone("TIME_ZONE", "America/Sao_Paulo")
USE_I18N = USE_TZ = True

# --- API (its libraries' settings: helpdesk.api_settings) -----------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A whole multipart request: WhatsApp's largest document, and some room for the rest.
UPLOAD_MAX_SIZE = 101 * 1024 * 1024
# Webhooks go out to public addresses only, unless the other system lives on the same network.
WEBHOOKS_ALLOW_PRIVATE = envbool("WEBHOOKS_ALLOW_PRIVATE", DEBUG)

# --- Pages ---------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
# Served from the app's own folders, so that no collectstatic stands between a clone and its first page.
WHITENOISE_USE_FINDERS = True
warnings.filterwarnings("ignore", message="No directory at", module="django.core.handlers")
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = storages()
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", "https:"],
        "media-src": [SELF, "blob:", "https:"],
        # No text is run as code; for the administration's theme see helpdesk.policy.
        "script-src": [SELF],
        "style-src": [SELF, UNSAFE_INLINE],
        "connect-src": [SELF, "ws:", "wss:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": [NONE],
    }
}
UNFOLD = {
    "SITE_TITLE": "Helpdesk",
    "SITE_HEADER": "Helpdesk",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SIDEBAR": {"show_search": True, "navigation": "dashboard.sidebar.navigation"},
    # The inbox's own green, from light to dark.
    "COLORS": {
        "primary": {
            "50": "oklch(0.97 0.02 170)",
            "100": "oklch(0.94 0.035 170)",
            "200": "oklch(0.88 0.06 170)",
            "300": "oklch(0.80 0.085 170)",
            "400": "oklch(0.70 0.105 170)",
            "500": "oklch(0.60 0.11 170)",
            "600": "oklch(0.50 0.105 170)",
            "700": "oklch(0.44 0.095 170)",
            "800": "oklch(0.37 0.08 170)",
            "900": "oklch(0.31 0.065 170)",
            "950": "oklch(0.24 0.05 170)",
        }
    },
}

# --- WhatsApp and its simulator ------------------------------------------------------------------------------------
WHATSAPP_ACCESS_TOKEN = envstr("WHATSAPP_ACCESS_TOKEN")
# `make run` turns it on when no real credentials are set; a production start must ask for it.
SIMULATOR = envbool("SIMULATOR", False)
SIMULATOR_PHONE_NUMBER_ID, SIMULATOR_SECOND_NUMBER_ID = "106540352242922", "106540352242933"
SIMULATOR_BUSINESS_ACCOUNT_ID = "102290129340398"
WHATSAPP_API_VERSION = envstr("WHATSAPP_API_VERSION", "v26.0")
if SIMULATOR:
    WHATSAPP_API_URL = envurl("WHATSAPP_API_URL", ("http", "https"), f"http://127.0.0.1:{PORT}/simulator/graph")
    WHATSAPP_ACCESS_TOKEN = WHATSAPP_ACCESS_TOKEN or "simulator-token"
    WHATSAPP_PHONE_NUMBER_ID = envstr("WHATSAPP_PHONE_NUMBER_ID", SIMULATOR_PHONE_NUMBER_ID)
    WHATSAPP_BUSINESS_ACCOUNT_ID = envstr("WHATSAPP_BUSINESS_ACCOUNT_ID", SIMULATOR_BUSINESS_ACCOUNT_ID)
    WHATSAPP_APP_SECRET = envstr("WHATSAPP_APP_SECRET", "simulator-app-secret")
    WHATSAPP_VERIFY_TOKEN = envstr("WHATSAPP_VERIFY_TOKEN", "simulator-verify-token")
else:
    WHATSAPP_API_URL = envurl("WHATSAPP_API_URL", ("http", "https"), "https://graph.facebook.com")
    WHATSAPP_PHONE_NUMBER_ID = envstr("WHATSAPP_PHONE_NUMBER_ID")
    WHATSAPP_BUSINESS_ACCOUNT_ID = envstr("WHATSAPP_BUSINESS_ACCOUNT_ID")
    WHATSAPP_APP_SECRET = envstr("WHATSAPP_APP_SECRET")
    WHATSAPP_VERIFY_TOKEN = envstr("WHATSAPP_VERIFY_TOKEN")
    if WHATSAPP_ACCESS_TOKEN:
        for name in ("PHONE_NUMBER_ID", "BUSINESS_ACCOUNT_ID", "APP_SECRET", "VERIFY_TOKEN"):
            if not globals()[f"WHATSAPP_{name}"]:
                raise ImproperlyConfigured(f"WHATSAPP_{name} is not set, but WHATSAPP_ACCESS_TOKEN is")
# What each number may send, in messages a second; 0: what WhatsApp says of it (80, or 1,000 for the largest).
WHATSAPP_MESSAGES_PER_SECOND = max(0, envint("WHATSAPP_MESSAGES_PER_SECOND", 0))
# How long an answer of WhatsApp's is waited for, in seconds.
WHATSAPP_TIMEOUT_SECONDS = max(1, envint("WHATSAPP_TIMEOUT_SECONDS", 20))
# How long a send whose outcome is unknown waits for the status webhook that settles it, in seconds.
WHATSAPP_CONFIRM_SECONDS = envint("WHATSAPP_CONFIRM_SECONDS", 60)
# While WhatsApp refuses everything, or a kind of it, one message in so many seconds is tried.
WHATSAPP_PROBE_SECONDS = max(1, envint("WHATSAPP_PROBE_SECONDS", 60))
WHATSAPP_PAYLOAD_DAYS = envint("WHATSAPP_PAYLOAD_DAYS", 30)
# An alarm when no webhook came for so long, in hours in which some usually come; 0 for none.
WHATSAPP_SILENCE_MINUTES = envint("WHATSAPP_SILENCE_MINUTES", 60)
# An alarm when a message has waited for so long because WhatsApp cannot be reached.
WHATSAPP_TROUBLE_SECONDS = envint("WHATSAPP_TROUBLE_SECONDS", 45)
# An alarm when a received payload has waited for so long.
WHATSAPP_BACKLOG_SECONDS = envint("WHATSAPP_BACKLOG_SECONDS", 60)

# --- Presence ------------------------------------------------------------------------------------------------------
# An agent whose sockets are all gone is offline after so many seconds; a bot agent sooner: customers wait for it.
PRESENCE_GRACE_SECONDS = envint("PRESENCE_GRACE_SECONDS", 20)
BOT_GRACE_SECONDS = envint("BOT_GRACE_SECONDS", 5)

# --- Log: ids and outcomes, never texts, numbers or tokens ---------------------------------------------------------
LOG_LEVEL = envchoice("LOG_LEVEL", LEVELS, "INFO")
LOGGING = logging_config(LOG_LEVEL, as_json=envbool("LOG_JSON", False))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
SITE_NAME = _("Helpdesk")
