"""What more than one migration says to PostgreSQL."""

KNOCK = """
CREATE FUNCTION simulator_knock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('simulator', ''); RETURN NULL; END $$;
CREATE TRIGGER simulator_knock AFTER INSERT ON simulator_webhookevent
FOR EACH STATEMENT EXECUTE FUNCTION simulator_knock();
"""
NO_KNOCK = """
DROP TRIGGER simulator_knock ON simulator_webhookevent;
DROP FUNCTION simulator_knock();
"""
