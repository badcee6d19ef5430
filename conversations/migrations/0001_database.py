"""Extensions, functions and sequences that the tables stand on."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

from conversations.migrations._sql import PLAIN, SEARCH


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(PLAIN, "DROP FUNCTION helpdesk_plain(text)"),
        migrations.RunSQL(SEARCH, "DROP TEXT SEARCH CONFIGURATION helpdesk_pt"),
        migrations.RunSQL("CREATE SEQUENCE conversations_thread_id", "DROP SEQUENCE conversations_thread_id"),
        migrations.RunSQL("CREATE SEQUENCE conversations_protocol", "DROP SEQUENCE conversations_protocol"),
    ]
