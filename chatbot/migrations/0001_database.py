"""The function that a generated column needs: array_to_string itself is only STABLE."""

from django.db import migrations

LINES = r"""
CREATE FUNCTION chatbot_lines(value text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    -- Stable only because other element types print by settings; text does not.
    AS $$ SELECT array_to_string(value, E'\n') $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("conversations", "0001_database")]
    operations = [migrations.RunSQL(LINES, "DROP FUNCTION chatbot_lines(text[])")]
