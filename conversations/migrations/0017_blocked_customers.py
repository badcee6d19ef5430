from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0016_mentions"),
    ]

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
    ]
