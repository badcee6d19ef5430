"""What more than one migration says to PostgreSQL."""

LINES = r"""
CREATE FUNCTION chatbot_lines(value text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    -- Stable only because other element types print by settings; text does not.
    AS $$ SELECT array_to_string(value, E'\n') $$;
"""
TRIGGER = """
CREATE FUNCTION chatbot_knowledge_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO chatbot_knowledgeversion (id, number) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET number = excluded.number;
    RETURN NULL;
END $$;
CREATE TRIGGER chatbot_knowledge_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON chatbot_article
    FOR EACH STATEMENT EXECUTE FUNCTION chatbot_knowledge_changed();
INSERT INTO chatbot_knowledgeversion (id, number) VALUES (1, gen_random_uuid());
"""
NO_TRIGGER = """
DROP TRIGGER chatbot_knowledge_changed ON chatbot_article;
DROP FUNCTION chatbot_knowledge_changed();
"""
