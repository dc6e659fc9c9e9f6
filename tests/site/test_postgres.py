"""The embedded server starts fast, survives kill -9 and ends with its last user."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from angen.site.postgres import MEMORY, Server

pytestmark = pytest.mark.xdist_group("embedded-postgres")

HOLD = """
import sys, time
from pathlib import Path
from angen.site.postgres import Server
server = Server(Path(sys.argv[1]))
server.start()
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder(own_folder, request):
    return own_folder / hashlib.sha256(request.node.name.encode()).hexdigest()[:8]


@pytest.fixture
def server(folder):
    made = Server(folder / "var")
    yield made
    made.start()
    made.stop()


def holder(server: Server) -> subprocess.Popen[str]:
    """Another process that uses the same server."""
    words = [sys.executable, "-c", HOLD, str(server.data.parent)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return process


def value(server: Server, sql: str):
    with psycopg.connect(server.address("postgres")) as connection:
        row = connection.execute(sql).fetchone()
    assert row is not None
    return row[0]


def gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_starts_once_and_answers_fast_afterwards(server):
    server.start()
    first = server.pid
    began = time.monotonic()
    Server(server.data.parent).start()
    assert time.monotonic() - began < 1
    assert server.pid == first


def test_keeps_what_a_power_cut_could_lose_and_skips_what_slows(server):
    server.start()
    assert value(server, "show fsync") == "on"
    assert value(server, "show full_page_writes") == "on"
    assert value(server, "show jit") == "off"
    # A quarter of the memory, within limits; a machine of any size starts it.
    buffers = value(
        server, "select setting::bigint / 128 from pg_settings where name = 'shared_buffers'"
    )
    assert buffers == min(max(MEMORY // 4, 128), 2048)
    assert value(server, "show listen_addresses") == ""


def test_the_socket_is_private(server):
    server.start()
    assert server.sockets.stat().st_mode & 0o777 == 0o700


def test_the_last_user_stops_it(server):
    server.start()
    pid = server.pid
    other = Server(server.data.parent)
    other.start()
    assert other.stop() is False and server.pid == pid
    assert server.stop() is True and gone(pid)


def test_a_killed_user_does_not_keep_it_alive(server):
    server.start()
    other = holder(server)
    assert Server.stop(server) is False
    server.start()
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert server.stop() is True


def test_restarts_after_the_server_was_killed(server):
    server.start()
    with psycopg.connect(server.address("postgres")) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept values (7)")
    os.kill(server.pid, signal.SIGKILL)
    server.start()
    assert value(server, "select n from kept") == 7


@pytest.mark.parametrize("number", ["999999999", "self", "junk"])
def test_a_stale_pid_file_is_no_obstacle(server, number):
    server.start()
    server.stop()
    word = str(os.getpid()) if number == "self" else number
    (server.data / "postmaster.pid").write_text(f"{word}\n{server.data}\n0\n5432\n\n\n")
    server.start()
    assert value(server, "select 1") == 1


def test_a_long_path_moves_the_socket_to_a_private_folder(folder):
    server = Server(folder / ("long" * 25) / "var")
    server.start()
    try:
        assert value(server, "select 1") == 1
        assert server.sockets.stat().st_mode & 0o777 == 0o700
        assert server.private not in server.sockets.parents
    finally:
        server.stop()


def test_processes_that_start_together_share_one_server(server):
    words = [sys.executable, "-c", HOLD, str(server.data.parent)]
    many = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    try:
        assert [p.stdout.readline() for p in many] == ["ready\n"] * 3
        assert (
            value(
                server, "select count(*) from pg_stat_activity where backend_type = 'checkpointer'"
            )
            == 1
        )
    finally:
        for process in many:
            process.kill()
            process.wait()


def test_creates_a_missing_database_only(server):
    server.start()
    server.ensure_database("one")
    server.ensure_database("one")
    assert value(server, "select count(*) from pg_database where datname = 'one'") == 1


def test_many_that_miss_the_database_at_once_create_it_once(server):
    server.start()
    with ThreadPoolExecutor(8) as pool:
        for made in [pool.submit(server.ensure_database, "wanted") for _ in range(8)]:
            made.result()
    assert value(server, "select count(*) from pg_database where datname = 'wanted'") == 1
