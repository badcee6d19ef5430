import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chatbot', '0010_inspected_turns'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Unanswered'), ('answered', 'Has an answer'), ('ignored', 'Ignored')], default='open', max_length=8, verbose_name='state')),
                ('language', models.CharField(choices=[('pt-br', 'Português (Brasil)'), ('en', 'English')], max_length=5, verbose_name='language')),
                ('intent', models.CharField(blank=True, default='', max_length=40, verbose_name='intent')),
                ('asked', models.PositiveIntegerField(default=0, verbose_name='asked')),
                ('first_at', models.DateTimeField(verbose_name='first asked')),
                ('last_at', models.DateTimeField(verbose_name='last asked')),
                ('proposal', models.TextField(blank=True, default='', max_length=4000, verbose_name='proposed answer')),
                ('proposal_from', models.CharField(blank=True, default='', max_length=5)),
                ('wanted_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='gaps', to='chatbot.article')),
                ('decided_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'gap',
                'verbose_name_plural': 'gaps',
            },
        ),
        migrations.CreateModel(
            name='GapQuestion',
            fields=[
                ('turn', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='gap_question', serialize=False, to='chatbot.turn')),
                ('text', models.CharField(blank=True, default='', max_length=300)),
                ('stems', models.CharField(blank=True, default='', max_length=300)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('gap', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='chatbot.gap')),
            ],
            options={
                'verbose_name': 'question without an answer',
                'verbose_name_plural': 'questions without an answer',
            },
        ),
        migrations.AddIndex(
            model_name='gap',
            index=models.Index(fields=['state', '-asked', '-id'], name='gap_most_asked'),
        ),
        migrations.AddIndex(
            model_name='gap',
            index=models.Index(condition=models.Q(('wanted_at__isnull', False)), fields=['wanted_at'], name='gap_wanted'),
        ),
        migrations.AddConstraint(
            model_name='gap',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'answered', 'ignored'])), name='gap_state'),
        ),
        migrations.AddIndex(
            model_name='gapquestion',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('stems', name='gin_trgm_ops'), name='gap_question_trigram'),
        ),
        migrations.AddIndex(
            model_name='gapquestion',
            index=models.Index(fields=['-asked_at'], name='gap_question_newest'),
        ),
    ]
