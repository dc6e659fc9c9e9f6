"""A country (P1): 25 numbers of every township for twelve quarters, on DuckDB, pandas and Spark.

The sizes are those of the country; ANGEN_BENCH_SHARE=0.01 takes a hundredth of its townships, and
ANGEN_BENCH_SPARK=1 adds Spark with two executors of their own. What each finds must be the same.
"""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from angen.assess.lake.country import table_of, written
from angen.assess.lake.engines import Spark
from bench.country import NAMES, NEEDED, Analyst, made, quarters

SHARE = float(os.environ.get("ANGEN_BENCH_SHARE", "1"))
TIMES = int(os.environ.get("ANGEN_BENCH_TIMES", "3"))
CYCLES = quarters()


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("country") / "lake"
    folder.mkdir()
    rows = made(folder, SHARE)
    print(f"\n{sum(rows.values())} rows: {rows}")
    yield folder


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """The median of several goes in seconds, and of the processor's own seconds."""
    walls, owns = [], []
    for _ in range(TIMES):
        wall, own = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        owns.append(time.process_time() - own)
    return statistics.median(walls), statistics.median(owns)


def _scanned(folder: Path) -> None:
    """The columns that the numbers need, read once and nothing done with them."""
    with duckdb.connect(":memory:", config={"memory_limit": "4GB"}) as base:
        for table, names in NEEDED.items():
            taken = ", ".join(f'max("{name}")' for name in names.split())
            base.execute(
                f"SELECT {taken} FROM read_parquet('{folder / table}/*.parquet')"
            ).fetchall()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _said(name: str, seconds: tuple[float, float]) -> None:
    print(
        f"{name:32} {seconds[0]:9.2f} s {seconds[1]:9.2f} s of processor {_peak():8.0f} MB at most"
    )


def _same(mine: pd.DataFrame, theirs: pd.DataFrame) -> None:
    order = ["cycle", "unit_id"]
    mine, theirs = (x.sort_values(order).reset_index(drop=True) for x in (mine, theirs))
    assert mine[order].equals(theirs[order])
    for name in NAMES:
        one, two = (x[name].astype(float).round(9) for x in (mine, theirs))
        assert ((one == two) | (one.isna() & two.isna())).all(), name


def test_a_country_in_twelve_quarters(lake: Path, tmp_path: Path) -> None:
    target = tmp_path / "country.parquet"
    _said("bare scan", _timed(lambda: _scanned(lake)))
    _said("duckdb, one cycle", _timed(lambda: written(lake, target, NAMES, CYCLES[10:11], [])))
    _said("duckdb, twelve cycles", _timed(lambda: written(lake, target, NAMES, CYCLES, [])))
    ours = pd.read_parquet(target)
    found: list[pd.DataFrame] = []
    _said("pandas, twelve cycles", _timed(lambda: found.append(Analyst(lake).all(CYCLES))))
    _same(ours, found[-1])


@pytest.mark.skipif(not os.environ.get("ANGEN_BENCH_SPARK"), reason="ANGEN_BENCH_SPARK=1 adds it")
def test_spark_says_the_same(lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "country.parquet"
    written(lake, target, NAMES, CYCLES[10:11], [])
    monkeypatch.setenv("ANGEN_SPARK_MASTER", "local-cluster[2,1,2048]")
    engine = Spark(lake)
    try:
        sql = table_of(engine, NAMES, CYCLES[10:11], [])
        start = time.perf_counter()
        theirs = engine.session.sql(sql).toPandas()
        print(f"spark, one cycle {time.perf_counter() - start:.2f} s")
    finally:
        engine.close()
    _same(pd.read_parquet(target), theirs)
