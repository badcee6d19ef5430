from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0006_marketing_consent")]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="no_marketing_until",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="no marketing until"),
        ),
    ]
