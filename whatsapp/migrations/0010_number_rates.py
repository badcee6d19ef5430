import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("whatsapp", "0009_campaign_number")]

    operations = [
        migrations.AddField(
            model_name="businessnumber",
            name="is_shared_with_app",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="shared with the WhatsApp Business app"
            ),
        ),
        migrations.AddField(
            model_name="businessnumber",
            name="own_rate",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                help_text="Empty: as WhatsApp allows it: 80, 1,000 at level HIGH, 20 where shared with the app.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(10000),
                ],
                verbose_name="messages per second",
            ),
        ),
    ]
