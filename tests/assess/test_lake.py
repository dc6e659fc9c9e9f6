"""A lake gives the same numbers as the base, to the last digit, and names nobody."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from typer.testing import CliRunner

from angen.assess.evidence import evidence, relations
from angen.assess.facts import facts, facts_on
from angen.assess.lake.cli import app
from angen.assess.lake.country import Cycle, written
from angen.assess.lake.engines import opened
from angen.assess.lake.export import export, manifest
from angen.assess.lake.tables import FILLED_IN, MARK, PERSONAL, read_by, way_to_area
from angen.assess.together import Together
from angen.inspections.models import Hazard, Recheck, RecheckResult
from angen.kernel.indicators import registered
from angen.kernel.refusal import Refused
from angen.orgs.models import Agency, Area, AreaPlace, Certificate, Officer
from angen.policy.loader import load_pack
from assess import world
from factories.accounts import AccountFactory
from factories.enterprises import EnterpriseFactory, SupervisionFactory
from factories.inspections import HazardFactory, InspectionFactory

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
DAYS = [dt.date(2020, 6, 30), world.DAY]


@pytest.fixture
def units() -> list[Area]:
    """Two townships of two prefectures: one with people and a claim too high, one silent."""
    county = world.county()
    busy = world.township("371102001", "秦楼街道", county, "street")
    other = world.area(
        "420281", "大冶市", "county", "county",
        world.area("4202", "黄石市", "prefecture", "prefecture",
                   world.area("42", "湖北省", "province", "province")),
    )  # fmt: skip
    silent = world.township("420281100", "金湖街道", other, "street")
    agency = world.office(busy)
    for place in ("", "", "住建局"):
        world.certificate(world.officer(agency, works_elsewhere=place))
    world.statement(busy, "officers", 9, dt.date(2021, 6, 30))
    world.statement(silent, "officers", 0, dt.date(2021, 6, 30))
    _visits(agency)
    _between(busy, silent, agency)
    return [busy, silent]


def _between(busy: Area, silent: Area, agency: Agency) -> None:
    """An enterprise in a village that two rows put under one township and a third under another."""
    village = world.area("371102001201", "秦楼村", "village", "village", busy)
    for parent, day in ((busy, dt.date(1990, 1, 1)), (silent, dt.date(1991, 1, 1))):
        AreaPlace.objects.create(area=village, parent=parent, valid_from=day)
    firm = EnterpriseFactory(area=village)
    SupervisionFactory(enterprise=firm, agency=agency, valid_from=world.START)


def _visits(agency: Agency) -> None:
    """Two enterprises, one visited twice; hazards closed in time, overdue, major and repeated."""
    account = AccountFactory()
    firms = [EnterpriseFactory(area=agency.area) for _ in range(2)]
    for firm in firms:
        SupervisionFactory(enterprise=firm, agency=agency, valid_from=world.START)
    at = dt.datetime(2021, 3, 8, 9, tzinfo=dt.UTC)
    signed: dict[str, Any] = {
        "agency": agency, "enterprise": firms[0], "state": "recorded", "visited_on": at.date(),
        "started_at": at, "ended_at": at + dt.timedelta(hours=1), "approved_at": at,
        "submitted_by": account, "approved_by": account, "card_shown": True,
    }  # fmt: skip
    made = [InspectionFactory(**signed)]
    made.append(InspectionFactory(**signed, origin="recheck", follows=made[0]))
    InspectionFactory(**signed)  # the same enterprise again: one enterprise, two visits
    given = {"agency": agency, "enterprise": firms[0], "found_on": at.date(), "person": "王五"}
    due, done = dt.date(2021, 3, 28), dt.date(2021, 3, 20)
    visit = {"source": "inspection", "inspection": made[0]}
    closed = HazardFactory(**given, **visit, done_on=done, due_on=due)
    HazardFactory(**given, due_on=due, grade="major", standard="判定标准", clause="第三条")
    HazardFactory(**given, due_on=due, repeats=closed)
    seen = {"inspection": made[1], "agency": agency, "enterprise": firms[0]}
    look = Recheck.objects.create(kind="visit", checked_on=due, **seen)
    result = RecheckResult.objects.create(recheck=look, hazard=closed, passed=True)
    over = {"state": "closed", "closed_on": due, "closed_by": result}
    Hazard.objects.filter(pk=closed.pk).update(**over)


def test_every_indicator_is_the_same_on_duckdb(units: list[Area], tmp_path: Path) -> None:
    export(tmp_path / "lake")
    codes, names = [unit.code for unit in units], list(registered())
    since, packs = dt.date(2020, 1, 1), [load_pack(ROOT / "packs" / "national")]
    live = facts(codes, DAYS, names, since, packs)
    with opened(tmp_path / "lake", "duckdb") as source:
        assert facts(codes, DAYS, names, since, packs, source) == live
        assert facts(codes, DAYS, names, source=source) == facts(codes, DAYS, names)
    known = {f.name for each in live[world.DAY].values() for f in each.values() if f.value}
    assert len(known) > 25
    assert {"coverage", "hazards_found", "general_hazards_rechecked_in_time"} <= known


def test_counting_and_showing_at_once_gives_the_same(units: list[Area]) -> None:
    codes, names = [unit.code for unit in units], list(registered())
    plain, shown = facts_on(codes, world.DAY, names), evidence(codes, world.DAY, names)
    source = Together()
    with CaptureQueriesContext(connection) as queries:
        assert facts_on(codes, world.DAY, names, source=source) == plain
        assert evidence(codes, world.DAY, names, source=source) == shown
    asked = [each["sql"].split()[0] for each in queries.captured_queries]
    assert asked.count("EXECUTE") == 3  # records, sums, and the records that are summed
    busy = codes[0]
    counted = shown[(busy, "hazards_found")].counted
    assert len(counted) == len(list(counted)) == plain[busy]["hazards_found"].value == 3
    assert counted[:2] == tuple(counted)[:2] and counted[-1] in counted
    for name in names:
        fact = plain[busy][name]
        if fact.whole is not None:
            seen = shown[(busy, name)]
            assert (len(seen.counted), len(seen.not_counted)) == (
                *(fact.part, fact.whole - fact.part),
            )
    few = Together(shown=relations(["hazards_found"]))
    assert facts_on(codes, world.DAY, names, source=few) == plain
    assert evidence(codes, world.DAY, ["coverage"], source=few) == {
        key: each for key, each in shown.items() if key[1] == "coverage"
    }


def test_one_unit_gets_what_it_gets_among_all(units: list[Area]) -> None:
    codes, names = [unit.code for unit in units], list(registered())
    both = facts_on(codes, world.DAY, names)
    assert {code: facts_on([code], world.DAY, names)[code] for code in codes} == both


@pytest.mark.parametrize("apart", [False, True], ids=["all at once", "one at a time"])
def test_the_table_of_a_country_says_what_the_facts_say(
    units: list[Area], tmp_path: Path, apart: bool
) -> None:
    export(tmp_path / "lake")
    codes = [unit.code for unit in units]
    names, packs = list(registered()), [load_pack(ROOT / "packs" / "national")]
    quarters = [(dt.date(2021, 1, 1), dt.date(2021, 3, 31)), (dt.date(2021, 4, 1), world.DAY)]
    cycles = [Cycle("early", DAYS[0], dt.date(2020, 1, 1))]
    cycles += [Cycle(f"{first}", day, first) for first, day in quarters]
    for place, some in enumerate([[cycle] for cycle in cycles] if apart else [cycles]):
        written(tmp_path / "lake", tmp_path / f"country{place}.parquet", names, some, packs)
    found = duckdb.sql(f"SELECT * FROM '{tmp_path}/country*.parquet'")
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    assert len(rows) == len(cycles) * Area.objects.count()
    by_unit = {(row["cycle"], row["unit_id"]): row for row in rows}
    for cycle in cycles:
        live = facts(codes, [cycle.day], names, cycle.first, packs)[cycle.day]
        for unit in codes:
            row = by_unit[cycle.key, unit]
            for name, fact in live[unit].items():
                told = (row[name], row[f"{name}_part"], row[f"{name}_whole"])
                assert told == (fact.value, fact.part, fact.whole), (unit, cycle.key, name)
    busy, silent = (by_unit["2021-01-01", code] for code in codes)
    assert (busy["inspections_made"], busy["enterprises_visited"]) == (2, 1)
    # The enterprise of a village between two townships is one of each.
    assert (busy["enterprises_registered_part"], silent["enterprises_registered_part"]) == (3, 1)


def test_a_table_is_written_by_a_command(units: list[Area], tmp_path: Path) -> None:
    lake, target = tmp_path / "lake", tmp_path / "table.parquet"
    told = CliRunner().invoke(app, ["export", str(lake)])
    assert told.exit_code == 0
    asked = ["--cycle", "2021q1", "--cycle", "2021", "--indicator", "inspections_made"]
    told = CliRunner().invoke(app, ["table", str(lake), str(target), *asked])
    assert (told.exit_code, "2 个周期，1 个指标" in told.output) == (0, True), told.output
    rows = duckdb.sql(f"SELECT cycle, unit_id, inspections_made FROM '{target}'").fetchall()
    assert not list(tmp_path.glob(".*"))  # nothing of the writing is left beside it
    assert {(cycle, made) for cycle, unit, made in rows if unit == units[0].code} == {
        ("2021", 2),
        ("2021Q1", 2),
    }
    for words, said in (
        ([str(target), "--cycle", "2021Q1"], "已经存在"),
        ([str(tmp_path / "none" / "a.parquet"), "--cycle", "2021Q1"], "没有目录"),
        ([str(tmp_path / "a.parquet"), "--cycle", "2021Q5"], "看不懂周期“2021Q5”"),
        ([str(tmp_path / "a.parquet"), *asked[:2], "--indicator", "none"], "没有指标“none”"),
    ):
        told = CliRunner().invoke(app, ["table", str(lake), *words])
        assert (told.exit_code, said in told.output) == (2, True), told.output
    told_of = json.loads((lake / "lake.json").read_text())
    kept = {name: each for name, each in told_of["files"].items() if "inspection/" not in name}
    (lake / "lake.json").write_text(json.dumps(told_of | {"files": kept}))
    told = CliRunner().invoke(app, ["table", str(lake), str(tmp_path / "a.parquet"), *asked])
    assert (told.exit_code, "缺少" in told.output) == (2, True), told.output
    assert not (tmp_path / "a.parquet").exists()


def test_each_row_lies_in_one_file_of_its_prefecture(units: list[Area], tmp_path: Path) -> None:
    made = export(tmp_path / "lake")
    rows = {name: each["rows"] for name, each in made["files"].items()}
    assert rows["orgs_officer/3711.parquet"] == Officer.objects.count() == 3
    assert "orgs_officer/4202.parquet" not in rows
    areas = [count for name, count in rows.items() if name.startswith("orgs_area/")]
    assert sum(areas) == Area.objects.count()
    assert manifest(tmp_path / "lake") == made


def test_no_file_holds_a_name_or_number_of_a_person(units: list[Area], tmp_path: Path) -> None:
    export(tmp_path / "lake")
    for file in (tmp_path / "lake").rglob("*.parquet"):
        columns = {row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM '{file}'").fetchall()}
        assert not columns & PERSONAL, file
        assert file.parent.name != "orgs_officer" or "name" not in columns
        for each in columns & FILLED_IN:
            held = duckdb.sql(f"SELECT DISTINCT {each} FROM '{file}'").fetchall()
            assert {text for (text,) in held} <= {"", MARK}


def test_every_table_of_the_indicators_knows_its_area() -> None:
    without = {model._meta.db_table for model in read_by() if not way_to_area(model)}
    assert "orgs_certificate" not in without
    assert way_to_area(Certificate) == "officer__agency__area__path"


def test_a_folder_that_exists_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    with pytest.raises(Refused, match="已存在"):
        export(tmp_path / "lake")
    assert list((tmp_path / "lake").iterdir()) == []


def test_half_a_lake_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    with pytest.raises(Refused, match="不是完整的数据湖"), opened(tmp_path / "lake", "duckdb"):
        pass
