from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chatbot", "0020_action_with_data")]
    operations = [
        migrations.AddField("articleversion", "key", models.CharField(blank=True, default="", max_length=60)),
    ]
