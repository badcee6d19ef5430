"""Database functions that the migrations make."""

from typing import Any

from django.db.models import F, Func, TextField


class Plain(Func):
    """Lower case without accents; immutable, so that it can be indexed."""

    function = "helpdesk_plain"

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        extra.setdefault("output_field", TextField())
        super().__init__(*[F(e) if isinstance(e, str) else e for e in expressions], **extra)
