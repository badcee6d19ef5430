"""Every insert of events wakes the courier when it is committed."""

from django.db import migrations

from whatsapp.simulator.migrations._sql import KNOCK, NO_KNOCK


class Migration(migrations.Migration):
    dependencies = [("simulator", "0001_initial")]
    operations = [migrations.RunSQL(KNOCK, NO_KNOCK)]
