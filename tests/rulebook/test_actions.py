from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from angen.audit.models import Entry
from angen.kernel.refusal import NotAllowed
from angen.policy.problems import PackRefused
from angen.rulebook.actions import install_pack
from angen.rulebook.models import InstalledPack
from angen.rulebook.queries import active_packs, meetings, packs_governing, value
from assess import packs, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indicators")]
DAY = dt.date(2021, 12, 31)


@pytest.fixture
def county():
    return world.county()


def sentences(refusal: PackRefused) -> str:
    return "\n".join(map(str, refusal.problems))


def test_a_pack_is_installed_and_recorded(county) -> None:
    made = install_pack(packs.pack(), by=None)
    assert (made.version, made.active, made.governs) == (1, True, ["3711"])
    entry = Entry.objects.get(event="rulebook.PackInstalled")
    assert entry.content["digest"] == made.digest
    assert [pack.id for pack in active_packs()] == ["city-2021"]


def test_the_same_text_again_changes_nothing(county) -> None:
    assert install_pack(packs.pack(), by=None) == install_pack(packs.pack(), by=None)
    assert InstalledPack.objects.count() == 1


def test_three_faults_are_three_sentences_with_file_and_line(county) -> None:
    bad = packs.STANDARDS.replace("full_time_share = 1", "full_time_shares = 1") + (
        "- id: holders\n  says: 再来一次\n  cite: 第二条\n  requires: officers_in_post >= 1\n"
        "- id: fines\n  says: 罚款任务\n  cite: 第九条\n  requires: fines_total >= 10\n"
    )
    with pytest.raises(PackRefused) as refused:
        install_pack(packs.pack(standards=bad, examples="[]"), by=None)
    found = refused.value.problems
    assert [problem.code for problem in found] == ["unknown-indicator", "overlapping-dates", "fine"]
    assert [(problem.file, problem.line) for problem in found] == [
        ("standards.yaml", 16),
        ("standards.yaml", 18),
        ("standards.yaml", 25),
    ]
    assert "是不是“full_time_share”？" in found[0].sentence
    assert not InstalledPack.objects.exists() and not Entry.objects.exists()


def test_the_past_is_not_edited(county) -> None:
    install_pack(packs.pack(), by=None)
    edited = packs.VALUES.replace("value: 2", "value: 3")
    with pytest.raises(PackRefused) as refused:
        install_pack(packs.pack(values=edited, examples="[]"), by=None)
    assert "holders_minimum" in sentences(refused.value)
    gone = packs.STANDARDS.partition("- id: full-time")[0]
    with pytest.raises(PackRefused, match="不能删除"):
        install_pack(packs.pack(standards=gone, examples="[]"), by=None)
    assert InstalledPack.objects.count() == 1


def test_a_new_rule_begins_a_new_version(county) -> None:
    first = install_pack(packs.pack(), by=None)
    later = packs.VALUES + "    2999-01-01: {value: 3, unit: 人, cite: 新二条}\n"
    second = install_pack(packs.pack(values=later), by=None)
    first.refresh_from_db()
    assert (second.version, second.active, first.active) == (2, True, False)
    assert value("holders_minimum", county, DAY).value == 2
    assert value("holders_minimum", county, dt.date(2999, 1, 1)).value == 3


def test_a_correction_gives_its_reason(county) -> None:
    install_pack(packs.pack(), by=None)
    edited = packs.pack(values=packs.VALUES.replace("cite: 第二条", "cite: 第二条第一款"))
    made = install_pack(edited, by=None, correction="录入时漏了款")
    assert (made.version, made.correction) == (2, "录入时漏了款")


def test_only_whoever_reaches_the_area_installs(county) -> None:
    city = world.account("city_office", county.parent)
    other = world.account("county_brigade", county)
    install_pack(packs.pack(), by=city)
    with pytest.raises(NotAllowed):
        install_pack(packs.pack("other-2021"), by=other)
    with pytest.raises(NotAllowed):
        install_pack(packs.pack("nation-2021", governs="*"), by=city)
    assert InstalledPack.objects.count() == 1


def test_the_stricter_number_stands_and_the_nearest_pack_comes_first(county) -> None:
    install_pack(packs.pack(), by=None)
    stricter = packs.VALUES.replace("value: 2", "value: 3")
    install_pack(packs.pack("province-2021", governs="37", values=stricter, examples="[]"), by=None)
    assert [pack.id for pack in packs_governing("371102", DAY)] == ["city-2021", "province-2021"]
    ruling = value("holders_minimum", county, DAY)
    assert (ruling.value, ruling.unit, ruling.cite) == (Decimal(3), "人", "第二条")
    assert ruling.pack.id == "province-2021"
    met = meetings(active_packs()[0], DAY)
    assert [(m.why, m.other.id, m.stands) for m in met] == [
        ("limit", "province-2021", "province-2021")
    ]


def test_an_override_with_its_clause_stands_though_it_is_milder(county) -> None:
    strict = packs.VALUES.replace("value: 2", "value: 3")
    install_pack(packs.pack("province-2021", governs="37", values=strict, examples="[]"), by=None)
    milder = packs.STANDARDS.replace(
        "  limit: holders_minimum\n",
        "  limit: holders_minimum\n  overrides: {standard: province-2021/holders, cite: 第八条}\n",
    )
    install_pack(packs.pack(standards=milder), by=None)
    assert value("holders_minimum", county, DAY).value == 2


def test_a_pack_governs_its_own_area_and_days_only(county) -> None:
    install_pack(packs.pack(governs="371102"), by=None)
    assert packs_governing(county, dt.date(2020, 12, 31)) == []
    assert packs_governing(county.parent, DAY) == []
    assert value("holders_minimum", county.parent, DAY) is None
    assert value("no_such_number", county, DAY) is None
