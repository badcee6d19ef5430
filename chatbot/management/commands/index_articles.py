"""`manage.py index_articles`: the vectors of approved articles, all that are missing, now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chatbot.providers.embeddings import EmbeddingsError, is_configured
from chatbot.services.meanings import coverage, forget_embeddings, index_articles

SECONDS = 10.0


class Command(BaseCommand):
    help = "Make the vectors of approved articles that have none. Broken off, it goes on where it was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="forget all vectors first, and make them anew")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_configured():
            raise CommandError("No model of embeddings is configured: set EMBEDDINGS_MODEL.")
        if options["again"]:
            forget_embeddings()
        try:
            while index_articles(seconds=SECONDS, is_waiting=False):
                self._tell()
        except EmbeddingsError as error:
            raise CommandError(f"The server of embeddings failed: {error}") from error
        self._tell()

    def _tell(self) -> None:
        state = coverage()
        if state:
            refused = f", {state.refused} refused" if state.refused else ""
            self.stdout.write(f"{state.indexed} of {state.approved} articles have their vectors{refused}.")
