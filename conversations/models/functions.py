"""Database functions that the migrations make."""

from typing import Any

from django.db.models import BigIntegerField, F, Func, TextField


class Plain(Func):
    """Lower case without accents; immutable, so that it can be indexed."""

    function = "helpdesk_plain"

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        extra.setdefault("output_field", TextField())
        super().__init__(*[F(e) if isinstance(e, str) else e for e in expressions], **extra)


class NextThreadId(Func):
    """Messages and timeline entries take their ids from one sequence: one number line per thread, so that
    `after=` means after, whatever the kind. Within a conversation ids rise in the order of commits, because
    whoever inserts holds the conversation's row lock."""

    template = "nextval('conversations_thread_id')"
    output_field = BigIntegerField()
