from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("whatsapp", "0011_uploads_by_a_worker")]

    operations = [
        migrations.AddField("earlystatus", "is_played", models.BooleanField(default=False)),
        migrations.AddField("earlystatus", "pricing", models.JSONField(blank=True, null=True)),
        migrations.AddField("earlystatus", "user_id", models.CharField(blank=True, default="", max_length=200)),
        migrations.RemoveConstraint("earlystatus", "early_status_once"),
        migrations.AddConstraint(
            "earlystatus",
            models.UniqueConstraint(fields=["external_id", "status", "is_played"], name="early_status_once"),
        ),
        migrations.AddIndex(
            "uploadedmedia",
            models.Index(
                condition=models.Q(("next_attempt_at", None)), fields=["uploaded_at"], name="uploaded_media_age"
            ),
        ),
    ]
