"""Every insert of events wakes the courier when it is committed."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION simulator_knock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('simulator', ''); RETURN NULL; END $$;
CREATE TRIGGER simulator_knock AFTER INSERT ON simulator_webhookevent
FOR EACH STATEMENT EXECUTE FUNCTION simulator_knock();
"""
BACKWARD = """
DROP TRIGGER simulator_knock ON simulator_webhookevent;
DROP FUNCTION simulator_knock();
"""


class Migration(migrations.Migration):
    dependencies = [("simulator", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
