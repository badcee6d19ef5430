from helpdesk.local.reasons import reason_of, wrong_setting

TRACEBACK = ["Traceback (most recent call last):", '  File "x.py", line 1', "    raise"]


def test_a_setting_that_django_refuses_is_named_in_its_own_words():
    lines = [*TRACEBACK, "django.core.exceptions.ImproperlyConfigured: TRUSTED_PROXIES must be a whole number"]
    reason = reason_of(1, lines, "DATA_DIR")
    assert (reason.text, reason.is_plain) == ("TRUSTED_PROXIES must be a whole number", True)


def test_a_database_that_cannot_be_reached_is_a_matter_of_its_setting():
    words = 'connection failed: connection to server at "127.0.0.1", port 1 failed: Connection refused'
    lines = [*TRACEBACK, f"psycopg.OperationalError: {words}", "psycopg_pool.PoolTimeout: couldn't get a connection"]
    reason = reason_of(1, lines, "DATABASE_URL")
    assert reason.text == f"DATABASE_URL: the database cannot be used: {words}"


def test_anything_else_is_shown_in_full():
    reason = reason_of(1, [*TRACEBACK, "ValueError: 3"], "DATA_DIR")
    assert not reason.is_plain
    assert reason.text.startswith("DATA_DIR: ")


def test_a_process_that_read_a_malformed_setting_names_it():
    said = ["Traceback (most recent call last):", "django.core.exceptions.ImproperlyConfigured: PORT must be 1", ""]
    assert wrong_setting(said) == "PORT must be 1"
    assert wrong_setting(["ImportError: ImproperlyConfigured"]) == wrong_setting([]) == ""
