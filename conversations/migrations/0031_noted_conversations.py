from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # The table may be large: nobody waits while it is read.
    atomic = False

    dependencies = [
        ("conversations", "0030_held_messages"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="timelineentry",
            index=models.Index(fields=["conversation"], condition=models.Q(kind="note"), name="timeline_noted"),
        ),
    ]
