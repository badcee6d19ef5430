"""Vectors of what articles mean. Plain columns: any PostgreSQL of a supported version compares them, and none needs an
extension for it."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import chatbot.models.article
import chatbot.models.meaning

DIGEST = r"""
CREATE FUNCTION chatbot_digest(title text, questions text, content text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    -- Stable only because another database may have another encoding; this one keeps its own.
    AS $$ SELECT encode(sha256(convert_to(concat_ws(E'\x1f', title, questions, content), 'UTF8')), 'hex') $$;
"""


class Migration(migrations.Migration):
    dependencies = [("chatbot", "0018_article_key")]
    operations = [
        migrations.RunSQL(DIGEST, "DROP FUNCTION chatbot_digest(text, text, text)"),
        migrations.AddField(
            model_name="article",
            name="text_digest",
            field=models.GeneratedField(
                db_persist=True,
                expression=chatbot.models.article.Digest(
                    "title", chatbot.models.article.Lines("questions"), "content"
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.CreateModel(
            name="EmbeddingSpace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True)),
                ("size", models.PositiveIntegerField(null=True)),
                ("centre", models.BinaryField(null=True)),
                ("claim", models.UUIDField(null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("done_version", models.UUIDField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("retry_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, default="", max_length=300)),
                ("failed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("centre", None), ("size", None)),
                            models.Q(("centre__isnull", False), ("size__gt", 0)),
                            _connector="OR",
                        ),
                        name="embedding_space_is_measured_as_a_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ArticleEmbedding",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="embedding",
                        serialize=False,
                        to="chatbot.article",
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("error", models.CharField(blank=True, default="", max_length=300)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="chatbot.embeddingspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("signature", chatbot.models.meaning.BitsField()),
                ("vector", models.BinaryField()),
                (
                    "embedding",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="chatbot.articleembedding",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("embedding", "place"), name="passage_once_in_its_place")
                ],
            },
        ),
    ]
