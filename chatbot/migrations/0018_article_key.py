from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chatbot", "0017_knowledge_version")]
    operations = [
        migrations.AddField(
            model_name="article",
            name="key",
            field=models.SlugField(
                blank=True,
                db_index=False,
                default="",
                help_text="The same on the answer in another language: each customer gets the one in theirs.",
                max_length=60,
                verbose_name="key",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("language", "key"),
                name="article_key_once_per_language",
            ),
        ),
    ]
