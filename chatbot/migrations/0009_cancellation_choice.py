from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chatbot", "0008_article_history")]

    operations = [
        migrations.AddField(
            "botsettings",
            "hands_over_cancellation",
            models.BooleanField(
                default=True,
                help_text="Otherwise the bot first answers from the knowledge.",
                verbose_name="cancellations go to a person",
            ),
        ),
    ]
