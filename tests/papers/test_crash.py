"""Neither many at once nor a process killed in the middle skips or repeats a number."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from angen.papers import queries, registry, typeset
from angen.papers.actions import AlreadyIssued, issue, supersede, void
from angen.papers.models import NumberSeries, Paper
from papers.conftest import World, build
from papers.reading import text
from papers.samples import Scheme, order

TESTS = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(transactional_db: None) -> World:
    return build()


def whole() -> list[int]:
    """The serials of the only series, after making sure that none lacks and none is double."""
    series = NumberSeries.objects.get()
    serials = sorted(Paper.objects.values_list("serial", flat=True))
    assert serials == list(range(1, series.next)), serials
    assert queries.gaps(series) == []
    return serials


def at_once(number: int, act) -> list[object]:
    """What ``number`` threads that start together get: results or exceptions."""
    start = threading.Barrier(number)

    def one(n: int) -> object:
        start.wait()
        try:
            return act(n)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def test_ten_at_once_get_ten_numbers(county):
    def act(n: int) -> Paper:
        party = f"第{n}号单位"
        made = issue(order(party=party), agency=county.bureau, by=county.brigade, title=party)
        if n % 3 == 0:
            void(made, reason="并发作废", by=county.brigade)
        return made

    found = at_once(10, act)
    assert all(isinstance(one, Paper) for one in found), found
    assert whole() == list(range(1, 11))
    # Every file bears the number and the party of its own record.
    for paper in Paper.objects.select_related("file"):
        shown = text(bytes(paper.file.content))
        assert paper.number in shown and paper.title in shown


def test_the_same_paper_twice_at_once_is_issued_once(county):
    found = at_once(
        6, lambda n: issue(order(), agency=county.bureau, by=county.brigade, key="order:7")
    )
    assert sum(isinstance(one, Paper) for one in found) == 1
    assert sum(isinstance(one, AlreadyIssued) for one in found) == 5, found
    assert whole() == [1]


def test_replaced_twice_at_once_is_replaced_once(county):
    first = issue(order(), agency=county.bureau, by=county.brigade)
    found = at_once(4, lambda n: supersede(first, order(), reason="错", by=county.brigade))
    assert sum(isinstance(one, Paper) for one in found) == 1
    assert whole() == [1, 2]


def test_a_failure_after_the_number_gives_it_back(county, monkeypatch):
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("angen.papers.actions.record", fail)
        with pytest.raises(RuntimeError):
            issue(order(), agency=county.bureau, by=county.brigade)
    assert not Paper.objects.exists()
    assert issue(order(), agency=county.bureau, by=county.brigade).serial == 1
    whole()


def spawn(county: World, *how: str) -> subprocess.Popen[str]:
    """Another process on the test database that issues papers."""
    used = connection.settings_dict
    return subprocess.Popen(
        [
            sys.executable,
            str(Path(__file__).with_name("issuing.py")),
            str(county.brigade.pk),
            str(county.bureau.pk),
            *how,
        ],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "angen.site.settings",
            "PYTHONPATH": f"{TESTS.parent / 'src'}{os.pathsep}{TESTS}",
            "ANGEN_SECRET_KEY": settings.SECRET_KEY,
            "ANGEN_DATABASE": used["NAME"],
            "ANGEN_DATABASE_HOST": used["HOST"],
        },
        stdout=subprocess.PIPE,
        text=True,
    )


def test_killed_between_number_and_commit_leaves_no_gap(county):
    process = spawn(county, "worst")
    assert process.wait(60) == -signal.SIGKILL
    assert whole() == [1]
    assert issue(order(), agency=county.bureau, by=county.brigade).serial == 2
    whole()


@pytest.mark.slow
def test_killed_at_any_moment_leaves_no_gap(county):
    """Two processes issue against each other; one is killed again and again."""
    steady = spawn(county)
    told = []
    try:
        for papers in (1, 3):
            victim = spawn(county)
            assert victim.stdout is not None
            told += [int(victim.stdout.readline()) for _ in range(papers)]
            victim.kill()
            told += [int(line) for line in victim.stdout if line.endswith("\n")]
            victim.wait()
    finally:
        steady.kill()
        steady.wait()
    assert set(told) <= set(whole())  # what was reported as issued is there
    issue(order(), agency=county.bureau, by=county.brigade)
    whole()


def test_threads_share_one_compiler():
    face = typeset.Face("现场检查方案", "某局", dt.date(2026, 1, 1))
    kind = registry.named("test_scheme")
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    docs = [registry.context(Scheme(f"单位{n}")) for n in range(8)]
    alone = [typeset.pdf(kind.template, face, doc, at=at) for doc in docs]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda doc: typeset.pdf(kind.template, face, doc, at=at), docs))
    assert together == alone
