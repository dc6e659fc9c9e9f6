"""PostgreSQL itself is killed while papers are issued: what was told is there, no number lacks.

On a server of its own, filled by a dump of the test database: other tests go on undisturbed.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from angen.site.postgres import Server, program
from papers.conftest import World, build

TESTS = Path(__file__).resolve().parents[1]
NAME = "angen_power_cut"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("embedded-postgres"),
    pytest.mark.slow,
]


@pytest.fixture
def server(own_folder: Path) -> Iterator[Server]:
    made = Server(own_folder / hashlib.sha256(NAME.encode()).hexdigest()[:8] / "var")
    made.start()
    yield made
    made.start()  # it may have been left dead
    made.stop()


@pytest.fixture
def county(transactional_db: None) -> World:
    return build()


def copy(server: Server) -> None:
    """The test database, with the county in it, on the other server."""
    used = connection.settings_dict
    server.ensure_database(NAME)
    dumped = subprocess.run(
        [
            *(program("pg_dump"), "--no-owner", "--no-privileges"),
            *("-h", used["HOST"], "-p", str(used["PORT"] or 5432), "-U", used["USER"]),
            used["NAME"],
        ],
        capture_output=True,
        check=True,
    ).stdout
    address = server.address(NAME)
    fill = [program("psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", address]
    subprocess.run(fill, input=dumped, capture_output=True, check=True)


def issuing(server: Server, county: World) -> subprocess.Popen[str]:
    """A process that issues papers on that server until it cannot any more."""
    script = Path(__file__).with_name("issuing.py")
    return subprocess.Popen(
        [sys.executable, str(script), str(county.brigade.pk), str(county.bureau.pk)],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "angen.site.settings",
            "PYTHONPATH": f"{TESTS.parent / 'src'}{os.pathsep}{TESTS}",
            "ANGEN_SECRET_KEY": settings.SECRET_KEY,
            "ANGEN_DATABASE": NAME,
            "ANGEN_DATABASE_HOST": server.host,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def kept(server: Server) -> tuple[list[int], int]:
    """The serials there are, and the number that is next."""
    with psycopg.connect(server.address(NAME)) as found:
        rows = found.execute("select serial from papers_paper order by serial").fetchall()
        following = found.execute("select coalesce(max(next), 1) from papers_numberseries")
        row = following.fetchone()
    assert row is not None
    return [serial for (serial,) in rows], row[0]


def test_a_killed_server_skips_and_repeats_no_number(county: World, server: Server):
    copy(server)
    told: list[int] = []
    for papers, wait in ((2, 0.0), (3, 0.013), (2, 0.031), (4, 0.007)):
        process = issuing(server, county)
        assert process.stdout is not None
        told += [int(process.stdout.readline()) for _ in range(papers)]
        time.sleep(wait)  # so that it dies at another point of the next paper each time
        victim = server.pid
        assert victim is not None
        os.kill(victim, signal.SIGKILL)
        told += [int(line) for line in process.stdout if line.endswith("\n")]
        assert process.wait(60) != 0  # the process told of no success it did not have
        server.start()
        serials, following = kept(server)
        assert serials == list(range(1, following)), serials
        assert set(told) <= set(serials)
        assert len(told) == len(set(told))
    assert len(kept(server)[0]) >= 11
