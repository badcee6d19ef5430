from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0024_erasure'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='slaclock',
            index=models.Index(condition=models.Q(('stopped_at', None)), fields=['team'], name='sla_clock_team_running'),
        ),
    ]
