import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0014_kept_drafts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ScheduledMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.TextField(verbose_name='content')),
                ('due_at', models.DateTimeField(verbose_name='when')),
                ('is_kept_on_reply', models.BooleanField(default=False, verbose_name='send even if the customer writes first')),
                ('state', models.CharField(choices=[('pending', 'Scheduled'), ('sent', 'Sent'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='pending', max_length=9)),
                ('error', models.JSONField(blank=True, null=True)),
                ('client_id', models.CharField(blank=True, editable=False, max_length=100, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scheduled', to='conversations.conversation')),
                ('message', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conversations.message')),
            ],
            options={
                'verbose_name': 'scheduled message',
                'verbose_name_plural': 'scheduled messages',
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['due_at'], name='scheduled_due'), models.Index(condition=models.Q(('state__in', ['pending', 'failed'])), fields=['conversation', 'due_at'], name='scheduled_of_conversation')],
                'constraints': [models.UniqueConstraint(fields=('author', 'client_id'), name='scheduled_client_id_once'), models.CheckConstraint(condition=models.Q(('message', None), ('state', 'sent'), _connector='OR'), name='scheduled_message_only_when_sent')],
            },
        ),
    ]
