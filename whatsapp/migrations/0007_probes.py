from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("whatsapp", "0006_template_states")]

    operations = [
        migrations.AddField(
            model_name="businessnumber",
            name="probed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
