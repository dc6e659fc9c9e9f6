"""The checklists that ship, and a reader that lets nothing doubtful pass."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from angen.inspections import library
from angen.inspections.library import LibraryRefused, read

TODAY = dt.date(2026, 11, 22)
EVE, CHANGE = dt.date(2026, 9, 29), dt.date(2026, 9, 30)
DAYS = st.dates(dt.date(2010, 1, 1), dt.date(2040, 1, 1))
# Items a sheet holds itself; a checklist adds those that other sheets lend it.
OWN = {
    "general": 28,
    "trade": 2,
    "fire": 12,
    "electricity": 6,
    "crowded": 2,
    "confined_space": 5,
    "dust": 12,
    "ammonia": 4,
    "metallurgy": 8,
    "nonferrous": 8,
    "building_materials": 8,
    "machinery": 10,
    "light_industry": 7,
    "textile_tobacco": 4,
    "chemicals": 30,
    "fireworks": 20,
    "mines": 22,
    "construction": 11,
    "gas": 9,
    "special_equipment": 7,
    "rural": 10,
    "small": 5,
    "hot_work": 6,
}


def ids(sector, on=TODAY):
    return [item.id for item in library.checklist(sector, on)]


def test_every_sector_is_complete():
    found = {sector: set() for sector in library.sectors()}
    for item in library.library().items:
        found[item.sector].add(item.id)
    assert {sector: len(items) for sector, items in found.items()} == OWN
    assert sum(OWN.values()) == 236


def test_a_checklist_holds_what_other_sheets_lend():
    assert {"B01", "B11", "A06", "T01", "Q07", "R05"} <= set(ids("small"))
    assert {"A09", "A20", "L18", "S01"} <= set(ids("hot_work"))
    assert len(ids("small")) == len(set(ids("small"))) > 25
    assert len(ids("crowded")) > 12


@given(on=DAYS)
def test_no_item_is_asked_twice_on_any_day(on):
    for sector in library.sectors():
        found = ids(sector, on)
        assert len(found) == len(set(found))
        for item in library.checklist(sector, on):
            assert item.holds(on)
            assert library.item(item.id, on) == item


def test_chemicals_are_judged_by_the_standard_of_the_day():
    before, after = library.item("L05", EVE), library.item("L05", CHANGE)
    assert "121号" in before.standard and before.clause == "化工部分第5项"
    assert "AQ 3067—2026" in after.standard
    assert before.valid_to + dt.timedelta(days=1) == after.valid_from
    assert library.item("L21", EVE) is None
    assert library.item("L21", CHANGE).severity == "major"
    old = [i for i in library.checklist("chemicals", EVE) if i.severity == "major"]
    new = [i for i in library.checklist("chemicals", CHANGE) if i.severity == "major"]
    assert (len(old), len(new)) == (20, 25)
    assert not any("3067" in i.standard for i in old)
    assert not any("2017" in i.standard for i in new)


def test_nothing_is_judged_before_its_standard():
    assert ids("ammonia", dt.date(2023, 5, 14)) == ["E03", "E04"]
    assert ids("ammonia", dt.date(2023, 5, 15)) == ["E01", "E02", "E03", "E04"]


def test_every_major_item_cites_its_judgement_standard():
    marks = ("应急管理部令第10号", "121号", "AQ 3067", "88号", "建质规", "建城规", "GB 45067")
    majors = [i for i in library.library().items if i.severity == "major"]
    assert len(majors) > 120
    for item in majors:
        assert item.judged
        assert any(mark in item.standard for mark in marks), item.id
        assert item.valid_from is not None, item.id


def test_what_was_not_read_in_the_original_says_so():
    for item in library.library().items:
        assert (item.basis == "unverified") == item.cite.endswith("（待核）")
        if item.basis == "source":
            assert item.clause and "有关国家标准" not in item.standard
    remembered = {"chemicals", "construction", "special_equipment", "rural", "nonferrous", "gas"}
    for item in library.library().items:
        if item.sector in remembered and item.id != "L28":
            assert item.basis == "unverified", item.id
    assert library.item("D10", TODAY).cite == (
        "工贸企业重大事故隐患判定标准（应急管理部令第10号）第十一条"
    )


def test_both_sentences_and_what_to_look_at_are_plain():
    for item in library.library().items:
        assert item.compliant != item.violating
        for text in (item.compliant, item.violating, item.look):
            assert text.endswith("。") and 6 <= len(text) <= 100, f"{item.id}: {text}"
            assert not any(c.isspace() for c in text.replace(" 3072", "3072")), item.id


def test_measures_fit_the_hazard():
    for item in library.library().items:
        assert item.measure in library.MEASURES
        if item.severity == "major":
            assert item.measure == "handle", item.id


def test_unknown_sectors_and_items_raise():
    with pytest.raises(LookupError):
        library.checklist("no-such", TODAY)
    with pytest.raises(LookupError):
        library.item("Z99", TODAY)


STANDARDS = """
law: {title: 安全生产法, valid_from: 2021-09-01}
old: {title: 旧标准, judges: true, valid_to: 2026-09-29}
new: {title: 新标准, judges: true, valid_from: 2026-09-30}
late: {title: 另一标准, judges: true, valid_from: 2026-09-29}
"""
ITEM = "{id: A01, compliant: 合规句子。, violating: 违规句子。, look: 看现场。"


def sheet(*items, usual="{by: law}", sector="one"):
    lines = "\n".join(f"- {item}" for item in items)
    return f"sector: {sector}\nlabel: 某行业\nunless_said: {usual}\nitems:\n{lines}\n"


def problems(*items, **more):
    with pytest.raises(LibraryRefused) as refused:
        read({"standards.yaml": STANDARDS, "one.yaml": sheet(*items, **more)})
    return "；".join(refused.value.problems)


def test_a_sound_library_is_read():
    item = f"{ITEM}, severity: major, under: [{{by: old, clause: 一}}, {{by: new}}]}}"
    made = read({"standards.yaml": STANDARDS, "one.yaml": sheet(item)})
    assert made.item("A01", EVE).standard == "旧标准"
    assert made.item("A01", CHANGE).standard == "新标准"


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([f"{ITEM}}}", f"{ITEM}}}"], "A01：编号重复"),
        ([f"{ITEM}, under: [{{by: old}}, {{by: late}}]}}"], "有效期重叠"),
        ([f"{ITEM}, severity: major}}"], "必须引用判定标准"),
        ([f"{ITEM}, basis: source}}"], "必须写明条款"),
        ([f"{ITEM}, by: none}}"], "没有“none”"),
        ([f"{ITEM}, also: [two]}}"], "没有行业“two”"),
        ([f"{ITEM}, remark: 多余}}"], "remark"),
        ([f"{ITEM}, severity: huge}}"], "severity"),
        (["{id: a1, compliant: 甲。, violating: 甲。, look: 看。}"], "id"),
        (["{id: A01, compliant: 同一句。, violating: 同一句。, look: 看。}"], "两句相同"),
    ],
)
def test_a_doubtful_library_is_refused(items, said):
    assert said in problems(*items)


def test_what_is_no_yaml_or_lacks_its_grounds_is_refused():
    assert "没有写依据" in problems(f"{ITEM}}}", usual="{}")
    with pytest.raises(LibraryRefused, match="格式有误"):
        read({"standards.yaml": STANDARDS, "one.yaml": "items: ["})
    with pytest.raises(LibraryRefused, match=r"standards\.yaml：缺少"):
        read({"one.yaml": sheet(f"{ITEM}}}")})
    two = {"one.yaml": sheet(f"{ITEM}}}"), "two.yaml": sheet(f"{ITEM.replace('A01', 'A02')}}}")}
    with pytest.raises(LibraryRefused, match="写在两个文件里"):
        read({"standards.yaml": STANDARDS, **two})
