"""What is said of a unit that is not scored: on pages, in tables, as data; and none is ranked."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from angen.assess.cli_ratings import cycle_report
from angen.assess.models import Cycle
from angen.assess.queries.circulating import data_of
from angen.assess.queries.cycles import standing_snapshot
from angen.assess.unscored import item_reason, reason_of
from angen.policy.loader import load_pack
from angen.policy.rated import Aside
from angen.rulebook.actions import install_pack, shipped_folders
from angen.rulebook.queries import pack_named
from assess import rated
from assess.place import Place

pytestmark = pytest.mark.django_db
SAMPLE = "  sample: {count: task_marks, at_least: 60, cite: 第五条, basis: design}\n"
WHERE = "  where: plan_due > 0\n"


@pytest.fixture
def cycle(place: Place) -> Cycle:
    """丙 has nothing due, 丁 too small a sample, 乙 no record at all; 甲 alone is scored."""
    ratings = rated.RATINGS.replace("  least_points: 50\n", WHERE + SAMPLE, 1)
    install_pack(rated.files(ratings=ratings), by=None)
    end = rated.ENDS[0]
    rated.state(place.towns["丙"], rated.PLANS, 0, end)
    place.towns["乙"].statements.all().delete()
    return place.publish("2021Q1")


def test_every_reason_is_said_in_a_sentence_with_its_clause(cycle: Cycle, place: Place) -> None:
    (found,) = cycle_report("city-2021", "2021Q1", "", "effect")
    units = {each["name"]: each for each in found["units"]}
    assert {name: (u["outcome"], u["rank"], u["score"]) for name, u in units.items() if name != "甲"} == {
        "乙": ("unknown", None, None),
        "丙": ("not_applicable", None, None),
        "丁": ("below_sample", None, None),
    }  # fmt: skip
    assert units["甲"]["why"] is None and units["甲"]["rank"] == 1
    assert units["乙"]["why"] == "未知：缺应检企业"
    assert units["丙"]["why"] == "不适用：应检企业0家，不在评定范围（应检企业大于0）"
    assert units["丁"]["why"] == "样本不足：任务得分50分，至少60分"
    assert units["丁"]["clause"] == "第五条"


def test_the_page_lists_them_apart_and_each_one_says_why(cycle: Cycle, place: Place) -> None:
    client = Client()
    client.force_login(place.by)
    page = client.get(f"/assessments/{cycle.pk}/").content.decode()
    ranked, _, apart = page.partition("不排名的单位")
    assert "样本不足：任务得分50分，至少60分" in apart and "样本不足：" not in ranked
    assert "未知：缺应检企业" in apart
    shown = client.get(f"/assessments/{cycle.pk}/units/{place.towns['丁'].pk}/").content.decode()
    assert "为什么样本不足" in shown and "第五条" in shown and "task_marks &gt;= 60" in shown
    assert "各项得分" not in shown
    shown = client.get(f"/assessments/{cycle.pk}/units/{place.towns['丙'].pk}/").content.decode()
    assert "应检企业大于0" in shown and "应检企业：0家" in shown
    book = client.get(f"/assessments/{cycle.pk}/?format=xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(book))).get_sheet_by_index(0).to_python()  # fmt: skip
    row = next(each for each in rows if each[2] == "丁")
    assert row[0] == "不排名" and row[4:7] == ["样本不足"] * 3
    assert row[8] == "样本不足：任务得分50分，至少60分"


def test_the_circular_is_told_the_reasons_from_the_snapshot_alone(
    cycle: Cycle, place: Place
) -> None:
    snapshot = standing_snapshot(cycle)
    assert snapshot is not None
    place.towns["丁"].statements.all().delete()
    units = {each["name"]: each["why"] for each in data_of(snapshot)["units"]}
    assert units["甲"] == "" and units["丁"] == "样本不足：任务得分50分，至少60分"


def item(outcome: str, **facts: str | None) -> dict:
    return {"outcome": outcome, "facts": list(facts.items()), "missing": []}


def test_an_item_without_points_says_why() -> None:
    folder = next(each for each in shipped_folders() if each.name == "rizhao-2021")
    pack = load_pack(folder)
    items = {each.id: each for each in pack.ratings[0].items}
    few = item("below_sample", inspections_made="1")
    assert item_reason(pack, items["records"], few) == "样本不足：监督检查次数1家次，至少2家次"
    none = item("not_applicable", major_hazards_closed_in_time=None)
    assert item_reason(pack, items["major"], none) == (
        "不适用：本期没有应计入的记录（重大隐患按期闭环率），分值按比例分到其他项"
    )


def test_too_few_points_that_apply_are_a_reason_too(place: Place) -> None:
    pack = pack_named("city-2021")
    assert pack is not None
    few = Aside("few", points=Decimal(40))
    assert reason_of(pack, pack.ratings[0], few).text == (
        "样本不足：适用的评分项合计40分，至少50分"
    )
