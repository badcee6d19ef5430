"""One prepared INSERT, sent over libpq's own non-blocking calls.

The hot path's statement never changes, so it goes past psycopg's adaptation and waiting, which cost several times what
the statement does. What is left per flush is one write to the socket and one callback when the answer is there.
"""

import asyncio
import struct
from collections.abc import Sequence
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import pq

NAME = b"store_payloads"
INSERT = b"INSERT INTO whatsapp_payload (lane, body) SELECT * FROM unnest($1::text[], $2::bytea[])"
# https://www.postgresql.org/docs/current/catalog-pg-type.html
TEXT, BYTEA, TEXT_ARRAY, BYTEA_ARRAY = 25, 17, 1009, 1001
CONNECTION_KEYS = ("dbname", "host", "port", "user", "password", "sslmode", "connect_timeout")


class Writer:
    """A connection of its own to the same database as Django's. One insert at a time; on one event loop."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        self._loop = asyncio.get_running_loop()
        self._answer: asyncio.Future[None] | None = None
        self.is_dead = False
        self._pgconn.nonblocking = 1
        self._socket = self._pgconn.socket
        self._loop.add_reader(self._socket, self._read)

    @classmethod
    async def connect(cls) -> "Writer":
        """Raises psycopg.Error."""
        params = connections["default"].get_connection_params()
        chosen = {key: params[key] for key in CONNECTION_KEYS if params.get(key)}
        name = f"{settings.DATABASES['default']['OPTIONS']['application_name']}-intake"
        connection = await psycopg.AsyncConnection.connect(**chosen, autocommit=True, application_name=name)
        prepared = connection.pgconn.prepare(NAME, INSERT, [TEXT_ARRAY, BYTEA_ARRAY])
        if prepared.status != pq.ExecStatus.COMMAND_OK:
            await connection.close()
            raise psycopg.OperationalError("the intake's statement could not be prepared")
        return cls(connection)

    async def insert(self, lanes: Sequence[bytes], bodies: Sequence[bytes]) -> None:
        """Returns once it is committed. Raises psycopg.Error; then the connection is of no more use."""
        self._answer = self._loop.create_future()
        arrays = [array(TEXT, lanes), array(BYTEA, bodies)]
        self._pgconn.send_query_prepared(NAME, arrays, [pq.Format.BINARY, pq.Format.BINARY])
        self._flush()
        await self._answer

    async def close(self) -> None:
        self._release()
        await self._connection.close()

    def _release(self) -> None:
        """Before libpq gives the socket's number back to the system."""
        if not self.is_dead:
            self.is_dead = True
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)

    def _flush(self) -> None:
        """Large bodies do not fit into the socket's buffer at once."""
        if self._pgconn.flush():
            self._loop.add_writer(self._socket, self._flush)
        else:
            self._loop.remove_writer(self._socket)

    def _read(self) -> None:
        try:
            self._pgconn.consume_input()
            if self._pgconn.is_busy():
                return None
            results = list(iter(self._pgconn.get_result, None))
        except psycopg.Error as error:
            self._release()
            return self._settle(error)
        if any(result.status != pq.ExecStatus.COMMAND_OK for result in results):
            return self._settle(psycopg.DatabaseError("the intake's statement failed"))
        return self._settle(None) if results else None

    def _settle(self, error: psycopg.Error | None) -> None:
        answer, self._answer = self._answer, None
        if answer is None or answer.done():
            return
        if error is None:
            answer.set_result(None)
        else:
            answer.set_exception(error)


def array(element: int, values: Sequence[bytes]) -> bytes:
    """PostgreSQL's binary form of a one-dimensional array without nulls."""
    head = struct.pack("!iiIii", 1, 0, element, len(values), 1)
    return head + b"".join(part for value in values for part in (struct.pack("!i", len(value)), value))
