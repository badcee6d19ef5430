from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0011_loose_files")]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="birth",
            field=models.DateField(blank=True, null=True, verbose_name="birth"),
        ),
        migrations.CreateModel(
            name="CustomerAttribute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="Under which the API gives it; never shown.", max_length=60, verbose_name="key"
                    ),
                ),
                ("label", models.CharField(max_length=60, verbose_name="label")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("number", "Number"),
                            ("date", "Date"),
                            ("choice", "Choice"),
                            ("checkbox", "Yes or no"),
                        ],
                        default="text",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "options",
                    models.TextField(
                        blank=True, default="", help_text="One a line, for a choice.", verbose_name="choices"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "customer attribute",
                "verbose_name_plural": "customer attributes",
                "ordering": ("position", "label"),
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="customer_attribute_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["text", "number", "date", "choice", "checkbox"]),
                        name="customer_attribute_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(kind="choice") | ~models.Q(options=""),
                        name="customer_attribute_has_choices",
                    ),
                ],
            },
        ),
    ]
