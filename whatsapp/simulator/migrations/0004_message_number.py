from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("simulator", "0003_all_that_meta_does")]

    operations = [
        migrations.AddField("phonemessage", "number_id", models.CharField(blank=True, default="", max_length=32)),
    ]
