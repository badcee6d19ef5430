"""Which state the knowledge is in: a row that every change of an article gives a new number, whoever makes it."""

import uuid

from django.db import migrations, models

TRIGGER = """
CREATE FUNCTION chatbot_knowledge_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO chatbot_knowledgeversion (id, number) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET number = excluded.number;
    RETURN NULL;
END $$;
CREATE TRIGGER chatbot_knowledge_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON chatbot_article
    FOR EACH STATEMENT EXECUTE FUNCTION chatbot_knowledge_changed();
INSERT INTO chatbot_knowledgeversion (id, number) VALUES (1, gen_random_uuid());
"""
BACK = """
DROP TRIGGER chatbot_knowledge_changed ON chatbot_article;
DROP FUNCTION chatbot_knowledge_changed();
"""


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
        migrations.RunSQL(TRIGGER, BACK),
        # It told by itself what the version tells now.
        migrations.RemoveIndex("article", "article_status_changed"),
    ]
