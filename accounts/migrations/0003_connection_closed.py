from django.db import migrations, models


class Migration(migrations.Migration):
    """A closed socket is told from an open one while its grace period runs."""

    dependencies = [("accounts", "0002_connection_without_process")]

    operations = [
        migrations.AddField("connection", "closed_at", models.DateTimeField(blank=True, null=True)),
    ]
