"""Search and saved views over a million messages: what is typed into the inbox's search, and the filters that have the
most behind them, as an agent of one team and as a supervisor see them."""

import time

import httpx
from django.db import connection, transaction

from accounts.models import Role, Team, User
from benchmarks.figures import Figure, at_most, percentile
from benchmarks.lists import client, credentials, seconds
from benchmarks.processes import Processes
from whatsapp.services.numbers import default_number

CONVERSATIONS, MESSAGES_EACH, CUSTOMERS, OPEN = 100_000, 10, 40_000, 2_000
TEAMS, TIMES, WARM = 10, 10, 2
LIMIT_MS = 250

# What is looked for, and how it stands in the text.
SEARCHES = {
    "a word in every third message": "internet",
    "a word in a few": "cabeamento",
    "two words that never meet": "boleto cabeamento",
    "a word that nobody wrote": "ornitorrinco",
    "a name without its accents": "joao conceicao",
    "a name that thousands have": "silva",
    "two letters": "zq",
    "a part of a phone": "00432",
    "a phone as it is written": "(11) 90000-4321",
    "a protocol": "20260000000777",
    "the beginning of a protocol": "20260000",
    "a CPF that nobody has": "529.982.247-25",
}
# Saved views, by their query.
VIEWS = {
    "all": "tab=all",
    "closed": "tab=closed",
    "closed, far down": "tab=closed&after={far}",
    "closed with a label that most have": "tab=closed&label={common}",
    "closed with a label that few have": "tab=closed&label={rare}",
    "closed of a colleague": "tab=closed&agent={colleague}",
    "closed, urgent": "tab=closed&priority=3",
    "closed with something unread": "tab=closed&unread=1",
    "closed without a team": "tab=closed&team=none",
    "closed of a team that has few": "tab=closed&team={small}",
    "what I follow": "tab=closed&following=1",
    "open, waiting longest": "tab=all&sort=waiting",
    "open, most urgent": "tab=all&sort=priority",
    "open, window closing": "tab=all&soon=1&sort=window",
    "open, SLA at risk": "tab=all&sla=risk&sort=sla",
    "a search within a label": "tab=all&q=internet&label={rare}",
}
FILL = """
INSERT INTO conversations_label (name, color) SELECT 'Etiqueta ' || n, '#0a7' FROM generate_series(1, 12) AS n;

INSERT INTO conversations_customer (id, name, phone, username, is_group, email, document, plan, notes, attributes,
                                    is_blocked, created_at, updated_at)
SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
       (ARRAY['João', 'Maria', 'José', 'Antônia', 'Luís', 'Inês', 'Caio', 'Bia'])[1 + n % 8] || ' ' ||
       (ARRAY['da Silva', 'Conceição', 'Pereira', 'Araújo', 'Gonçalves'])[1 + n / 8 % 5] || ' ' || md5(n::text),
       '+5511' || (900000000 + n), '', false, '', '', 'Fibra 300 Mbps', '', '{{}}', false, now(), now()
FROM generate_series(1, {customers}) AS n;
INSERT INTO conversations_customeridentity (customer_id, kind, value, match_key, last_seen_at)
SELECT id, 'phone', phone, phone, now() FROM conversations_customer;

INSERT INTO conversations_conversation (id, protocol, channel_id, customer_id, status, priority, assigned_to_id,
    team_id, unread, last_activity_at, window_expires_at, customer_waiting_since, sla_due_at, sla_warn_at, created_at,
    updated_at, queued_at, assigned_at, closed_at, resolution, notes, last_message_id)
SELECT ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid, '2026' || lpad(n::text, 10, '0'), {channel},
       ('00000000-0000-4000-8000-' || lpad((1 + n % {customers})::text, 12, '0'))::uuid, state,
       CASE WHEN n % 20000 = 0 THEN 3 ELSE n % 2 END,
       CASE WHEN state IN ('in_progress', 'closed') THEN CASE WHEN n % 3 = 0 THEN {agent} ELSE {colleague} END END,
       CASE WHEN n % 10000 = 7 THEN {small} ELSE {team} + n % 8 END,
       CASE WHEN state = 'closed' THEN 0 ELSE n % 3 END,
       now() - n * interval '1 minute', now() + (n % 1440) * interval '1 minute',
       CASE WHEN state <> 'closed' AND n % 2 = 0 THEN now() - n * interval '1 second' END,
       CASE WHEN state <> 'closed' THEN now() + (n % 300) * interval '1 minute' END,
       CASE WHEN state <> 'closed' THEN now() + (n % 300 - 30) * interval '1 minute' END,
       now() - n * interval '1 minute', now(), now() - n * interval '1 minute', now() - n * interval '1 minute',
       CASE WHEN state = 'closed' THEN now() END, '', '', ({count} - n + 1) * {messages}
FROM (SELECT n, CASE WHEN n > {open} THEN 'closed'
                     ELSE (ARRAY['in_progress', 'in_progress', 'in_progress', 'queue', 'bot'])[1 + n % 5] END AS state
      FROM generate_series(1, {count}) AS n) AS rows;
INSERT INTO conversations_conversation_labels (conversation_id, label_id)
SELECT id, {label} + place
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM conversations_conversation) AS rows,
     generate_series(0, 10) AS place
WHERE CASE place WHEN 0 THEN n % 5 > 0 WHEN 1 THEN n % 5000 = 11 ELSE (n + place) % 12 = 0 END;
INSERT INTO conversations_follower (conversation_id, user_id, created_at)
SELECT id, {agent}, now() FROM conversations_conversation WHERE right(protocol, 4) = '0011';

INSERT INTO conversations_message (id, conversation_id, direction, type, content, payload, author_kind, status,
                                   external_id, created_at, stored_at, attempts)
SELECT ({count} - n) * {messages} + m, ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid,
       CASE WHEN m % 2 = 1 THEN 'incoming' ELSE 'outgoing' END, 'text',
       concat_ws(' ', (ARRAY['bom dia', 'olá', 'oi, tudo bem?', 'então'])[1 + (n + m) % 4],
                 CASE (n * 7 + m) % 3 WHEN 0 THEN 'a internet caiu de novo' WHEN 1 THEN 'preciso do boleto deste mês'
                                      ELSE 'a televisão está sem sinal desde ontem' END,
                 CASE WHEN (n * 7 + m) % 3 = 0 AND n % 2000 = 3 THEN 'por causa do cabeamento' END,
                 'contrato c' || (n * 13 + m) % 300000),
       '{{}}', CASE WHEN m % 2 = 1 THEN 'customer' ELSE 'bot' END, CASE WHEN m % 2 = 1 THEN 'received' ELSE 'read' END,
       'wamid.' || n || '.' || m, now() - n * interval '1 minute' - ({messages} - m) * interval '1 second', now(), 0
FROM generate_series({count}, 1, -1) AS n, generate_series(1, {messages}) AS m;
SELECT setval('conversations_thread_id', {count} * {messages});
INSERT INTO conversations_timelineentry (id, conversation_id, kind, text, data, created_at)
SELECT nextval('conversations_thread_id'), id, 'note', 'cliente avisado sobre o contrato ' || protocol, '{{}}', now()
FROM conversations_conversation WHERE right(protocol, 1) IN ('1', '5');
"""
# What no constraint rests on: made after the rows, which is several times quicker than beside them.
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(ARRAY['conversations_customer', 'conversations_conversation', 'conversations_message',
                           'conversations_timelineentry']::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


def measure(processes: Processes) -> list[Figure]:
    people = cast()
    began = time.perf_counter()
    ids = fill(people)
    filled = time.perf_counter() - began
    port = processes.serve("web", "helpdesk.asgi:application")
    figures = [Figure("search", f"filling {CONVERSATIONS * MESSAGES_EACH:,} messages", filled, "s")]
    for who in ("agent", "boss"):
        asking = client(port, *credentials(people[who]))
        figures += [judged(asking, f"{who}: {name}", query) for name, query in queries(ids).items()]
    return figures


def cast() -> dict[str, User]:
    """An agent of two of ten teams; a colleague; a supervisor."""
    teams = [Team.objects.create(name=f"Setor {n}", is_default=not n) for n in range(TEAMS)]
    agent = User.objects.create_user("bench@empresa.example", "a long password", name="Bia Bench")
    agent.teams.add(*teams[:2])
    colleague = User.objects.create_user("other@empresa.example", "a long password", name="Otto Bench")
    boss = User.objects.create_user("boss@empresa.example", "a long password", name="Chefe", role=Role.SUPERVISOR)
    return {"agent": agent, "colleague": colleague, "boss": boss}


def fill(people: dict[str, User]) -> dict[str, object]:
    """Without the foreign keys' checks (a trigger each row), since the rows are right by their making."""
    team = Team.objects.order_by("pk").first()
    assert team is not None
    ids = {"team": team.pk, "small": team.pk + TEAMS - 1, "agent": people["agent"].pk, "label": 1}
    ids |= {"colleague": people["colleague"].pk, "channel": default_number().channel.pk}
    text = FILL.format(count=CONVERSATIONS, messages=MESSAGES_EACH, customers=CUSTOMERS, open=OPEN, **ids)
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(INDEXES)
        indexes = dict(cursor.fetchall())
        # At once: each row of a conversation names a message that is not there yet.
        with transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = replica")
            for index in indexes:
                cursor.execute(f"DROP INDEX {index}")
            for statement in filter(str.strip, text.split(";\n")):
                cursor.execute(statement)
            for definition in indexes.values():
                cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT max(last_activity_at) - interval '60000 minutes' FROM conversations_conversation")
        (far,) = cursor.fetchone()
    micros = 10**17 - int(far.timestamp() * 1_000_000)
    return {**ids, "common": 1, "rare": 2, "far": f"{micros:017d}.{0:032x}"}


def queries(ids: dict[str, object]) -> dict[str, str]:
    searches = {name: str(httpx.QueryParams({"tab": "all", "q": text})) for name, text in SEARCHES.items()}
    return {**searches, **{name: query.format(**ids) for name, query in VIEWS.items()}}


def judged(asking: httpx.Client, name: str, query: str) -> Figure:
    """Nine of ten are faster."""
    times = [seconds(asking, f"/inbox/rows?{query}") for _ in range(WARM + TIMES)][WARM:]
    return at_most("search", name, percentile(times, 0.9) * 1000, "ms", LIMIT_MS)
