from django.db import migrations, models


class Migration(migrations.Migration):
    """A delivery is written with its event, and says what it says at its first attempt."""

    dependencies = [("conversations", "0007_marketing_rest")]

    operations = [
        migrations.AddField("webhookdelivery", "facts", models.JSONField(default=dict, editable=False)),
        migrations.AddField(
            "webhookdelivery",
            "subject",
            models.CharField(default="", editable=False, max_length=36, verbose_name="about"),
        ),
        migrations.AlterField(
            "webhookdelivery",
            "body",
            models.JSONField(
                blank=True, help_text="Written at the first attempt.", null=True, verbose_name="body"
            ),
        ),
    ]
