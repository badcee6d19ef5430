from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("whatsapp", "0010_number_rates")]

    operations = [
        migrations.AlterField(
            model_name="uploadedmedia",
            name="media_id",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="media id"),
        ),
        migrations.AddField(
            model_name="uploadedmedia",
            name="attempts",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="uploadedmedia",
            name="next_attempt_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="uploadedmedia",
            name="error",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="uploadedmedia",
            index=models.Index(
                condition=models.Q(("next_attempt_at__isnull", False)),
                fields=["next_attempt_at"],
                name="uploaded_media_due",
            ),
        ),
    ]
