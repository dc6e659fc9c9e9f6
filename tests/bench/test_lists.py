"""Lists over a million records, asked by 75 virtual users of the real server (P5).

A table is added to ``TABLES`` by the key of its ledger and the SQL that fills it. The server is
granian with two processes of four threads, on the same machine as the database and the users. Every
user asks one question after another and thinks between them; ``ANGEN_BENCH_THINK`` is the mean
pause in seconds. Without a pause the run tells how many pages a second the machine can give.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from angen.desk import keyset
from angen.desk.ledger import ledger
from angen.desk.queries import order_of
from factories import AccountFactory, AreaFactory

TARGET = 300.0  # milliseconds, p99
MANY = int(os.environ.get("ANGEN_BENCH_MANY", "1000000"))
THINK = float(os.environ.get("ANGEN_BENCH_THINK", "3"))
SECONDS = int(os.environ.get("ANGEN_BENCH_SECONDS", "60"))
USERS, DEEP = 75, 10_000
COUNTIES, TOWNS = 100, 15  # of each county: as many townships as a large province has
TESTS = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Table:
    """A ledger with the SQL that fills it (one parameter: how many) and what is asked of it."""

    key: str
    fill: str
    table: str
    asks: dict[str, dict[str, str]]


ENTERPRISES = """
insert into enterprises_enterprise (id, code, no_code_reason, name, area_id, address, industry,
  sector, scale, licence, business, principal, phone, features, risk, standard)
select gen_random_uuid(), '91371102' || lpad(i::text, 9, '0') || '0', '',
  (array['日照','莒县','岚山','东港','五莲','临沂','沂水','费县','青岛','胶州'])[1 + i % 10] ||
  (array['宏','鑫','瑞','恒','盛','华','泰','丰','远','达','昌'])[1 + i / 7 % 11] ||
  (array['祥','源','兴','运','通','顺','和','美','安','诚','信','利','富'])[1 + i / 13 % 13] ||
  i / 1000 || (array['化工','机械','木业','纺织','水泥','面粉','海产'])[1 + i % 7] || '有限公司',
  'B' || (i % 1500), '工业路 ' || i || ' 号', '26',
  (array['chemicals','machinery','light','textile','mine'])[1 + i % 5], 'small', 'licensed',
  case when i % 20 = 0 then 'closed' else 'open' end, '王伟', '13800000000', '{}',
  (array['','','','blue','yellow','red'])[1 + i % 6], ''
from generate_series(1, %s) as i
"""
TABLES = [
    Table(
        "enterprises",
        ENTERPRISES.replace("%", "%%").replace("%%s", "%s"),
        "enterprises_enterprise",
        {
            "first page": {},
            "filter: sector": {"sector": "chemicals"},
            "filter: red": {"red": "1"},
            "filter: no supervisor": {"unsupervised": "1"},
            "filter: no chain": {"lacking": "1"},
            "search: 2 characters, common": {"q": "面粉"},
            "search: 4 characters": {"q": "瑞祥12"},
            "search: rare": {"q": "工业路77777"},
            "search: nothing": {"q": "没有这家"},
        },
    ),
]


@pytest.fixture(scope="module")
def actors(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[tuple[str, Any, str]]]:
    """Who asks, with the cookie of a session: of ten six of a township, one of the province."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        province = AreaFactory(level="province")
        city, towns = AreaFactory(level="prefecture", parent=province), []
        for n in range(COUNTIES * TOWNS):
            if n % TOWNS == 0:
                county = AreaFactory(level="county", parent=city)
            towns.append(AreaFactory(level="township", parent=county, code=f"B{n}"))
        made = [("province", AccountFactory(role="provincial_bureau", area=province))]
        for n in range(3):
            made.append(
                ("county", AccountFactory(role="county_brigade", area=towns[n * 90].parent))
            )
        for n in range(6):
            made.append(("township", AccountFactory(role="township_head", area=towns[n * 77])))
        yield [(level, account, cookie(account)) for level, account in made]
        cursor.execute("truncate orgs_area, orgs_account, django_session cascade")


@pytest.fixture(scope="module", params=TABLES, ids=lambda t: t.key)
def table(request: Any, actors: Any, django_db_blocker: Any) -> Iterator[Table]:
    """One of the tables, filled."""
    found: Table = request.param
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        begun = time.perf_counter()
        cursor.execute(found.fill, [MANY])
        cursor.execute("vacuum analyze")
        print(f"\n{MANY:,} rows of {found.key} made in {time.perf_counter() - begun:.0f} s")
        yield found
        cursor.execute(f"truncate {found.table} cascade")


@pytest.fixture(scope="module")
def server(table: Table) -> Iterator[int]:
    """The port of granian over the bench database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    used = connection.settings_dict
    words = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    words += ["--workers", "2", "--blocking-threads", "4", "--log-level", "error"]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *words, "angen.site.wsgi:application"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "angen.site.settings",
            "ANGEN_SECRET_KEY": settings.SECRET_KEY,
            "ANGEN_DATABASE": used["NAME"],
            "ANGEN_DATABASE_HOST": used["HOST"],
        },
    )
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.2)
    yield port
    process.terminate()
    process.wait(20)


def cookie(account: Any) -> str:
    """A browser that is logged in."""
    browser = Client()
    browser.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


def deep(table: Table, actor: Any) -> dict[str, str]:
    """The page 10,000 pages down, or the last but one where there are fewer."""
    book = ledger(table.key)
    rows = keyset.ordered(book.rows(actor), order_of(book, {})[1])
    place = max(min(DEEP * 50, rows.count() - 60), 0)
    return {"after": keyset.cursor(rows[place])}


def asks_of(table: Table, actor: Any) -> list[tuple[str, str]]:
    """The questions of one user, by name."""
    asked = {**table.asks, "deep page": deep(table, actor)}
    base = f"/ledgers/{table.key}/"
    return [(name, f"{base}?{urlencode(q)}" if q else base) for name, q in asked.items()]


def load(port: int, users: list[dict[str, Any]], seconds: int, think: float) -> dict[str, Any]:
    """What every question took, asked by a process of its own."""
    plan = {"port": port, "seconds": seconds, "think": think, "users": users}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("load.py"))],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def centiles(taken: list[float]) -> tuple[float, float, float]:
    """The 50th, 95th and 99th."""
    ordered = sorted(taken)
    return (
        statistics.median(ordered),
        ordered[int(len(ordered) * 0.95)],
        ordered[int(len(ordered) * 0.99)],
    )


def test_lists(table: Table, actors: Any, server: int):
    alone: list[dict[str, Any]] = []
    for number, (level, account, session) in enumerate(actors):
        asks = [(f"{level}: {name}", path) for name, path in asks_of(table, account)]
        alone.append({"cookie": session, "asks": asks, "seed": number})
    load(server, alone, 5, 0.01)  # both processes warm
    users = [{**alone[n % len(alone)], "seed": n} for n in range(USERS)]
    taken = load(server, users, SECONDS, THINK)
    for name in sorted(taken):
        p50, p95, p99 = centiles(taken[name])
        print(f"| {name} | {len(taken[name])} | {p50:.0f} | {p95:.0f} | {p99:.0f} ms |")
    every = [one for times in taken.values() for one in times]
    p50, p95, p99 = centiles(every)
    print(
        f"| {table.key}, {USERS} users, think {THINK} s | {len(every) / SECONDS:.0f} pages/s |"
        f" p50 {p50:.0f} | p95 {p95:.0f} | p99 {p99:.0f} ms |"
    )
    most = load(server, users[:8], 10, 0.0)
    print(f"| without a pause, 8 users | {sum(map(len, most.values())) / 10:.0f} pages/s |")
    assert p99 <= TARGET
