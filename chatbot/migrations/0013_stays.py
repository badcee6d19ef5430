import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_preferences'),
        ('chatbot', '0012_settings_page'),
        ('conversations', '0018_search_in_notes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.BigIntegerField(default=0)),
                ('state', models.CharField(choices=[('open', 'Going on'), ('confirmed', 'Resolved, confirmed'), ('assumed', 'Resolved, assumed'), ('handed_over', 'Handed over'), ('taken', 'Taken by a person'), ('unresolved', 'Not resolved'), ('idle', 'Nothing was asked')], default='open', max_length=12, verbose_name='state')),
                ('standing', models.CharField(blank=True, choices=[('', 'Nothing was asked'), ('asked', 'Asked'), ('answered', 'Answered'), ('confirmed', 'Confirmed by the customer')], default='', max_length=10, verbose_name='standing')),
                ('reason', models.CharField(blank=True, default='', max_length=40, verbose_name='reason')),
                ('intent', models.CharField(blank=True, default='', max_length=40, verbose_name='intent')),
                ('language', models.CharField(max_length=5, verbose_name='language')),
                ('began_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='began')),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='latest turn')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('conversation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='stays', to='conversations.conversation', verbose_name='conversation')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'stay with the bot',
                'verbose_name_plural': 'stays with the bot',
            },
        ),
        migrations.AddField(
            model_name='turn',
            name='stay',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='chatbot.stay', verbose_name='stay'),
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(fields=['-began_at', '-id'], name='stay_newest'),
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(fields=['state', '-began_at', '-id'], name='stay_by_state'),
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['last_at'], name='stay_open'),
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(fields=['conversation', '-began_at'], name='stay_of_conversation'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('conversation',), name='stay_one_open_per_conversation'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'confirmed', 'assumed', 'handed_over', 'taken', 'unresolved', 'idle'])), name='stay_state_known'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='stay_ended_has_time'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('standing', 'confirmed')), models.Q(models.Q(('standing', 'confirmed'), _negated=True), ('confirmed_at', None)), _connector='OR'), name='stay_confirmed_has_time'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('standing', 'confirmed'), _connector='OR'), name='stay_confirmed_by_the_customer'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'assumed'), _negated=True), ('standing', 'answered'), _connector='OR'), name='stay_assumed_after_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'handed_over'), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('state', 'handed_over'), _negated=True), ('reason', '')), _connector='OR'), name='stay_handed_over_has_reason'),
        ),
    ]
