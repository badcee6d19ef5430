from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("whatsapp", "0008_probes")]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="number",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to="whatsapp.businessnumber",
                verbose_name="number",
            ),
        ),
    ]
