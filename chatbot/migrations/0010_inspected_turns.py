from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chatbot', '0009_cancellation_choice'),
        ('conversations', '0013_saved_views'),
    ]

    operations = [
        migrations.AddField(
            model_name='turn',
            name='retrieved',
            field=models.JSONField(blank=True, default=list, verbose_name='found'),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(fields=['outcome', '-created_at'], name='turn_by_outcome'),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(fields=['reason', '-created_at'], name='turn_by_reason'),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(fields=['intent', '-created_at'], name='turn_by_intent'),
        ),
    ]
