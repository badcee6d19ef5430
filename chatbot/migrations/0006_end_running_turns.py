"""Of several running turns of one conversation at most the newest lives: the next migration forbids the others."""

from django.db import migrations

END = """
UPDATE chatbot_turn AS old SET state = 'done', outcome = 'failed', error = 'abandoned'
WHERE old.state = 'running' AND EXISTS (
    SELECT 1 FROM chatbot_turn AS newer
    WHERE newer.conversation_id = old.conversation_id AND newer.state = 'running' AND newer.answers_id > old.answers_id)
"""


class Migration(migrations.Migration):
    dependencies = [("chatbot", "0005_reading")]
    operations = [migrations.RunSQL(END, migrations.RunSQL.noop)]
