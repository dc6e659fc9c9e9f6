"""Replaying past cycles under a draft, and what the command line prints of a cycle."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import typer

from angen.assess import cli
from angen.assess.cli_ratings import cycle_report, simulate_folder
from angen.assess.models import Result, Snapshot
from angen.assess.queries.figures import as_data, run_figures
from angen.assess.queries.simulation import simulate
from angen.kernel.refusal import Refused
from angen.policy.loader import load_pack_from_files
from assess import rated

pytestmark = pytest.mark.django_db
UNTIL = dt.date(2021, 12, 31)


def draft(**changes: str):
    return load_pack_from_files(rated.files(**changes))


def changed(found) -> list[tuple[str, str, str, str, str, str]]:
    return [
        (x.cycle, x.name, x.old_grade, x.new_grade, x.moved_by, x.item)
        for each in found
        for x in each.changed
    ]


def test_a_higher_pass_mark_lists_exactly_whose_grade_changes(place):
    for key in ("2021Q1", "2021Q2", "2021Q3"):
        place.publish(key)
    before = Snapshot.objects.count(), Result.objects.count()
    higher = draft(values=rated.VALUES.replace("value: 60, unit: 分", "value: 73, unit: 分"))
    found = simulate(higher, 4, until=UNTIL, rating="effect")
    assert [each.cycle for each in found] == ["2021Q1", "2021Q2", "2021Q3"]
    assert changed(found) == [
        ("2021Q1", "丁", "合格", "不合格", "line", "marks"),
        ("2021Q3", "丙", "合格", "不合格", "line", "marks"),
    ]
    assert (Snapshot.objects.count(), Result.objects.count()) == before


def test_another_formula_names_the_item_that_moved_it(place):
    place.publish("2021Q1")
    text = rated.RATINGS.replace('"least(visits_made, 10)"', '"visits_made * 0"')
    found = simulate(draft(ratings=text), 1, until=UNTIL, rating="effect")
    assert changed(found) == [("2021Q1", "甲", "优秀", "合格", "item", "visits")]


def test_a_gate_and_an_indicator_that_the_snapshot_lacks(place):
    place.publish("2021Q1")
    gate = "{when: officers_in_post < 1, grade: 不合格, cite: 二, says: 没有人员}"
    text = rated.RATINGS.replace(
        "  grades:\n    - {name: 优秀", f"    - {gate}\n  grades:\n    - {{name: 优秀", 1
    )
    found = simulate(draft(ratings=text), 1, until=UNTIL, rating="effect")
    assert {x[3] for x in changed(found)} == {"未知"}  # nobody recorded whether anybody is in post
    assert len(changed(found)) == 4


def test_without_a_run_the_records_are_replayed(place):
    found = simulate(draft(), 4, until=UNTIL, rating="effect")
    assert {each.source for each in found} == {"records"} and changed(found) == []
    with pytest.raises(Refused, match="没有安装"):
        simulate(
            draft(pack=rated.files()["pack.yaml"].replace("city-2021", "other")), 1, until=UNTIL
        )


def test_the_command_prints_totals_from_the_run(place, capsys):
    place.failing("2021Q2", "2021Q3")
    (found,) = cycle_report("city-2021", "2021Q3", "", "effect")
    assert found["totals"] == {
        "units": 4,
        "outcomes": {"scored": 4},
        "grades": {"优秀": 2, "合格": 1, "不合格": 1},
        "unqualified": 1,
        "statements": 1,
        "failing_twice": 1,
        "accountability": 1,
    }
    cli.assess("city-2021", cycle="2021q3", rating="effect", as_json=True)
    assert json.loads(capsys.readouterr().out)[0]["snapshot"] == found["snapshot"]
    cli.assess("city-2021", cycle="2021Q3", rating="effect")
    assert "连续两次不合格1个" in capsys.readouterr().out
    (fresh,) = cycle_report("city-2021", "2021Q1", "", "effect")
    assert fresh["state"] == "not_opened" and fresh["totals"]["outcomes"] == {"unknown": 4}
    for asked in (("nothing", "2021Q3"), ("city-2021", "2021X"), ("city-2021", "2021-07")):
        with pytest.raises(Refused):
            cycle_report(*asked, "", "")


def test_a_folder_is_simulated(place, tmp_path, capsys):
    place.publish("2021Q1")
    for name, text in rated.files(values=rated.VALUES.replace("value: 60", "value: 75")).items():
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text)
    simulate_folder(tmp_path, cycles=1, until="2021-12-31", as_json=True)
    rows = {each["rating"]: each for each in json.loads(capsys.readouterr().out)}
    assert [x["name"] for x in rows["effect"]["changed"]] == ["丁"]
    simulate_folder(tmp_path, cycles=1, until="2021-12-31")
    assert "丁：合格 → 不合格" in capsys.readouterr().out
    with pytest.raises(typer.Exit):
        simulate_folder(tmp_path, until="2021-13-31")


def test_the_figures_are_plain_data(place):
    (third,) = place.failing("2021Q3")
    found = run_figures(third)
    assert [each.name for each in found.unqualified] == ["丙"]
    assert found.by_grade == {"优秀": 2, "合格": 1, "不合格": 1}
    assert [case.name for case in found.following("statement")] == ["丙"]
    assert "54号" in found.notes[0]
    json.dumps(as_data(found))
