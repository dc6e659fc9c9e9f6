from __future__ import annotations

import datetime as dt

import pytest

from angen.assess.actions.standing import (
    close_finding,
    draft_circular,
    end_waiver,
    open_finding,
    waive_standard,
)
from angen.assess.models import Finding, Waiver
from angen.assess.queries.claims import claim_mismatches
from angen.audit.models import Entry
from angen.kernel.access import can, rows
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.models import Area
from angen.rulebook.actions import install_pack
from assess import packs, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indicators")]
DAY = world.DAY
WAIVER = {
    "reason": "机构撤并",
    "approver": "市安委办",
    "valid_from": dt.date(2021, 12, 1),
    "valid_to": dt.date(2021, 12, 31),
}


@pytest.fixture
def town() -> Area:
    town = world.township("371102001", "第1镇", world.county())
    agency = world.office(town)
    world.certificate(world.officer(agency))
    world.statement(town, "certificates", 3)
    install_pack(packs.pack(), by=None)
    return town


@pytest.fixture
def city(town):
    return world.account("city_office", town.parent.parent)


def test_a_claim_above_the_verified_is_a_mismatch(town) -> None:
    (found,) = claim_mismatches("3711", DAY)
    assert (found.unit.code, found.claimed, found.verified) == ("371102001", 3, 1)
    assert found.nature == "申报不实"
    assert claim_mismatches("3711", DAY - dt.timedelta(1)) == []


def test_a_finding_is_opened_once_and_runs_its_course(town, city) -> None:
    made = open_finding(town, DAY, by=city)
    assert open_finding(town, DAY, by=city) == made
    assert (made.claimed, made.verified, made.state) == (3, 1, "open")
    drafted = draft_circular(made, by=city)
    assert "申报持证执法人员3名" in drafted.circular and "第二条" in drafted.circular
    with pytest.raises(Refused, match="已拟通报"):
        draft_circular(made, by=city)
    with pytest.raises(Refused, match="办结情况"):
        close_finding(made, outcome=" ", by=city)
    assert close_finding(made, outcome="已补足", by=city).state == "closed"
    events = list(Entry.objects.filter(subject_type="assess.finding").order_by("seq"))
    assert [entry.label for entry in events] == ["发现申报不实", "拟通报稿", "问题办结"]


def test_nothing_to_find_is_refused(town, city) -> None:
    with pytest.raises(Refused, match="没有超过"):
        open_finding(town, DAY - dt.timedelta(1), by=city)
    assert not Finding.objects.exists()


def test_a_township_opens_nothing_and_waives_nothing(town) -> None:
    head = world.account("township_head", town)
    with pytest.raises(NotAllowed):
        open_finding(town, DAY, by=head)
    with pytest.raises(NotAllowed):
        waive_standard(town, "city-2021", "holders", by=head, **WAIVER)
    assert not Finding.objects.exists() and not Waiver.objects.exists()


def test_a_waiver_is_recorded_and_may_end_early(town, city) -> None:
    made = waive_standard(town, "city-2021", "holders", by=city, **WAIVER)
    with pytest.raises(Refused, match="已有豁免"):
        waive_standard(town, "city-2021", "holders", by=city, **WAIVER)
    with pytest.raises(Refused, match="之间"):
        end_waiver(made, on=dt.date(2022, 1, 1), reason="已配齐", by=city)
    assert end_waiver(made, on=dt.date(2021, 12, 10), reason="已配齐", by=city).valid_to.day == 10
    assert Entry.objects.filter(subject_type="assess.waiver").count() == 2


@pytest.mark.parametrize(
    "change", [{"reason": ""}, {"approver": " "}, {"valid_to": dt.date(2021, 11, 1)}]
)
def test_a_bad_waiver_is_refused(town, city, change) -> None:
    with pytest.raises(Refused):
        waive_standard(town, "city-2021", "holders", by=city, **(WAIVER | change))
    with pytest.raises(Refused, match="没有生效的标准"):
        waive_standard(town, "city-2021", "nothing", by=city, **WAIVER)
    assert not Waiver.objects.exists()


def test_each_role_sees_its_own_subtree(town, city) -> None:
    other = world.township("371102002", "第2镇", town.parent)
    head = world.account("township_head", town)
    assert [area.pk for area in rows(head, "assess.see_standing")] == ["371102001"]
    assert not can(head, "assess.see_standing", other)
    assert rows(city, "assess.see_standing").count() == 4
