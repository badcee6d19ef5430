import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0010_timeline_of_decisions")]

    operations = [
        migrations.CreateModel(
            name="LooseFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(editable=False, max_length=200, unique=True)),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("condemned_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("condemned_at", None)), fields=["noted_at"], name="loose_file_age"
                    ),
                    models.Index(
                        condition=models.Q(("condemned_at__isnull", False)),
                        fields=["condemned_at"],
                        name="loose_file_condemned",
                    ),
                ],
            },
        ),
    ]
