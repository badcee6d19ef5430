from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_opening_hours")]

    operations = [
        migrations.AddField("user", "preferences", models.JSONField(blank=True, default=dict, editable=False)),
    ]
