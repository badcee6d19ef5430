"""Lists with a hundred times as many conversations behind them: the inbox page and the API, as an agent sees them."""

import os
import time
from importlib import import_module

import httpx
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from accounts.models import Team, User
from accounts.services.tokens import issue_token
from benchmarks.figures import Figure, at_most, median
from benchmarks.processes import Processes
from whatsapp.services.numbers import default_number

SMALL, LARGE, MESSAGES_EACH, CUSTOMERS_PER = 1_000, 100_000, 10, 2
BIG_DATABASE = "helpdesk_big"
TIMES, WARM = 40, 5


def measure(processes: Processes) -> list[Figure]:
    channel, team, agent = default_number().channel.pk, *people()
    logged_in = credentials(agent)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        (name,) = cursor.fetchone()
    copy_database(name)
    fill(SMALL, channel, team, agent.pk)
    small = client(processes.serve("small", "helpdesk.asgi:application"), *logged_in)
    big_url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{BIG_DATABASE}"
    switch(BIG_DATABASE)
    fill(LARGE, channel, team, agent.pk)
    large = client(processes.serve("large", "helpdesk.asgi:application", {"DATABASE_URL": big_url}), *logged_in)
    return [figure for path in PATHS for figure in compare(path, small, large)]


# What is asked for, and whether its ratio is judged: a search reads what it finds, which is a hundred times as much.
PATHS = {
    "/": True,
    "/api/v1/conversations": True,
    "/api/v1/conversations?status=queue": True,
    "/api/v1/conversations?assigned_to=me": True,
    "/api/v1/conversations?q=fatura": False,
}


def people() -> tuple[int, User]:
    team = Team.objects.create(name="Suporte", is_default=True)
    agent = User.objects.create_user("bench@empresa.example", "a long password", name="Bia Bench")
    agent.teams.add(team)
    return team.pk, agent


def credentials(agent: User) -> tuple[dict[str, str], dict[str, str]]:
    """The cookie of a session and the header of a token; both databases know them, for one is made of the other."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(agent.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
    session.create()
    return {settings.SESSION_COOKIE_NAME: session.session_key}, {"authorization": f"Bearer {issue_token(agent).token}"}


def copy_database(name: str) -> None:
    """While it is empty."""
    switch("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{BIG_DATABASE}" TEMPLATE "{name}"')
    switch(name)


def switch(name: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["NAME"] = name


FILL = """
INSERT INTO conversations_customer (id, name, phone, username, is_group, email, document, plan, notes, attributes,
                                    is_blocked, created_at, updated_at)
SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Cliente ' || n, '+5511' || (900000000 + n), '',
       false, '', '', 'Fibra 300 Mbps', '', '{{}}', false, now(), now()
FROM generate_series(1, {customers}) AS n;

-- Fifty are open, however many there are: in progress, in the queue, with the bot. The rest is the past.
INSERT INTO conversations_conversation (id, protocol, channel_id, customer_id, status, priority, assigned_to_id,
    team_id, unread, last_activity_at, window_expires_at, created_at, updated_at, queued_at, assigned_at, closed_at,
    resolution, notes)
SELECT ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid, 'B' || n, {channel},
       ('00000000-0000-4000-8000-' || lpad((1 + (n - 1) / {each})::text, 12, '0'))::uuid, state, n % 3,
       CASE WHEN state IN ('in_progress', 'closed') THEN {agent} END, {team}, n % 3,
       now() - n * interval '1 minute', now() + interval '1 hour', now() - n * interval '1 minute', now(),
       now() - n * interval '1 minute', now() - n * interval '1 minute',
       CASE WHEN state = 'closed' THEN now() END, '', ''
FROM (SELECT n, CASE WHEN n % {each} <> 0 OR n > {open} * {each} THEN 'closed'
                     ELSE (ARRAY['in_progress', 'in_progress', 'in_progress', 'queue', 'bot'])[1 + n / {each} % 5]
                END AS state
      FROM generate_series(1, {count}) AS n) AS rows;

DROP INDEX message_search;
INSERT INTO conversations_message (id, conversation_id, direction, type, content, payload, author_kind, status,
                                   external_id, created_at, stored_at, attempts)
SELECT nextval('conversations_thread_id'), ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid,
       CASE WHEN m % 2 = 1 THEN 'incoming' ELSE 'outgoing' END, 'text',
       CASE WHEN m = 1 AND n % 50 = 0 THEN 'segunda via da fatura ' ELSE 'internet lenta de novo ' END || n, '{{}}',
       CASE WHEN m % 2 = 1 THEN 'customer' ELSE 'bot' END, CASE WHEN m % 2 = 1 THEN 'received' ELSE 'read' END,
       'wamid.' || n || '.' || m, now() - n * interval '1 minute' - ({messages} - m) * interval '1 second', now(), 0
FROM generate_series(1, {count}) AS n, generate_series(1, {messages}) AS m;

UPDATE conversations_conversation AS c SET last_message_id = m.id
FROM (SELECT conversation_id, max(id) AS id FROM conversations_message GROUP BY conversation_id) AS m
WHERE m.conversation_id = c.id;
"""


def fill(count: int, channel: int, team: int, agent: int) -> None:
    """The search index is made after the rows, which is quicker."""
    text = FILL.format(
        count=count, channel=channel, team=team, agent=agent, messages=MESSAGES_EACH, each=CUSTOMERS_PER,
        customers=count // CUSTOMERS_PER, open=50,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'message_search'")
        (search,) = cursor.fetchone()
        for statement in filter(str.strip, text.split(";\n")):
            cursor.execute(statement)
        cursor.execute(search)
        cursor.execute("VACUUM ANALYZE")


def client(port: int, cookies: dict[str, str], headers: dict[str, str]) -> httpx.Client:
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", cookies=cookies, headers=headers, timeout=20)


def compare(path: str, small: httpx.Client, large: httpx.Client) -> list[Figure]:
    """In turns, so that whatever else the machine does meets both alike."""
    pairs = [(seconds(small, path), seconds(large, path)) for _ in range(WARM + TIMES)][WARM:]
    few, many = median(a for a, _ in pairs), median(b for _, b in pairs)
    ratio = at_most("lists", f"{path}: ratio", many / few, "×", 1.5)
    return [
        Figure("lists", f"{path} of {SMALL:,}", few * 1000, "ms"),
        Figure("lists", f"{path} of {LARGE:,}", many * 1000, "ms"),
        ratio if PATHS[path] else Figure("lists", ratio.name, ratio.value, ratio.unit),
    ]


def seconds(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    elapsed = time.perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}: {answer.text[:300]}")
    return elapsed
