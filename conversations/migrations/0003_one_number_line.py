"""Messages and timeline entries take their ids from one sequence.

So `after=` means after, whatever the kind. Within a conversation ids rise in the order of commits, because whoever
inserts holds the conversation's row lock.
"""

from django.db import migrations

from conversations.migrations._sql import ONE_LINE, OWN_LINES


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_initial")]
    operations = [migrations.RunSQL(forward, back) for forward, back in zip(ONE_LINE, OWN_LINES, strict=True)]
