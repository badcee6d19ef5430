from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chatbot', '0019_meanings'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('arguments', {}), ('result', {}), _negated=True), fields=['created_at'], name='action_with_data'),
        ),
    ]
