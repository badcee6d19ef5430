"""Loaded before everything else (`-p tests.servers`): real servers for the whole run, and settings for tests."""

import atexit
import os
import shutil
import tempfile

from helpdesk.local.testing import ensure_servers
from tests import migrated

if os.environ.get("PYTEST_XDIST_WORKER"):
    # Each of several workers has its own: a Valkey is one room for all of it, and so are a server's transactions.
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("REDIS_URL", None)
else:
    # What one process of a run makes for all; it goes with the first of them, which starts the others.
    os.environ["TESTS_SHARE"] = tempfile.mkdtemp(prefix="helpdesk-share-")
    atexit.register(shutil.rmtree, os.environ["TESTS_SHARE"], ignore_errors=True)
data_dir = tempfile.mkdtemp(prefix="helpdesk-test-data-")
atexit.register(shutil.rmtree, data_dir, ignore_errors=True)
os.environ.update(
    {
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        "DATA_DIR": data_dir,
        "SIMULATOR": "1",
        "DEMO": "1",
        "DEBUG": "0",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
        "CHATBOT_WAIT_MS": "0",
        "LOG_LEVEL": "WARNING",
    }
)
for name in ("WHATSAPP_ACCESS_TOKEN", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
    os.environ.pop(name, None)
# Tests find their database migrated, unless it is somebody else's server.
IS_MIGRATED = not os.environ.get("DATABASE_URL")
ensure_servers(migrated.copy_to)
