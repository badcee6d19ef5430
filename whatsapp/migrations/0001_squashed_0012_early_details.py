"""All tables in one step, for a new database. One that has the steps that this replaces goes on from there."""

import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('whatsapp', '0001_initial'), ('whatsapp', '0002_campaigns'), ('whatsapp', '0003_payload_age'), ('whatsapp', '0004_credentials_and_alerts'), ('whatsapp', '0005_uploaded_media'), ('whatsapp', '0006_template_states'), ('whatsapp', '0007_account_state'), ('whatsapp', '0008_probes'), ('whatsapp', '0009_campaign_number'), ('whatsapp', '0010_number_rates'), ('whatsapp', '0011_uploads_by_a_worker'), ('whatsapp', '0012_early_details')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('conversations', '0001_squashed_0023_sla'),
    ]

    operations = [
        migrations.CreateModel(
            name='BusinessNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone_number_id', models.CharField(max_length=32, unique=True, verbose_name='phone number id')),
                ('business_account_id', models.CharField(blank=True, default='', max_length=32, verbose_name='business account id')),
                ('sealed_token', models.TextField(blank=True, default='', editable=False)),
                ('sealed_app_secret', models.TextField(blank=True, default='', editable=False)),
                ('sealed_verify_token', models.TextField(blank=True, default='', editable=False)),
                ('stopped_reason', models.CharField(blank=True, default='', max_length=300, verbose_name='stopped because')),
                ('stopped_at', models.DateTimeField(blank=True, null=True, verbose_name='stopped')),
                ('partial_stops', models.JSONField(blank=True, default=dict, verbose_name='stopped in part')),
                ('probed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('stops_end', models.JSONField(blank=True, default=dict, editable=False)),
                ('verified_name', models.CharField(blank=True, default='', max_length=200, verbose_name='verified name')),
                ('name_status', models.CharField(blank=True, default='', max_length=40, verbose_name="name's status")),
                ('status', models.CharField(blank=True, default='', max_length=40, verbose_name='status')),
                ('quality', models.CharField(blank=True, default='', max_length=20, verbose_name='quality')),
                ('messaging_limit', models.CharField(blank=True, default='', max_length=40, verbose_name='messaging limit')),
                ('throughput', models.CharField(blank=True, default='', max_length=40, verbose_name='throughput')),
                ('is_shared_with_app', models.BooleanField(default=False, editable=False, verbose_name='shared with the WhatsApp Business app')),
                ('own_rate', models.PositiveIntegerField(blank=True, help_text='Empty: as WhatsApp allows it: 80, 1,000 at level HIGH, 20 where shared with the app.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='messages per second')),
                ('is_token_valid', models.BooleanField(blank=True, null=True, verbose_name='token valid')),
                ('is_subscribed', models.BooleanField(blank=True, null=True, verbose_name='webhook subscribed')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked')),
                ('check_error', models.CharField(blank=True, default='', max_length=300, verbose_name='check failed')),
                ('failed_checks', models.PositiveIntegerField(default=0, editable=False)),
                ('next_check_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('last_webhook_at', models.DateTimeField(blank=True, null=True, verbose_name='last webhook')),
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='whatsapp_number', to='conversations.channel')),
            ],
            options={
                'verbose_name': 'business number',
                'verbose_name_plural': 'business numbers',
            },
        ),
        migrations.CreateModel(
            name='EarlyStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=200)),
                ('status', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('is_played', models.BooleanField(default=False)),
                ('pricing', models.JSONField(blank=True, null=True)),
                ('user_id', models.CharField(blank=True, default='', max_length=200)),
                ('error', models.JSONField(blank=True, null=True)),
                ('stored_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['stored_at'], name='early_status_stored')],
                'constraints': [models.UniqueConstraint(fields=('external_id', 'status', 'is_played'), name='early_status_once')],
            },
        ),
        migrations.CreateModel(
            name='LastReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_id', models.CharField(max_length=32)),
                ('subject', models.CharField(blank=True, default='', max_length=600)),
                ('aspect', models.CharField(max_length=100)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account_id', 'subject', 'aspect'), name='report_once_per_aspect')],
            },
        ),
        migrations.CreateModel(
            name='Payload',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('lane', models.CharField(db_default='', max_length=32, verbose_name='number id')),
                ('body', models.BinaryField(verbose_name='body')),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='received')),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('applied', 'Applied'), ('failed', 'Failed')], db_default='pending', max_length=8, verbose_name='state')),
                ('error', models.TextField(blank=True, db_default='', verbose_name='error')),
                ('note', models.CharField(blank=True, db_default='', max_length=300, verbose_name='not applied')),
                ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='applied')),
            ],
            options={
                'verbose_name': 'payload',
                'verbose_name_plural': 'payloads',
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['lane', 'id'], name='payload_pending'), models.Index(condition=models.Q(('state', 'failed')), fields=['-id'], name='payload_failed'), django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['received_at'], name='payload_received_blocks')],
            },
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('business_account_id', models.CharField(max_length=32, verbose_name='business account id')),
                ('external_id', models.CharField(blank=True, default='', max_length=64, verbose_name="provider's id")),
                ('name', models.CharField(max_length=512, verbose_name='name')),
                ('language', models.CharField(max_length=16, verbose_name='language')),
                ('category', models.CharField(blank=True, default='', max_length=32, verbose_name='category')),
                ('previous_category', models.CharField(blank=True, default='', max_length=32, verbose_name='category before')),
                ('status', models.CharField(choices=[('DRAFT', 'Draft'), ('SUBMITTED', 'Being submitted'), ('PENDING', 'Pending'), ('APPROVED', 'Approved'), ('REJECTED', 'Rejected'), ('PAUSED', 'Paused'), ('DISABLED', 'Disabled'), ('IN_APPEAL', 'In appeal'), ('LIMIT_EXCEEDED', 'Limit exceeded'), ('ARCHIVED', 'Archived'), ('PENDING_DELETION', 'Being deleted'), ('DELETED', 'Deleted'), ('OTHER', 'Other')], max_length=20, verbose_name='status')),
                ('rejected_reason', models.CharField(blank=True, default='', max_length=500, verbose_name='reason')),
                ('quality', models.CharField(choices=[('GREEN', 'High'), ('YELLOW', 'Medium'), ('RED', 'Low'), ('UNKNOWN', 'Unknown')], default='UNKNOWN', max_length=8, verbose_name='quality')),
                ('paused_until', models.DateTimeField(blank=True, null=True, verbose_name='paused until')),
                ('disable_at', models.DateTimeField(blank=True, null=True, verbose_name='will be disabled')),
                ('parameter_format', models.CharField(default='POSITIONAL', max_length=12, verbose_name='parameters')),
                ('components', models.JSONField(default=list, verbose_name='components')),
                ('status_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('quality_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('category_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('synced_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='synchronised')),
                ('proposal', models.JSONField(blank=True, editable=False, null=True, verbose_name='proposed change')),
                ('submitted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='submitted')),
                ('error', models.TextField(blank=True, default='', editable=False, verbose_name='last refusal')),
                ('last_used_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last used')),
                ('updated_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'template',
                'verbose_name_plural': 'templates',
                'ordering': ('name', 'language'),
                'constraints': [models.UniqueConstraint(fields=('business_account_id', 'name', 'language'), name='template_once'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'SUBMITTED'), _negated=True), ('submitted_at__isnull', False), _connector='OR'), name='template_submitted_at')],
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('running', 'Running'), ('paused', 'Paused'), ('finished', 'Finished'), ('cancelled', 'Cancelled')], default='draft', max_length=10, verbose_name='status')),
                ('paused_reason', models.CharField(blank=True, default='', editable=False, max_length=300, verbose_name='paused because')),
                ('variables', models.JSONField(blank=True, default=dict, verbose_name='variables')),
                ('scheduled_at', models.DateTimeField(blank=True, null=True, verbose_name='not before')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('started_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='finished')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('number', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='whatsapp.businessnumber', verbose_name='number')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='whatsapp.template', verbose_name='template')),
            ],
            options={
                'verbose_name': 'campaign',
                'verbose_name_plural': 'campaigns',
                'indexes': [models.Index(condition=models.Q(('status', 'running')), fields=['scheduled_at'], name='campaign_running')],
            },
        ),
        migrations.CreateModel(
            name='UploadedMedia',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('media_id', models.CharField(blank=True, default='', max_length=200, verbose_name='media id')),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='uploaded')),
                ('attempts', models.PositiveIntegerField(default=0, editable=False)),
                ('next_attempt_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('error', models.JSONField(blank=True, editable=False, null=True)),
                ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='conversations.attachment')),
                ('number', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='whatsapp.businessnumber')),
            ],
            options={
                'verbose_name': 'uploaded file',
                'verbose_name_plural': 'uploaded files',
                'indexes': [models.Index(condition=models.Q(('next_attempt_at__isnull', False)), fields=['next_attempt_at'], name='uploaded_media_due'), models.Index(condition=models.Q(('next_attempt_at', None)), fields=['uploaded_at'], name='uploaded_media_age')],
                'constraints': [models.UniqueConstraint(fields=('attachment', 'number'), name='uploaded_once_per_number')],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('subject', models.CharField(blank=True, default='', max_length=600, verbose_name='subject')),
                ('detail', models.TextField(blank=True, default='', verbose_name='detail')),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='raised')),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='acknowledged')),
                ('cleared_at', models.DateTimeField(blank=True, null=True, verbose_name='cleared')),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='acknowledged by')),
                ('number', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='whatsapp.businessnumber', verbose_name='business number')),
            ],
            options={
                'verbose_name': 'alert',
                'verbose_name_plural': 'alerts',
                'constraints': [models.UniqueConstraint(condition=models.Q(('cleared_at', None)), fields=('kind', 'subject'), name='alert_open_once')],
            },
        ),
        migrations.CreateModel(
            name='CampaignRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone', models.CharField(help_text='E.164.', max_length=20, verbose_name='phone')),
                ('variables', models.JSONField(blank=True, default=dict, verbose_name='variables')),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('queued', 'Queued'), ('skipped', 'Skipped'), ('failed', 'Failed')], default='pending', max_length=8, verbose_name='status')),
                ('reason', models.CharField(blank=True, default='', max_length=60, verbose_name='reason')),
                ('processed_at', models.DateTimeField(blank=True, null=True, verbose_name='processed')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='whatsapp.campaign')),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.message')),
            ],
            options={
                'verbose_name': 'recipient',
                'verbose_name_plural': 'recipients',
                'indexes': [models.Index(fields=['campaign', 'id'], name='recipient_list'), models.Index(condition=models.Q(('status', 'pending')), fields=['campaign', 'id'], name='recipient_pending')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'phone'), name='recipient_once_per_campaign')],
            },
        ),
    ]
