"""First screens with 50,000 deadlines in the base: inbox, board of an office, board of all."""

from __future__ import annotations

import datetime as dt
import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from angen.worklist import kinds
from angen.worklist.models import Deadline
from angen.worklist.queries.days import now
from angen.worklist.timing import end_of
from bench.report import report
from factories import AccountFactory, AgencyFactory, AreaFactory, OfficerFactory
from worklist.conftest import RECHECK

MOST, MOST_WIDE = 35.0, 85.0  # milliseconds; wide: all offices of a county at once
OFFICES, EACH, PEOPLE = 100, 500, 6
MOST_QUERIES = 12
TICKS = os.sysconf("SC_CLK_TCK")


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    kinds.register(RECHECK)
    yield
    kinds.unregister(RECHECK.name)


def processor_time(backend: int) -> float:
    """Milliseconds of processor time of this process and of its database backend."""
    user, system = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[11:13]
    return time.process_time() * 1000 + (int(user) + int(system)) * 1000 / TICKS


@pytest.fixture
def people(db: None) -> tuple[object, object, object]:
    """An officer, the head of the office and somebody of the county, over all the deadlines."""
    county, moment = AreaFactory(level="county"), now()
    offices = [
        AgencyFactory(area=AreaFactory(level="township", parent=county)) for _ in range(OFFICES)
    ]
    staff = {o.pk: [OfficerFactory(agency=o) for _ in range(PEOPLE)] for o in offices}
    rows = []
    for n in range(OFFICES * EACH):
        office, done = offices[n % OFFICES], n % 4 == 0
        day = moment.date() + dt.timedelta(days=n // OFFICES % 120 - 10)
        rows.append(
            Deadline(
                subject_type="bench",
                subject_id=str(n),
                kind=RECHECK.name,
                title=f"第{n}号企业隐患",
                url="/",
                article="安全生产法 第六十五条",
                agency=office,
                officer=staff[office.pk][n // OFFICES % PEOPLE],
                due_on=day,
                ends_at=end_of(day),
                opened_at=moment,
                state="met" if done else "open",
                closed_at=moment if done else None,
            )
        )
    Deadline.objects.bulk_create(rows, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    first = offices[0]
    return (
        AccountFactory(
            role="township_officer", area=first.area, agency=first, officer=staff[first.pk][1]
        ),
        AccountFactory(role="township_head", area=first.area, agency=first),
        AccountFactory(role="county_brigade", area=county),
    )


def test_first_screens(people):
    officer, head, county = people
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (backend,) = cursor.fetchone()
    rows, slow = [], []
    for what, account, path, target in (
        ("待办", officer, "/worklist/", MOST),
        ("一个机构的期限看板", head, "/worklist/board/", MOST),
        ("一个县全部机构的期限看板", county, "/worklist/board/?scope=all", MOST_WIDE),
    ):
        browser, taken = Client(), []
        browser.force_login(account)
        assert browser.get(path).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        # Counted at once: the next request empties the log.
        queries = len(asked)
        assert 0 < queries <= MOST_QUERIES
        start = processor_time(backend)
        for _ in range(30):
            begun = time.perf_counter()
            browser.get(path)
            taken.append((time.perf_counter() - begun) * 1000)
        processor = (processor_time(backend) - start) / len(taken)
        low, middle, high = statistics.quantiles(taken, n=4)
        spread = f"{middle:.0f}（{low:.0f} 至 {high:.0f}）"
        rows.append((what, queries, f"{processor:.0f}", f"{target:.0f}", spread))
        slow += [what] if processor >= target else []
    report(
        "P10 待办和期限看板",
        ("页面", "查询数", "处理器时间（毫秒）", "上限（毫秒）", "墙上时间中位数（四分位，毫秒）"),
        rows,
        f"库内 {OFFICES * EACH:,} 条期限，{OFFICES} 个机构；每页取 30 次，处理器时间为网页进程与数据库后端之和；"
        "目标 50 毫秒、12 次查询；机器同时在跑别的任务，墙上时间偏长。",
    )
    assert not slow
