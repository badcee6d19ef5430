import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('conversations', '0028_customer_exports'),
    ]

    operations = [
        migrations.AddField(
            model_name='cannedresponse',
            name='owner',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='canned_responses', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='cannedresponse',
            name='shortcut',
            field=models.SlugField(max_length=40, verbose_name='shortcut'),
        ),
        migrations.AddConstraint(
            model_name='cannedresponse',
            constraint=models.UniqueConstraint(condition=models.Q(('owner', None)), fields=('shortcut',), name='canned_shortcut_once_for_all', violation_error_message='There is a canned response with this shortcut already.'),
        ),
        migrations.AddConstraint(
            model_name='cannedresponse',
            constraint=models.UniqueConstraint(fields=('owner', 'shortcut'), name='canned_shortcut_once_per_owner'),
        ),
        migrations.AddConstraint(
            model_name='cannedresponse',
            constraint=models.CheckConstraint(condition=models.Q(('owner', None), ('team', None), _connector='OR'), name='canned_of_a_person_or_of_a_team'),
        ),
    ]
