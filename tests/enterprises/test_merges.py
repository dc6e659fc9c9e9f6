"""Duplicates are found, merged with what hangs on them, and split again."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from angen.enterprises.actions.merges import merge_enterprises, split_enterprises
from angen.enterprises.columns import SIGNS, sound
from angen.enterprises.models import Enterprise, Letter, Merge
from angen.enterprises.queries.duplicates import alike, duplicates, likeness, words
from angen.kernel.refusal import NotAllowed, Refused
from factories import AccountFactory
from factories.enterprises import (
    ContactFactory,
    EnterpriseFactory,
    LetterFactory,
    SiteFactory,
    SupervisionFactory,
    credit_code,
)


@pytest.fixture
def pair(world):
    place = EnterpriseFactory(
        name="招贤 木业厂", area=world.town, code="NB-1", no_code_reason="unlicensed"
    )
    return place, EnterpriseFactory(name="招贤木业厂有限公司", area=world.town)


def test_a_merge_moves_what_fits_and_a_split_gives_it_back(world, pair):
    loser, survivor = pair
    ContactFactory(enterprise=loser)
    same_year = LetterFactory(enterprise=loser)
    LetterFactory(enterprise=survivor)
    older = LetterFactory(enterprise=loser, year=2020)
    SupervisionFactory(enterprise=loser)
    merge = merge_enterprises(loser, survivor, reason="同一地址同一负责人", by=world.head)
    assert {name: len(keys) for name, keys in merge.moved.items()} == {
        "contacts": 1,
        "supervisions": 1,
        "letters": 1,
    }
    same_year.refresh_from_db()
    assert same_year.enterprise == loser
    assert set(survivor.letters.values_list("year", flat=True)) == {2020, 2021}
    new = SiteFactory(enterprise=survivor, area=world.town)
    split_enterprises(merge, reason="核实为两家", by=world.head)
    older.refresh_from_db()
    new.refresh_from_db()
    assert older.enterprise == loser
    assert new.enterprise == survivor
    assert loser.supervisions.count() == 1
    assert set(Enterprise.objects.live()) == {loser, survivor}
    with pytest.raises(Refused, match="已经拆分"):
        split_enterprises(merge, reason="再拆", by=world.head)


def test_a_credit_code_is_not_given_up(world, pair):
    place, company = pair
    with pytest.raises(Refused, match="反过来"):
        merge_enterprises(company, place, reason="同一家", by=world.head)
    assert not Merge.objects.exists()


def test_two_legal_persons_stay_two(world):
    one, other = EnterpriseFactory(area=world.town), EnterpriseFactory(area=world.town)
    with pytest.raises(Refused, match="两家企业") as refused:
        merge_enterprises(one, other, reason="名称相近", by=world.head)
    assert refused.value.article == "GB 32100—2015"


def test_both_records_must_be_in_reach(world, pair):
    foreign = EnterpriseFactory(area=world.other, code="NB-2", no_code_reason="site")
    with pytest.raises(NotAllowed):
        merge_enterprises(pair[0], foreign, reason="同一家", by=world.head)
    with pytest.raises(NotAllowed):
        merge_enterprises(*pair, reason="同一家", by=AccountFactory(role="township_officer", area=world.town))  # fmt: skip


def test_a_chain_is_split_from_its_end(world, pair):
    last = EnterpriseFactory(area=world.town, code="NB-3", no_code_reason="site")
    first = merge_enterprises(last, pair[0], reason="同一家", by=world.head)
    merge_enterprises(*pair, reason="同一家", by=world.head)
    with pytest.raises(Refused, match="先拆分后一次"):
        split_enterprises(first, reason="不是", by=world.head)
    with pytest.raises(Refused, match="已并入"):
        merge_enterprises(pair[0], pair[1], reason="同一家", by=world.head)


def why(found):
    return {(frozenset({p.one.name, p.other.name}), p.why) for p in found.pairs}


def test_duplicates_by_name_code_and_likeness(world):
    for name, code in (
        ("日照兴旺木业有限公司", credit_code(1)),
        ("日照兴旺木业有限责任公司", credit_code(2)),
        ("日照东港兴旺木业加工厂", credit_code(3)),
        ("日照东港兴旺木业加工总厂", "NB-9"),
        ("莒县远方面粉厂", credit_code(4)),
    ):
        reason = "unlicensed" if code.startswith("NB") else ""
        EnterpriseFactory(name=name, code=code, no_code_reason=reason, area=world.town, address="")
    EnterpriseFactory(name="日照兴旺木业有限公司", area=world.other)
    assert why(duplicates(world.head)) == {
        (frozenset({"日照兴旺木业有限公司", "日照兴旺木业有限责任公司"}), "名称相同"),
        (frozenset({"日照东港兴旺木业加工厂", "日照东港兴旺木业加工总厂"}), "名称相近"),
    }
    assert len(duplicates(world.brigade).pairs) == 4
    assert len(duplicates(world.brigade, world.town.path).pairs) == 2


def test_one_organisation_under_two_authorities(world):
    code = credit_code(7)
    moved = "92" + code[2:17]
    last = next(s for s in SIGNS if sound(moved + s))
    EnterpriseFactory(name="甲木业", code=code, area=world.town)
    EnterpriseFactory(name="乙贸易", code=moved + last, area=world.town)
    assert [p.why for p in duplicates(world.head).pairs] == ["代码中的主体标识相同"]


texts = st.text(alphabet="日照兴旺木业加工厂东港", min_size=2, max_size=12)


@given(texts, texts)
def test_likeness_is_symmetric_and_bounded(one, other):
    a, b = words(one), words(other)
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b) <= 1
    assert likeness(a, a) == (1 if a else 0)


@given(st.lists(texts, min_size=2, max_size=8))
def test_the_short_way_finds_what_comparing_all_finds(names):
    rows = [(uuid.UUID(int=n), name, "") for n, name in enumerate(names)]
    found = {pair for pair, _ in alike(rows)}
    wanted = {
        (a[0], b[0])
        for i, a in enumerate(rows)
        for b in rows[i + 1 :]
        if likeness(words(a[1]), words(b[1])) >= 0.72
    }
    assert found == wanted


def test_letters_of_a_merged_record_stay_findable(world, pair):
    LetterFactory(enterprise=pair[0])
    LetterFactory(enterprise=pair[1])
    merge_enterprises(*pair, reason="同一家", by=world.head)
    assert Letter.objects.count() == 2
