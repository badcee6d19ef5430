import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_begin_periods'),
        ('chatbot', '0015_kept_words'),
        ('conversations', '0019_snooze'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SolvedCase',
            fields=[
                ('stay', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='solved_case', serialize=False, to='chatbot.stay')),
                ('question', models.CharField(max_length=300)),
                ('stems', models.CharField(max_length=300)),
                ('answer', models.TextField(max_length=4000)),
                ('solved_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'case that a person solved',
                'verbose_name_plural': 'cases that people solved',
            },
        ),
        migrations.RemoveIndex(
            model_name='gap',
            name='gap_most_asked',
        ),
        migrations.AddField(
            model_name='gap',
            name='covered_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='chatbot.article'),
        ),
        migrations.AddField(
            model_name='gap',
            name='kind',
            field=models.CharField(choices=[('unknown', 'The bot did not know'), ('solved', 'People solved it')], default='unknown', max_length=8, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='stay',
            name='looked_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='gap',
            index=models.Index(fields=['kind', 'state', '-asked', '-id'], name='gap_of_kind_most_asked'),
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(condition=models.Q(('looked_at', None), ('state__in', ['handed_over', 'taken'])), fields=['id'], name='stay_to_learn_from'),
        ),
        migrations.AddConstraint(
            model_name='gap',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['unknown', 'solved'])), name='gap_kind'),
        ),
        migrations.AddField(
            model_name='solvedcase',
            name='gap',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='chatbot.gap'),
        ),
        migrations.AddIndex(
            model_name='solvedcase',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('stems', name='gin_trgm_ops'), name='solved_case_trigram'),
        ),
        migrations.AddIndex(
            model_name='solvedcase',
            index=models.Index(fields=['solved_at'], name='solved_case_oldest'),
        ),
    ]
