from django.db import migrations

# Whoever is there while this runs; from then on every change is kept.
BEGIN_PERIODS = """
INSERT INTO accounts_presenceperiod (user_id, presence, began_at)
SELECT id, presence, presence_changed_at FROM accounts_user WHERE presence <> 'offline' AND role <> 'bot'
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_pauses")]

    operations = [migrations.RunSQL(BEGIN_PERIODS, migrations.RunSQL.noop)]
