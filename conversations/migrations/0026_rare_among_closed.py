from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0025_running_clocks_of_a_team'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='conversation', name='conversation_unread'),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('unread__gt', 0)), fields=['-last_activity_at', '-id'], name='conversation_with_unread'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('priority', 1), _negated=True), fields=['priority', '-last_activity_at', '-id'], name='conversation_unusual'),
        ),
    ]
