from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("conversations", "0008_delivery_before_its_body")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="reply_to_external_id",
            field=models.CharField(blank=True, editable=False, max_length=200, null=True),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["reply_to_external_id"],
                condition=Q(reply_to_external_id__isnull=False),
                name="message_waits_for_quoted",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["stored_at"], condition=Q(reply_to_external_id__isnull=False), name="message_quotes_unknown"
            ),
        ),
    ]
