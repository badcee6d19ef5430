"""A database and a broker of its own, with TechISP's teams and knowledge; no worker runs, so nothing is ever sent."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django

from helpdesk.local.testing import ensure_servers

ROOT = Path(__file__).resolve().parent.parent
INDEXING = 3600.0  # seconds at most, where embeddings are configured
TEAMS = ("Suporte", "Financeiro", "Comercial")


def open_house() -> None:
    """Before anything of Django's is used. The provider is the configured one: OPENAI_* and EMBEDDINGS_* stay
    as they are."""
    for name in ("DATABASE_URL", "REDIS_URL"):  # never the installation's own
        os.environ.pop(name, None)
    ensure_servers()
    data_dir = tempfile.mkdtemp(prefix="helpdesk-evaluation-")
    atexit.register(shutil.rmtree, data_dir, ignore_errors=True)
    os.environ.update({"DATA_DIR": data_dir, "CHATBOT_WAIT_MS": "0", "DEBUG": "0"})
    os.environ.setdefault("SECRET_KEY", "only-for-the-evaluation-0123456789-abcdefghijklmnopq")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    django.setup()


def migrate() -> None:
    """In a process of its own: what it loads is no part of what the bot needs."""
    subprocess.run([sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"], check=True)


def furnish() -> None:
    """The teams, the knowledge, and who takes over what: as the demo has them."""
    from accounts.models import Team  # noqa: PLC0415
    from chatbot.demo_knowledge import load_demo_knowledge  # noqa: PLC0415
    from chatbot.services.meanings import index_articles  # noqa: PLC0415

    for name in TEAMS:
        Team.objects.get_or_create(name=name, defaults={"is_default": name == TEAMS[0]})
    load_demo_knowledge()
    index_articles(seconds=INDEXING)


def results_folder() -> Path:
    folder = ROOT / "var" / "evaluation"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
