"""All tables in one step, for a new database. One that has the steps that this replaces goes on from there."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_connection_without_process'), ('accounts', '0003_connection_closed'), ('accounts', '0004_opening_hours'), ('accounts', '0005_preferences'), ('accounts', '0006_pauses'), ('accounts', '0007_begin_periods'), ('accounts', '0008_session_salt')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('role', models.CharField(choices=[('agent', 'Agent'), ('supervisor', 'Supervisor'), ('admin', 'Administrator'), ('bot', 'Bot')], default='agent', max_length=10, verbose_name='role')),
                ('max_conversations', models.PositiveSmallIntegerField(default=8, help_text='No more are assigned to the agent by the system.', verbose_name='conversations at once')),
                ('language', models.CharField(blank=True, choices=[('', 'as the browser'), ('pt-br', 'Português (Brasil)'), ('en', 'English')], default='', max_length=5, verbose_name='language')),
                ('preferences', models.JSONField(blank=True, default=dict, editable=False)),
                ('session_salt', models.CharField(blank=True, default='', editable=False, max_length=32)),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('presence', models.CharField(choices=[('online', 'Online'), ('away', 'Away'), ('offline', 'Offline')], default='offline', editable=False, max_length=8, verbose_name='presence')),
                ('chosen_presence', models.CharField(choices=[('online', 'Online'), ('away', 'Away'), ('offline', 'Offline')], default='online', editable=False, max_length=8)),
                ('presence_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('last_assigned_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
                'ordering': ('name',),
                'indexes': [models.Index(condition=models.Q(('is_active', True)), fields=['presence', 'role'], name='user_present')],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once_in_any_case'), models.CheckConstraint(condition=models.Q(('max_conversations__lte', 500)), name='user_max_conversations_sane')],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='day')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
            ],
            options={
                'verbose_name': 'holiday',
                'verbose_name_plural': 'holidays',
                'ordering': ('day',),
            },
        ),
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('connected_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='connections', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'connection',
                'verbose_name_plural': 'connections',
            },
        ),
        migrations.CreateModel(
            name='PauseReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, help_text='How long it may last; longer ones are marked. Empty: any time.', null=True, verbose_name='minutes')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='The smallest comes first.', verbose_name='position')),
                ('is_active', models.BooleanField(default=True, help_text='Off: offered no more; earlier pauses keep it.', verbose_name='active')),
            ],
            options={
                'verbose_name': 'reason of a pause',
                'verbose_name_plural': 'reasons of pauses',
                'ordering': ('position', 'name'),
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='pause_reason_once_in_any_case', violation_error_message='There is a reason of this name.'), models.CheckConstraint(condition=models.Q(('minutes__isnull', True), ('minutes__range', (1, 1440)), _connector='OR'), name='pause_reason_minutes_within_a_day', violation_error_message='From 1 to 1440 minutes.')],
            },
        ),
        migrations.AddField(
            model_name='user',
            name='chosen_reason',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.pausereason'),
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                ('assignment', models.CharField(choices=[('automatic', 'To the least loaded agent'), ('manual', 'Agents take from the queue')], default='automatic', max_length=10, verbose_name='assignment')),
                ('is_default', models.BooleanField(default=False, help_text='Conversations that name no team go to this one.', verbose_name='default')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'team',
                'verbose_name_plural': 'teams',
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='team_at_most_one_default')],
            },
        ),
        migrations.AddField(
            model_name='user',
            name='teams',
            field=models.ManyToManyField(blank=True, related_name='members', to='accounts.team', verbose_name='teams'),
        ),
        migrations.CreateModel(
            name='PresencePeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('presence', models.CharField(choices=[('online', 'Online'), ('away', 'Away'), ('offline', 'Offline')], max_length=8, verbose_name='presence')),
                ('began_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='from')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('reason', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='accounts.pausereason', verbose_name='reason')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presence_periods', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'presence period',
                'verbose_name_plural': 'presence periods',
                'ordering': ('-began_at', '-pk'),
                'indexes': [models.Index(fields=['user', 'began_at'], name='presence_period_of'), models.Index(fields=['ended_at'], name='presence_period_ended')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user',), name='presence_period_one_open'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='presence_period_forward'), models.CheckConstraint(condition=models.Q(('presence', 'away'), models.Q(('presence', 'online'), ('reason__isnull', True)), _connector='OR'), name='presence_period_reason_only_away')],
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='weekday')),
                ('opens_at', models.TimeField(verbose_name='from')),
                ('closes_at', models.TimeField(verbose_name='until')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='accounts.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'opening hours',
                'verbose_name_plural': 'opening hours',
                'ordering': ('weekday', 'opens_at'),
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='opening_hours_close_after_opening', violation_error_message='Closing comes after opening, on the same day.'), models.UniqueConstraint(fields=('team', 'weekday', 'opens_at'), name='opening_hours_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('chosen_reason__isnull', True), ('chosen_presence', 'away'), _connector='OR'), name='user_reason_only_away'),
        ),
    ]
