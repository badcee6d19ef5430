from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0018_search_in_notes")]

    operations = [
        migrations.AlterField(
            model_name="timelineentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("created", "Conversation opened"),
                    ("queued", "Put into the queue"),
                    ("assigned", "Assigned"),
                    ("transferred", "Transferred"),
                    ("waiting", "Waiting for the customer"),
                    ("resumed", "Customer wrote again"),
                    ("snoozed", "Set aside"),
                    ("woken", "Came back"),
                    ("returned_to_bot", "Given back to the bot"),
                    ("closed", "Closed"),
                    ("reopened", "Reopened"),
                    ("priority", "Priority changed"),
                    ("labels", "Labels changed"),
                    ("note", "Note"),
                    ("handoff", "Handed over by the bot"),
                    ("merged", "Customers merged"),
                    ("consent", "Decided about marketing"),
                    ("blocked", "Customer blocked"),
                    ("unblocked", "Customer unblocked"),
                    ("left", "Message not sent again"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="snoozed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="snoozed"),
        ),
        migrations.AddField(
            model_name="conversation",
            name="snoozed_until",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="snoozed until"),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("snoozed_until__isnull", False)),
                fields=["snoozed_until"],
                name="conversation_snooze_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(("snoozed_at", None), ("status__in", ["in_progress", "waiting"]), _connector="OR"),
                name="conversation_snoozed_is_assigned",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(("snoozed_until", None), ("snoozed_at__isnull", False), _connector="OR"),
                name="conversation_snoozed_until_is_snoozed",
            ),
        ),
    ]
