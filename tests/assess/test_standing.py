from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from typer import Typer
from typer.testing import CliRunner

from angen.assess import cli
from angen.assess.lake.export import export
from angen.assess.models import Waiver
from angen.assess.standing import standing
from angen.assess.units import below, units_on
from angen.assess.why import unit_named, why
from angen.orgs.models import Area, Certificate
from angen.rulebook.actions import install_pack
from assess import packs, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indicators")]
DAY = world.DAY


@pytest.fixture
def towns() -> list[Area]:
    """Three townships: two holders, one holder, nothing recorded."""
    county = world.county()
    made = [world.township(f"37110200{n}", f"第{n}镇", county) for n in (1, 2, 3)]
    for unit, holders in zip(made[:2], (2, 1), strict=True):
        agency = world.office(unit)
        for _ in range(holders):
            world.certificate(world.officer(agency))
        world.officer(agency, full_time=False, works_elsewhere="住建局")
    install_pack(packs.pack(), by=None)
    return made


def outcomes(standard: str = "holders", on: dt.date = DAY) -> list[str]:
    found = standing(units_on(below("371102", on, ["township"]), on), on)
    return [line.outcome for line in found.of_standard("city-2021", standard)]


def test_met_not_met_unknown(towns) -> None:
    assert outcomes() == ["met", "not_met", "unknown"]
    assert outcomes("full-time") == ["met", "met", "unknown"]


def test_deleting_the_records_behind_a_met_makes_it_unknown(towns) -> None:
    Certificate.objects.filter(officer__agency__area=towns[0]).delete()
    assert outcomes()[0] == "unknown"


def test_deleting_one_of_the_stated_records_makes_it_unknown(towns) -> None:
    world.statement(towns[0], "certificates", 2)
    Certificate.objects.filter(officer__agency__area=towns[0]).first().delete()
    assert outcomes()[0] == "unknown"
    found = why(unit_named("第1镇", DAY), "holders", DAY)
    assert "还缺1条记录" in found.advice[0].text


def test_a_waiver_excuses_what_is_not_met_and_only_in_its_time(towns) -> None:
    for unit in towns[:2]:
        Waiver.objects.create(
            area=unit,
            pack="city-2021",
            standard="holders",
            reason="撤并",
            approver="市安委办",
            by_name="李四",
            valid_from=dt.date(2021, 12, 1),
            valid_to=dt.date(2021, 12, 31),
        )
    assert outcomes()[:2] == ["met", "waived"]
    assert outcomes(on=dt.date(2021, 11, 30))[:2] == ["met", "not_met"]


def test_the_stricter_of_two_packs_stands_and_the_other_is_not_counted(towns) -> None:
    strict = packs.VALUES.replace("value: 2", "value: 3")
    install_pack(packs.pack("province-2021", governs="37", values=strict, examples="[]"), by=None)
    found = standing(units_on(Area.objects.filter(pk="371102001"), DAY), DAY)
    mine = found.of_standard("city-2021", "holders")[0]
    theirs = found.of_standard("province-2021", "holders")[0]
    assert (mine.outcome, mine.result.superseded_by) == ("met", "province-2021/holders")
    assert (theirs.outcome, theirs.counts) == ("not_met", True)
    assert found.count()["not_met"] == 1 and found.count()["met"] == 2
    answer = why(found.units[0], "holders", DAY, "province-2021")
    assert [line.pack.id for line in answer.others] == ["city-2021"]


def test_milestones_count_units(towns) -> None:
    units = units_on(below("371102", DAY, ["township"]), DAY)
    (progress,) = standing(units, DAY, timetable=True).progress["city-2021"]
    assert (progress.applies, progress.done, progress.not_done, progress.unknown) == (3, 1, 1, 1)
    assert progress.late == ("371102002",)


def test_no_more_queries_for_more_units(towns) -> None:
    areas = below("371102", DAY, ["township"])
    with CaptureQueriesContext(connection) as asked:
        standing(units_on(areas, DAY), DAY, timetable=True)
    # Subtree, units, stamp of packs, packs (kept outside a transaction), statements, facts, waivers.
    assert len(asked) <= 7


def test_evidence_says_what_counted_and_what_did_not(towns) -> None:
    gone = world.certificate(
        towns[1].agencies.get().officers.get(appointments__works_elsewhere="住建局")
    )
    answer = why(unit_named("371102002", DAY), "holders", DAY)
    fact, records = answer.facts[0]
    assert fact.value == 1 and len(records.counted) == 1
    assert [str(record) for record in records.not_counted] == [f"orgs.certificate:{gone.pk}"]
    assert answer.words == "在岗持证人数不少于最少持证人数"
    assert [advice.text for advice in answer.advice] == [
        "在岗持证人数还差1人。",
        "将通报（第三条）",
        "将30日内限期整改",
    ]


runner = CliRunner()
app = Typer()
app.command()(cli.assess)
app.command()(cli.why)


def test_assess_as_json(towns) -> None:
    done = runner.invoke(
        app, ["assess", "city-2021", "--on", "2021-12-31", "--area", "3711", "--json"]
    )
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert len(data["units"]) == 3 and data["totals"]["units_by_kind"] == {"town": 3}
    assert data["totals"]["standards"]["holders"]["unknown"] == 1
    holders = data["units"][0]["standards"][0]
    assert holders["facts"][0]["value"] == 2 and len(holders["facts"][0]["records"]) == 2
    assert holders["cite"] == "第二条" and holders["values"][0]["value"] == 2
    assert data["totals"]["indicators"]["officers_in_post"]["value"] == 3
    assert data["totals"]["indicators"]["officers_in_post"]["units_unknown"] == 1
    assert data["milestones"][0]["done"] == 1


def test_a_lake_says_the_same_to_the_last_digit(towns, tmp_path) -> None:
    export(tmp_path / "lake")
    words = ["assess", "city-2021", "--on", "2021-12-31", "--json"]
    live = runner.invoke(app, words)
    there = runner.invoke(app, [*words, "--engine", "duckdb", "--lake", str(tmp_path / "lake")])
    assert there.exit_code == 0, there.output
    assert there.stdout == live.stdout
    Certificate.objects.all().delete()
    again = runner.invoke(app, [*words, "--lake", str(tmp_path / "lake")])
    assert again.stdout == live.stdout != runner.invoke(app, words).stdout


def test_a_day_before_the_pack_lists_units_and_totals_without_results(towns) -> None:
    done = runner.invoke(app, ["assess", "city-2021", "--on", "2020-06-01", "--json"])
    data = json.loads(done.stdout)
    assert data["pack"]["in_force"] is False
    assert len(data["units"]) == 3 and data["units"][0]["standards"] == []
    assert data["totals"]["indicators"]["officers_in_post"]["value"] == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["assess", "no-pack"], "没有安装政策包"),
        (["assess", "city-2021", "--on", "2021-13-01"], "没有“2021-13-01”这一天"),
        (["assess", "city-2021", "--area", "9999"], "没有区划代码"),
        (["assess", "city-2021", "--area", "37110200"], "没有区划代码"),
        (["assess", "city-2021", "--engine", "duckdb"], "请用 --lake 写明"),
        (["assess", "city-2021", "--lake", "/nowhere"], "不是完整的数据湖目录"),
        (["assess", "city-2021", "--engine", "abacus", "--lake", "/nowhere"], "没有引擎"),
        (["why", "无名镇", "holders"], "没有单位"),
        (["why", "371102001", "nothing", "--on", "2021-12-31"], "没有生效的标准"),
    ],
)
def test_bad_input_is_one_sentence(towns, words, sentence) -> None:
    done = runner.invoke(app, words)
    assert done.exit_code == 2
    assert sentence in done.output and done.output.count("\n") == 1


def test_why_as_json_and_as_text(towns) -> None:
    words = ["why", "371102002", "holders", "--on", "2021-12-31"]
    data = json.loads(runner.invoke(app, [*words, "--json"]).stdout)
    assert data["outcome"] == "not_met" and data["unit"]["name"] == "第2镇"
    assert data["facts"][0]["records"][0].startswith("orgs.certificate:")
    text = runner.invoke(app, words).stdout
    assert "未达标" in text and "第二条" in text
    assert "单位" in runner.invoke(app, ["assess", "city-2021", "--on", "2021-12-31"]).stdout
