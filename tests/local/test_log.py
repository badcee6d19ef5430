import os
import re

import pytest

from helpdesk.local.log import WAITING_LINES, Log


@pytest.fixture
def pipe():
    reading, writing = os.pipe()
    yield reading, writing
    os.close(writing)


def read(descriptor):
    os.set_blocking(descriptor, False)
    found = b""
    while True:
        try:
            chunk = os.read(descriptor, 1 << 20)
        except BlockingIOError:
            return found.decode()
        found += chunk


def test_a_line_says_when_and_who(pipe):
    Log(pipe[1]).line("web", "hello")
    assert re.fullmatch(r"\d\d:\d\d:\d\d web       \| hello\n", read(pipe[0]))


def test_empty_lines_are_left_out(pipe):
    Log(pipe[1]).line("web", "  ")
    assert read(pipe[0]) == ""


def test_a_reader_who_does_not_read_stops_nobody(pipe):
    log = Log(pipe[1])
    for number in range(3 * WAITING_LINES):
        log.line("web", f"{number} {'x' * 100}")
    seen = ""
    while chunk := read(pipe[0]):
        seen += chunk
        log.write_waiting()
    log.say("still here")
    seen += read(pipe[0])
    assert "0 xxx" in seen
    assert re.search(r"… \d+ lines were not read in time", seen)
    assert seen.endswith("still here\n")


def test_a_reader_who_went_away_is_not_missed(pipe):
    os.close(pipe[0])
    log = Log(pipe[1])
    log.say("hello")
    log.close()
    # The fixture closes what is left.


def test_long_lines_come_through_whole(pipe):
    log = Log(pipe[1])
    log.line("web", "x" * 200_000)
    seen = read(pipe[0])
    while chunk := (log.write_waiting(), read(pipe[0]))[1]:
        seen += chunk
    assert seen.count("x") == 200_000
