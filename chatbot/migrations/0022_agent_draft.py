import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("suggest", "Suggested answer"),
    ("shorter", "Shorter"),
    ("kinder", "Kinder"),
    ("translate", "Translation"),
    ("summary", "Summary"),
    ("next_step", "What to do next"),
]
STATES = [("offered", "Left unused"), ("discarded", "Discarded"), ("used", "Taken over"), ("sent", "Sent")]
SET_NULL = django.db.models.deletion.SET_NULL


class Migration(migrations.Migration):
    dependencies = [
        ("chatbot", "0021_article_version_key"),
        ("conversations", "0025_running_clocks_of_a_team"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="AgentDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=10, verbose_name="kind")),
                ("origin", models.CharField(max_length=12, verbose_name="origin")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("state", models.CharField(choices=STATES, default="offered", max_length=9, verbose_name="state")),
                ("changed", models.FloatField(blank=True, null=True, verbose_name="changed")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="created")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="taken over")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                (
                    "agent",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agent",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="conversations.conversation",
                        verbose_name="conversation",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=SET_NULL,
                        related_name="+",
                        to="conversations.message",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft for an agent",
                "verbose_name_plural": "drafts for agents",
                "indexes": [
                    models.Index(fields=["-created_at", "-id"], name="agent_draft_newest"),
                    models.Index(fields=["created_at"], condition=~Q(text=""), name="agent_draft_with_words"),
                    models.Index(
                        fields=["message"], condition=Q(message__isnull=False), name="agent_draft_of_message"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(state__in=["offered", "discarded", "used", "sent"]), name="agent_draft_state_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=["used", "sent"], used_at__isnull=False)
                        | Q(state__in=["offered", "discarded"], used_at=None),
                        name="agent_draft_used_has_time",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            state="sent",
                            sent_at__isnull=False,
                            changed__isnull=False,
                            changed__gte=0,
                            changed__lte=1,
                        )
                        | (~Q(state="sent") & Q(sent_at=None, changed=None, message=None)),
                        name="agent_draft_sent_has_time_and_change",
                    ),
                ],
            },
        ),
    ]
