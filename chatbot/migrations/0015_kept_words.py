from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chatbot', '0014_knowledge_import'),
        ('conversations', '0019_snooze'),
    ]

    operations = [
        migrations.AddField(
            model_name='botsettings',
            name='keep_days',
            field=models.PositiveSmallIntegerField(blank=True, default=180, help_text="Of the bot's turns, tool calls and what it heard and saw. Figures stay. Empty: for ever.", null=True, verbose_name="days that customers' words are kept"),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(condition=models.Q(('text', ''), _negated=True), fields=['created_at'], name='reading_with_words'),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(condition=models.Q(('state', 'done'), models.Q(('question', ''), _negated=True)), fields=['created_at'], name='turn_with_words'),
        ),
        migrations.AddConstraint(
            model_name='botsettings',
            constraint=models.CheckConstraint(condition=models.Q(('keep_days', None), models.Q(('keep_days__gte', 7), ('keep_days__lte', 3650)), _connector='OR'), name='bot_keeps_a_week_at_least'),
        ),
    ]
