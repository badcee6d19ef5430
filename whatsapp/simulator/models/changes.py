"""What changed since a viewer last looked, without missing what a slower transaction commits later."""

from django.db import connection, models


class CurrentTransaction(models.Func):
    """The number of the transaction that writes the row."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


def oldest_running_transaction() -> int:
    """A cursor: every transaction below it has ended, so whoever saw all rows from there on missed none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])
