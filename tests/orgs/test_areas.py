"""The area tree: loading, dated names and membership, changes."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.actions.areas import abolish_area, add_area, load_areas, move_area, rename_area
from angen.orgs.divisions import kind_of
from angen.orgs.models import Area, AreaName, AreaPlace
from angen.orgs.queries.areas import areas_on, name_on, subtree_on
from factories import AccountFactory, AreaFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("37", "山东省", "province"),
        ("371171", "日照经济技术开发区", "development_zone"),
        ("441971", "某某街道", "county"),
        ("371102001", "日照街道", "street"),
        ("371102100", "河山镇", "town"),
        ("371103200", "前三岛乡", "township"),
        ("371122400", "莒县经济开发区", "development_zone"),
        ("110111400", "某农场", "farm"),
        ("110111401", "某某林场", "forest_farm"),
        ("110111402", "某某工业园", "park"),
        ("371102001001", "日升社区居委会", "community"),
        ("371102001201", "某某村委会", "village"),
    ],
)
def test_the_kind_follows_from_code_and_name(code: str, name: str, kind: str) -> None:
    assert kind_of(code, name) == kind


def test_all_areas_load_fast_once_and_dated() -> None:
    begun = time.perf_counter()
    assert load_areas(by=None) == (47_623, 0)
    assert time.perf_counter() - begun < 10
    assert Area.objects.exclude(level="village").count() == 44_703
    assert AreaName.objects.count() == 47_623 + 2
    assert AreaPlace.objects.count() == 47_623 - 31
    assert Area.objects.get(pk="371102001001").path == "/37/3711/371102/371102001/371102001001/"

    yunyang, jingshan = Area.objects.get(pk="420304"), Area.objects.get(pk="420882")
    assert name_on(yunyang, dt.date(2014, 9, 1)) == "郧县"
    assert name_on(yunyang, dt.date(2014, 10, 1)) == yunyang.name == "郧阳区"
    assert name_on(jingshan, dt.date(2018, 2, 23)) == "京山县"
    assert name_on(jingshan, dt.date(2018, 2, 24)) == "京山市"

    tree = subtree_on("3711", DAY)
    assert {"3711", "371102", "371102001", "371102001001"} <= tree
    assert len(tree) == Area.objects.filter(path__startswith="/37/3711/").count()

    # Loading again changes nothing but what differs from the source.
    Area.objects.filter(pk="371102100").update(name="写错的名称")
    assert load_areas(by=None) == (0, 1)
    assert load_areas(by=None) == (0, 0)


def test_a_change_made_here_survives_loading_again() -> None:
    load_areas(by=None)
    keeper = AccountFactory(role="system_admin", area=Area.objects.get(pk="42"))
    area = Area.objects.get(pk="421202")
    rename_area(area, name="新名区", since=DAY, cite="某文", by=keeper)
    assert load_areas(by=None) == (0, 0)
    assert Area.objects.get(pk="421202").name == "新名区"
    assert name_on(area, DAY - dt.timedelta(1)) == "咸安区"


def test_a_zone_hangs_in_the_tree_and_moves() -> None:
    county = AreaFactory(level="county")
    other = AreaFactory(level="county", parent=county.parent)
    keeper = AccountFactory(role="system_admin", area=county.parent)
    zone = add_area(
        code=f"{county.code}Z1",
        name="滨海功能区",
        level="township",
        kind="development_zone",
        parent=county,
        since=dt.date(2015, 5, 1),
        cite="某政发〔2015〕1号",
        by=keeper,
    )
    town = AreaFactory(level="township", parent=zone)
    assert zone.code not in subtree_on(county.code, dt.date(2015, 4, 30))
    assert {zone.code, town.code} <= subtree_on(county.code, DAY)

    move_area(zone, parent=other, since=DAY, cite="某政发〔2020〕1号", by=keeper)
    town.refresh_from_db()
    assert town.path == f"{other.path}{zone.code}/{town.code}/"
    assert zone.code in subtree_on(county.code, DAY - dt.timedelta(1))
    assert zone.code not in subtree_on(county.code, DAY)
    assert {zone.code, town.code} <= subtree_on(other.code, DAY)
    before, after = (areas_on(day, [zone.code])[zone.code] for day in (dt.date(2019, 1, 1), DAY))
    assert (before.parent, after.parent) == (county.code, other.code)


def test_impossible_changes_are_refused_in_words() -> None:
    county = AreaFactory(level="county")
    town = AreaFactory(level="township", parent=county)
    keeper = AccountFactory(role="system_admin", area=county.parent)
    with pytest.raises(Refused, match="不能作它的上级"):
        move_area(county, parent=town, since=DAY, cite="", by=keeper)
    with pytest.raises(Refused, match="还有区划"):
        abolish_area(county, last_day=DAY, cite="", by=keeper)
    with pytest.raises(Refused, match="不能晚于今天"):
        rename_area(town, name="新", since=dt.date(2999, 1, 1), cite="", by=keeper)
    with pytest.raises(NotAllowed):
        rename_area(town, name="新", since=DAY, cite="", by=AccountFactory(role="system_admin"))
    abolish_area(town, last_day=DAY, cite="某文", by=keeper)
    assert town.code in subtree_on(county.code, DAY)
    assert town.code not in subtree_on(county.code, DAY + dt.timedelta(1))
