"""The function that a generated column needs: array_to_string itself is only STABLE."""

from django.db import migrations

from chatbot.migrations._sql import LINES


class Migration(migrations.Migration):
    initial = True
    dependencies = [("conversations", "0001_database")]
    operations = [migrations.RunSQL(LINES, "DROP FUNCTION chatbot_lines(text[])")]
