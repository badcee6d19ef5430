"""All tables in one step, for a new database. One that has the steps that this replaces goes on from there."""

import chatbot.models.article
import conversations.models.functions
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


from chatbot.migrations._sql import LINES, NO_TRIGGER, TRIGGER


class Migration(migrations.Migration):

    replaces = [('chatbot', '0001_database'), ('chatbot', '0002_initial'), ('chatbot', '0003_tools'), ('chatbot', '0004_budget'), ('chatbot', '0005_reading'), ('chatbot', '0006_end_running_turns'), ('chatbot', '0007_one_turn_at_a_time'), ('chatbot', '0008_article_history'), ('chatbot', '0009_cancellation_choice'), ('chatbot', '0010_inspected_turns'), ('chatbot', '0011_gaps'), ('chatbot', '0012_settings_page'), ('chatbot', '0013_stays'), ('chatbot', '0014_knowledge_import'), ('chatbot', '0015_kept_words'), ('chatbot', '0016_solved_cases'), ('chatbot', '0017_knowledge_version'), ('chatbot', '0018_article_key')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0008_session_salt'),
        ('accounts', '__first__'),
        ('conversations', '0001_squashed_0023_sla'),
    ]

    operations = [
        migrations.RunSQL(LINES, "DROP FUNCTION chatbot_lines(text[])"),
        migrations.CreateModel(
            name='Dialogue',
            fields=[
                ('conversation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='conversations.conversation')),
                ('slots', models.JSONField(default=dict)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('running', 'Running'), ('done', 'Done')], default='running', max_length=8, verbose_name='state')),
                ('outcome', models.CharField(blank=True, choices=[('answered', 'Answered'), ('handed_over', 'Handed over'), ('silent', 'Nothing to say'), ('overtaken', 'Overtaken'), ('failed', 'Failed')], default='', max_length=12, verbose_name='outcome')),
                ('attempts', models.PositiveSmallIntegerField(default=1, verbose_name='attempts')),
                ('claimed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='claimed')),
                ('question', models.TextField(blank=True, default='', verbose_name='question')),
                ('provider', models.CharField(blank=True, default='', max_length=20, verbose_name='provider')),
                ('intent', models.CharField(blank=True, default='', max_length=40, verbose_name='intent')),
                ('confidence', models.FloatField(default=0.0, verbose_name='confidence')),
                ('should_transfer', models.BooleanField(default=False, verbose_name='should transfer')),
                ('reason', models.CharField(blank=True, default='', max_length=40, verbose_name='reason')),
                ('sources', models.JSONField(blank=True, default=list, verbose_name='sources')),
                ('retrieved', models.JSONField(blank=True, default=list, verbose_name='found')),
                ('latency_ms', models.PositiveIntegerField(default=0, verbose_name='milliseconds')),
                ('tokens', models.PositiveIntegerField(default=0, verbose_name='tokens')),
                ('calls', models.PositiveSmallIntegerField(default=0, verbose_name='model calls')),
                ('cost', models.DecimalField(decimal_places=6, default=0, max_digits=12, verbose_name='cost')),
                ('error', models.CharField(blank=True, default='', max_length=300, verbose_name='error')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
                ('answers', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.message', verbose_name='answers')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='conversations.conversation', verbose_name='conversation')),
            ],
            options={
                'verbose_name': 'turn',
                'verbose_name_plural': 'turns',
                'indexes': [models.Index(fields=['outcome', '-created_at'], name='turn_by_outcome'), models.Index(fields=['reason', '-created_at'], name='turn_by_reason'), models.Index(fields=['intent', '-created_at'], name='turn_by_intent'), models.Index(fields=['-created_at'], name='turn_newest'), models.Index(condition=models.Q(('state', 'done'), models.Q(('question', ''), _negated=True)), fields=['created_at'], name='turn_with_words'), models.Index(condition=models.Q(('state', 'running')), fields=['claimed_at'], name='turn_running')],
                'constraints': [models.UniqueConstraint(fields=('conversation', 'answers'), name='turn_once_per_message'), models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('conversation',), name='turn_one_running_per_conversation')],
            },
        ),
        migrations.CreateModel(
            name='ModelSpend',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False, verbose_name='day')),
                ('calls', models.PositiveIntegerField(default=0, verbose_name='calls')),
                ('tokens', models.PositiveBigIntegerField(default=0, verbose_name='tokens')),
                ('cost', models.DecimalField(decimal_places=6, default=0, max_digits=12, verbose_name='cost')),
            ],
            options={
                'verbose_name': "model's cost",
                'verbose_name_plural': "model's costs",
            },
        ),
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
                ('looked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('conversation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='stays', to='conversations.conversation', verbose_name='conversation')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'stay with the bot',
                'verbose_name_plural': 'stays with the bot',
                'indexes': [models.Index(fields=['-began_at', '-id'], name='stay_newest'), models.Index(fields=['state', '-began_at', '-id'], name='stay_by_state'), models.Index(condition=models.Q(('state', 'open')), fields=['last_at'], name='stay_open'), models.Index(condition=models.Q(('looked_at', None), ('state__in', ['handed_over', 'taken'])), fields=['id'], name='stay_to_learn_from'), models.Index(fields=['conversation', '-began_at'], name='stay_of_conversation')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('conversation',), name='stay_one_open_per_conversation'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'confirmed', 'assumed', 'handed_over', 'taken', 'unresolved', 'idle'])), name='stay_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='stay_ended_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('standing', 'confirmed')), models.Q(models.Q(('standing', 'confirmed'), _negated=True), ('confirmed_at', None)), _connector='OR'), name='stay_confirmed_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('standing', 'confirmed'), _connector='OR'), name='stay_confirmed_by_the_customer'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'assumed'), _negated=True), ('standing', 'answered'), _connector='OR'), name='stay_assumed_after_an_answer'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'handed_over'), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('state', 'handed_over'), _negated=True), ('reason', '')), _connector='OR'), name='stay_handed_over_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('questions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, help_text='As customers type them; the more and the more various, the better the bot finds the answer.', size=None, verbose_name='questions')),
                ('content', models.TextField(help_text='Sent to the customer as it stands; *bold* and _italics_ work.', max_length=4000, verbose_name='answer')),
                ('intent', models.CharField(default='other', max_length=40, verbose_name='intent')),
                ('language', models.CharField(choices=[('pt-br', 'Português (Brasil)'), ('en', 'English')], default='pt-br', max_length=5, verbose_name='language')),
                ('key', models.SlugField(blank=True, db_index=False, default='', help_text='The same on the answer in another language: each customer gets the one in theirs.', max_length=60, verbose_name='key')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('approved', 'Approved'), ('archived', 'Archived')], default='draft', max_length=8, verbose_name='status')),
                ('source', models.CharField(blank=True, default='', max_length=300, verbose_name='source')),
                ('import_digest', models.CharField(blank=True, default='', editable=False, max_length=64)),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('title', config='helpdesk_pt', weight='A'), '||', django.contrib.postgres.search.SearchVector(chatbot.models.article.Lines('questions'), config='helpdesk_pt', weight='A'), django.contrib.postgres.search.SearchConfig('helpdesk_pt')), '||', django.contrib.postgres.search.SearchVector('content', config='helpdesk_pt', weight='B'), django.contrib.postgres.search.SearchConfig('helpdesk_pt')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('team', models.ForeignKey(blank=True, help_text='Who takes over when this answer does not help.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
                'ordering': ('title',),
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='article_search'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(conversations.models.functions.Plain(chatbot.models.article.Lines('questions')), name='gin_trgm_ops'), name='article_questions_trigram'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(conversations.models.functions.Plain('title'), name='gin_trgm_ops'), name='article_title_trigram'), models.Index(fields=['title', 'id'], name='article_by_title')],
                'constraints': [models.UniqueConstraint(fields=('language', 'title'), name='article_title_once_per_language'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('language', 'key'), name='article_key_once_per_language'), models.UniqueConstraint(condition=models.Q(('import_digest', ''), _negated=True), fields=('import_digest',), name='article_imported_once')],
            },
        ),
        migrations.CreateModel(
            name='ArticleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('questions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('content', models.TextField(max_length=4000)),
                ('intent', models.CharField(max_length=40)),
                ('language', models.CharField(max_length=5)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('approved', 'Approved'), ('archived', 'Archived')], max_length=8)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='chatbot.article')),
                ('by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.team')),
            ],
            options={
                'verbose_name': 'version of an article',
                'verbose_name_plural': 'versions of articles',
                'indexes': [models.Index(fields=['article', '-id'], name='article_version_newest')],
            },
        ),
        migrations.CreateModel(
            name='BotSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.CharField(blank=True, default='', max_length=80, verbose_name='company')),
                ('persona', models.CharField(blank=True, default='', help_text='The name under which the bot writes.', max_length=80, verbose_name='persona')),
                ('tone', models.CharField(blank=True, default='', help_text='How a model writes, such as: warm, brief, no jargon.', max_length=200, verbose_name='tone')),
                ('instructions', models.TextField(blank=True, default='', help_text='What a model keeps to beside the built-in rules. Facts belong into the knowledge.', max_length=4000, verbose_name='instructions')),
                ('greeting', models.TextField(blank=True, default='', help_text='Empty: the built-in greeting.', max_length=1000, verbose_name='greeting')),
                ('answer_from', models.FloatField(default=0.5, help_text='Below this confidence (0 to 1) the bot says that it does not know.', verbose_name='answers from')),
                ('hand_over_from', models.FloatField(default=0.0, help_text='Below this confidence a person comes at once, before the bot asks for other words.', verbose_name='hands over below')),
                ('teams', models.JSONField(blank=True, default=dict, help_text='Ids of teams, such as {"cancellation": 3}.', verbose_name='teams by intent')),
                ('hands_over_cancellation', models.BooleanField(default=True, help_text='Otherwise the bot first answers from the knowledge.', verbose_name='cancellations go to a person')),
                ('hands_over_anger', models.BooleanField(default=True, help_text='Otherwise the bot goes on answering until a person is asked for.', verbose_name='angry customers go to a person')),
                ('hands_over_legal', models.BooleanField(default=True, help_text='Lawyers, courts, consumer protection. Otherwise the bot goes on answering.', verbose_name='legal threats go to a person')),
                ('never_say', models.TextField(blank=True, default='', help_text="Words that a model's answer may not hold, one phrase a line; such an answer is not sent.", max_length=4000, verbose_name='never said')),
                ('price_in', models.DecimalField(decimal_places=4, default=Decimal('0.15'), max_digits=10, verbose_name='price of a million tokens read')),
                ('price_out', models.DecimalField(decimal_places=4, default=Decimal('0.60'), max_digits=10, verbose_name='price of a million tokens written')),
                ('daily_budget', models.DecimalField(blank=True, decimal_places=4, help_text='When it is used up, the bot answers without the model until midnight. Empty: no limit.', max_digits=10, null=True, verbose_name='budget of a day')),
                ('conversation_budget', models.DecimalField(blank=True, decimal_places=4, help_text='When it is used up, the bot goes on without the model. Empty: no limit.', max_digits=10, null=True, verbose_name='budget of a conversation')),
                ('keep_days', models.PositiveSmallIntegerField(blank=True, default=180, help_text="Of the bot's turns, tool calls and what it heard and saw. Figures stay. Empty: for ever.", null=True, verbose_name="days that customers' words are kept")),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                'verbose_name': 'bot settings',
                'verbose_name_plural': 'bot settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='bot_settings_one_row'), models.CheckConstraint(condition=models.Q(('price_in__gte', 0), ('price_out__gte', 0), models.Q(('daily_budget', None), ('daily_budget__gte', 0), _connector='OR'), models.Q(('conversation_budget', None), ('conversation_budget__gte', 0), _connector='OR')), name='bot_budgets_not_negative'), models.CheckConstraint(condition=models.Q(('keep_days', None), models.Q(('keep_days__gte', 7), ('keep_days__lte', 3650)), _connector='OR'), name='bot_keeps_a_week_at_least'), models.CheckConstraint(condition=models.Q(('answer_from__gte', 0), ('answer_from__lte', 1)), name='bot_answer_from_share'), models.CheckConstraint(condition=models.Q(('hand_over_from__gte', 0), ('hand_over_from__lte', models.F('answer_from'))), name='bot_hands_over_below_answers')],
            },
        ),
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('unknown', 'The bot did not know'), ('solved', 'People solved it')], default='unknown', max_length=8, verbose_name='kind')),
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
                ('covered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='chatbot.article')),
                ('decided_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'gap',
                'verbose_name_plural': 'gaps',
                'indexes': [models.Index(fields=['kind', 'state', '-asked', '-id'], name='gap_of_kind_most_asked'), models.Index(condition=models.Q(('wanted_at__isnull', False)), fields=['wanted_at'], name='gap_wanted')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'answered', 'ignored'])), name='gap_state'), models.CheckConstraint(condition=models.Q(('kind__in', ['unknown', 'solved'])), name='gap_kind')],
            },
        ),
        migrations.CreateModel(
            name='GapQuestion',
            fields=[
                ('turn', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='gap_question', serialize=False, to='chatbot.turn')),
                ('text', models.CharField(blank=True, default='', max_length=300)),
                ('stems', models.CharField(blank=True, default='', max_length=300)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'question without an answer',
                'verbose_name_plural': 'questions without an answer',
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('stems', name='gin_trgm_ops'), name='gap_question_trigram'), models.Index(fields=['-asked_at'], name='gap_question_newest')],
            },
        ),
        migrations.CreateModel(
            name='KnowledgeVersion',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('number', models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='knowledge_has_one_version')],
            },
        ),
        migrations.CreateModel(
            name='ProposedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('questions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('content', models.TextField(max_length=4000, verbose_name='answer')),
                ('source', models.CharField(blank=True, default='', max_length=300, verbose_name='source')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='proposed_change', to='chatbot.article')),
                ('by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'proposed change',
                'verbose_name_plural': 'proposed changes',
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reading', serialize=False, to='conversations.message')),
                ('text', models.TextField(blank=True, default='', verbose_name='text')),
                ('error', models.CharField(blank=True, default='', max_length=200, verbose_name='error')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
            ],
            options={
                'verbose_name': 'reading',
                'verbose_name_plural': 'readings',
                'indexes': [models.Index(condition=models.Q(('text', ''), _negated=True), fields=['created_at'], name='reading_with_words')],
            },
        ),
        migrations.CreateModel(
            name='SettingsChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changes', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'change of the bot settings',
                'verbose_name_plural': 'changes of the bot settings',
            },
        ),
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
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('stems', name='gin_trgm_ops'), name='solved_case_trigram'), models.Index(fields=['solved_at'], name='solved_case_oldest')],
            },
        ),
        migrations.AddField(
            model_name='turn',
            name='stay',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='chatbot.stay', verbose_name='stay'),
        ),
        migrations.CreateModel(
            name='ToolCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tool', models.CharField(max_length=40, verbose_name='tool')),
                ('subscriber_id', models.CharField(blank=True, default='', max_length=64, verbose_name='subscriber')),
                ('arguments', models.JSONField(blank=True, default=dict, verbose_name='arguments')),
                ('outcome', models.CharField(choices=[('ok', 'Answered'), ('refused', 'Refused'), ('denied', 'Identity not shown'), ('failed', 'Failed'), ('unknown', 'Outcome unknown')], max_length=8, verbose_name='outcome')),
                ('error', models.CharField(blank=True, default='', max_length=200, verbose_name='error')),
                ('latency_ms', models.PositiveIntegerField(default=0, verbose_name='milliseconds')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tool_calls', to='conversations.conversation', verbose_name='conversation')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'tool call',
                'verbose_name_plural': 'tool calls',
                'indexes': [models.Index(fields=['-created_at'], name='tool_call_newest'), models.Index(condition=models.Q(('outcome', 'denied')), fields=['customer', '-created_at'], name='tool_call_denied')],
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tool', models.CharField(max_length=40, verbose_name='tool')),
                ('subscriber_id', models.CharField(max_length=64, verbose_name='subscriber')),
                ('arguments', models.JSONField(blank=True, default=dict, verbose_name='arguments')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='key')),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('dropped', 'Not wanted'), ('running', 'Running'), ('done', 'Done'), ('refused', 'Refused'), ('failed', 'Failed'), ('unknown', 'Outcome unknown')], default='proposed', max_length=10, verbose_name='state')),
                ('result', models.JSONField(blank=True, default=dict, verbose_name='result')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='conversations.conversation', verbose_name='conversation')),
            ],
            options={
                'verbose_name': 'action',
                'verbose_name_plural': 'actions',
                'indexes': [models.Index(fields=['-created_at'], name='action_newest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('conversation',), name='action_one_proposed_per_conversation')],
            },
        ),
        migrations.AddField(
            model_name='gapquestion',
            name='gap',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='chatbot.gap'),
        ),
        migrations.AddField(
            model_name='solvedcase',
            name='gap',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='chatbot.gap'),
        ),
        migrations.RunSQL(TRIGGER, NO_TRIGGER),
    ]
