import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_preferences'),
    ]

    operations = [
        migrations.CreateModel(
            name='PresencePeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('presence', models.CharField(choices=[('online', 'Online'), ('away', 'Away'), ('offline', 'Offline')], max_length=8, verbose_name='presence')),
                ('began_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='from')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'presence period',
                'verbose_name_plural': 'presence periods',
                'ordering': ('-began_at', '-pk'),
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
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('chosen_reason__isnull', True), ('chosen_presence', 'away'), _connector='OR'), name='user_reason_only_away'),
        ),
        migrations.AddField(
            model_name='presenceperiod',
            name='reason',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='accounts.pausereason', verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='presenceperiod',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presence_periods', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='presenceperiod',
            index=models.Index(fields=['user', 'began_at'], name='presence_period_of'),
        ),
        migrations.AddIndex(
            model_name='presenceperiod',
            index=models.Index(fields=['ended_at'], name='presence_period_ended'),
        ),
        migrations.AddConstraint(
            model_name='presenceperiod',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user',), name='presence_period_one_open'),
        ),
        migrations.AddConstraint(
            model_name='presenceperiod',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='presence_period_forward'),
        ),
        migrations.AddConstraint(
            model_name='presenceperiod',
            constraint=models.CheckConstraint(condition=models.Q(('presence', 'away'), models.Q(('presence', 'online'), ('reason__isnull', True)), _connector='OR'), name='presence_period_reason_only_away'),
        ),
    ]
