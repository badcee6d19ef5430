"""Which state the knowledge is in: a row that every change of an article gives a new number, whoever makes it."""

import uuid

from django.db import migrations, models

from chatbot.migrations._sql import NO_TRIGGER, TRIGGER


class Migration(migrations.Migration):
    dependencies = [("chatbot", "0016_solved_cases")]
    operations = [
        migrations.CreateModel(
            name="KnowledgeVersion",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("number", models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="knowledge_has_one_version")
                ],
            },
        ),
        migrations.RunSQL(TRIGGER, NO_TRIGGER),
        # It told by itself what the version tells now.
        migrations.RemoveIndex("article", "article_status_changed"),
    ]
