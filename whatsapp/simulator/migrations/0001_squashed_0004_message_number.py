"""All tables in one step, for a new database. One that has the steps that this replaces goes on from there."""

import django.db.models.deletion
import django.utils.timezone
import whatsapp.simulator.models.changes
from django.db import migrations, models


from whatsapp.simulator.migrations._sql import KNOCK, NO_KNOCK


class Migration(migrations.Migration):

    replaces = [('simulator', '0001_initial'), ('simulator', '0002_knock'), ('simulator', '0003_all_that_meta_does'), ('simulator', '0004_message_number')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('profile', models.JSONField(default=dict)),
                ('is_subscribed', models.BooleanField(default=True)),
                ('is_registered', models.BooleanField(default=True)),
                ('callback_uri', models.CharField(blank=True, default='', max_length=500)),
                ('number_callback_uri', models.CharField(blank=True, default='', max_length=500)),
                ('verified_name', models.CharField(default='TechISP', max_length=120)),
                ('name_status', models.CharField(default='APPROVED', max_length=32)),
                ('quality', models.CharField(default='GREEN', max_length=8)),
                ('throughput', models.CharField(default='STANDARD', max_length=16)),
                ('messaging_limit', models.CharField(default='TIER_2K', max_length=16)),
                ('number_status', models.CharField(default='CONNECTED', max_length=20)),
                ('standing', models.CharField(blank=True, default='', max_length=12)),
                ('delivery_seconds', models.FloatField(default=0.5)),
                ('media_epoch', models.PositiveIntegerField(default=0)),
                ('next_send_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'business account',
                'verbose_name_plural': 'business accounts',
            },
        ),
        migrations.CreateModel(
            name='Fault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('send_error', 'The send is refused with a code'), ('send_failed', 'The send is accepted and fails later with a code'), ('send_delay', 'The answer to the send is slow'), ('send_timeout_before', 'The send hangs and is not accepted'), ('send_timeout_after', 'The send is accepted, but its answer hangs'), ('send_reset_before', 'The connection breaks, and the send is not accepted'), ('send_reset_after', 'The send is accepted, and the connection breaks without an answer'), ('send_truncated', 'The send is accepted, and the connection breaks within the 200'), ('send_garbage', 'The send is accepted, and the 200 is no JSON'), ('send_proxy_before', 'A proxy answers 502 with a page, and the send is not accepted'), ('send_proxy_after', 'The send is accepted, and a proxy answers 502 with a page'), ('status_none', 'The send is accepted, but no status ever comes'), ('call_error', 'Another call is refused with a code'), ('call_delay', 'The answer to another call is slow'), ('call_reset', 'The connection breaks in another call'), ('call_proxy', 'A proxy answers another call with a page'), ('webhook_duplicate', 'The webhook comes twice'), ('webhook_late', 'The webhook comes late, out of its order'), ('webhook_batch', 'The webhooks come together in one body'), ('webhook_reorder', 'The webhooks come in any order'), ('webhook_lost', 'The webhook never comes'), ('template_rejected', 'The template is rejected in its review'), ('template_pending', 'The template waits in its review until you decide'), ('graph_down', 'The whole Graph API is down'), ('token_expired', 'The token has expired, until another one is used'), ('limit_number', 'The number may send so many messages a second'), ('limit_pair', 'One customer gets one message in six seconds, 45 at once')], max_length=24)),
                ('remaining', models.PositiveIntegerField(default=1, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('code', models.PositiveIntegerField(default=131000)),
                ('seconds', models.FloatField(default=0)),
                ('rate', models.FloatField(default=80)),
                ('address', models.CharField(blank=True, default='', max_length=131)),
                ('detail', models.CharField(blank=True, default='', max_length=120)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'ordered fault',
                'verbose_name_plural': 'ordered faults',
            },
        ),
        migrations.CreateModel(
            name='Media',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=32, unique=True)),
                ('mime_type', models.CharField(max_length=100)),
                ('filename', models.CharField(blank=True, default='', max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('expires_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'media',
                'verbose_name_plural': 'media',
            },
        ),
        migrations.CreateModel(
            name='MetaTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=32, unique=True)),
                ('name', models.CharField(max_length=512)),
                ('language', models.CharField(max_length=16)),
                ('category', models.CharField(max_length=32)),
                ('status', models.CharField(default='APPROVED', max_length=24)),
                ('parameter_format', models.CharField(default='POSITIONAL', max_length=12)),
                ('components', models.JSONField(default=list)),
                ('quality', models.CharField(default='UNKNOWN', max_length=8)),
                ('rejected_reason', models.CharField(default='NONE', max_length=120)),
                ('verdict', models.CharField(default='APPROVED', max_length=24)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('review_at', models.DateTimeField(default=django.utils.timezone.now, null=True)),
            ],
            options={
                'verbose_name': 'template at Meta',
                'verbose_name_plural': 'templates at Meta',
                'constraints': [models.UniqueConstraint(fields=('name', 'language'), name='simulator_template_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='simulator_template_named')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, default='', max_length=120, verbose_name='name')),
                ('wa_id', models.CharField(blank=True, max_length=20, null=True, unique=True, verbose_name='WhatsApp id')),
                ('phone_key', models.CharField(blank=True, max_length=20, null=True, unique=True)),
                ('user_id', models.CharField(max_length=131, unique=True, verbose_name='business-scoped user id')),
                ('username', models.CharField(blank=True, default='', max_length=40, verbose_name='username')),
                ('is_blocked', models.BooleanField(default=False, verbose_name='blocked by the business')),
                ('last_inbound_at', models.DateTimeField(blank=True, null=True, verbose_name='last wrote')),
                ('last_message_at', models.DateTimeField(blank=True, null=True, verbose_name='last message')),
                ('last_type', models.CharField(blank=True, default='', max_length=20)),
                ('last_preview', models.CharField(blank=True, default='', max_length=120)),
                ('unread', models.PositiveIntegerField(default=0, verbose_name='unread')),
                ('typing_until', models.DateTimeField(blank=True, null=True)),
                ('looking_until', models.DateTimeField(blank=True, null=True)),
                ('is_offline', models.BooleanField(default=False, verbose_name='phone switched off')),
                ('has_stopped_marketing', models.BooleanField(default=False, verbose_name='wants no marketing')),
                ('free_entry_until', models.DateTimeField(blank=True, null=True)),
                ('next_send_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_in', models.BigIntegerField(db_default=whatsapp.simulator.models.changes.CurrentTransaction())),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'indexes': [models.Index(fields=['changed_in'], name='simulator_person_changed')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('phone_key__isnull', True), ('wa_id__isnull', True)), models.Q(('phone_key__isnull', False), ('wa_id__isnull', False)), _connector='OR'), name='simulator_person_phone_whole')],
            },
        ),
        migrations.CreateModel(
            name='PhoneMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number_id', models.CharField(blank=True, default='', max_length=32)),
                ('wamid', models.CharField(max_length=200, unique=True)),
                ('direction', models.CharField(choices=[('customer', 'From the customer'), ('business', 'From the business')], max_length=8)),
                ('type', models.CharField(max_length=20)),
                ('content', models.JSONField(default=dict)),
                ('quoted_wamid', models.CharField(blank=True, default='', max_length=200)),
                ('extra', models.JSONField(default=dict)),
                ('is_edited', models.BooleanField(default=False)),
                ('is_revoked', models.BooleanField(default=False)),
                ('customer_reaction', models.CharField(blank=True, default='', max_length=40)),
                ('business_reaction', models.CharField(blank=True, default='', max_length=40)),
                ('callback_data', models.CharField(blank=True, default='', max_length=512)),
                ('category', models.CharField(default='service', max_length=20)),
                ('status', models.CharField(choices=[('sent', 'Sent'), ('delivered', 'Delivered'), ('read', 'Read'), ('played', 'Played'), ('failed', 'Failed')], default='sent', max_length=9)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_in', models.BigIntegerField(db_default=whatsapp.simulator.models.changes.CurrentTransaction())),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='simulator.person')),
            ],
            options={
                'verbose_name': 'message on the phone',
                'verbose_name_plural': 'messages on the phone',
                'indexes': [models.Index(fields=['person', '-id'], name='simulator_message_thread'), models.Index(fields=['changed_in'], name='simulator_message_changed'), models.Index(condition=models.Q(('status__in', ['sent', 'delivered'])), fields=['person', 'direction'], name='simulator_message_unread')],
            },
        ),
        migrations.CreateModel(
            name='WebhookEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lane', models.BigIntegerField(default=0)),
                ('field', models.CharField(default='messages', max_length=64)),
                ('value', models.JSONField()),
                ('batch', models.BigIntegerField(blank=True, null=True)),
                ('shape', models.CharField(blank=True, default='', max_length=8)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='simulator.phonemessage')),
            ],
            options={
                'verbose_name': 'webhook event',
                'verbose_name_plural': 'webhook events',
                'indexes': [models.Index(fields=['due_at', 'id'], name='simulator_event_due')],
            },
        ),
        migrations.RunSQL(KNOCK, NO_KNOCK),
    ]
