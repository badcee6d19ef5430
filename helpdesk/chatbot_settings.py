"""The chatbot's settings; `helpdesk.settings` takes them over."""

from django.core.exceptions import ImproperlyConfigured

from helpdesk.environment import envbool, envint, envstr, envurl

OPENAI_API_KEY = envstr("OPENAI_API_KEY")
OPENAI_BASE_URL = envurl("OPENAI_BASE_URL", ("http", "https"))
OPENAI_MODEL = envstr("OPENAI_MODEL", "gpt-4o-mini")
# Voice notes are heard by this model of the same server; empty: they are not.
OPENAI_TRANSCRIPTION_MODEL = envstr("OPENAI_TRANSCRIPTION_MODEL")
# The model can see: pictures and PDFs are shown to it, unmasked.
OPENAI_VISION = envbool("OPENAI_VISION", False)

# Articles are found by their meaning, too; empty: by their words alone.
EMBEDDINGS_MODEL = envstr("EMBEDDINGS_MODEL")
MODELS_URL = OPENAI_BASE_URL or "https://api.openai.com/v1"
EMBEDDINGS_BASE_URL = envurl("EMBEDDINGS_BASE_URL", ("http", "https"), MODELS_URL)
# Another server is not shown the key of the first.
EMBEDDINGS_API_KEY = envstr("EMBEDDINGS_API_KEY", OPENAI_API_KEY if EMBEDDINGS_BASE_URL == MODELS_URL else "")
# How many numbers a vector has, where the model leaves the choice; 0: as many as it gives.
EMBEDDINGS_DIMENSIONS = envint("EMBEDDINGS_DIMENSIONS", 0)
if EMBEDDINGS_DIMENSIONS < 0:
    raise ImproperlyConfigured("EMBEDDINGS_DIMENSIONS must not be negative")

# How long the bot waits for the customer's next line, in milliseconds.
CHATBOT_WAIT_MS = envint("CHATBOT_WAIT_MS", 1200)
# Import pages of the company's own network, too.
KNOWLEDGE_ALLOW_PRIVATE = envbool("KNOWLEDGE_ALLOW_PRIVATE", False)
