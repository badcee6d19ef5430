from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("whatsapp", "0007_account_state")]

    operations = [
        migrations.AddField(
            model_name="businessnumber",
            name="probed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
