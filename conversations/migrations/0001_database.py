"""Extensions, functions and sequences that the tables stand on."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

PLAIN = """
CREATE FUNCTION helpdesk_plain(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    -- unaccent is only STABLE because its dictionary could be changed; naming the dictionary's schema pins it.
    AS $$ SELECT lower(public.unaccent('public.unaccent', value)) $$;
"""
SEARCH = """
CREATE TEXT SEARCH CONFIGURATION helpdesk_pt (COPY = portuguese);
ALTER TEXT SEARCH CONFIGURATION helpdesk_pt
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, portuguese_stem;
"""


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
