"""The fast ways to the list of enterprises lead to exactly what the rule allows."""

from __future__ import annotations

from typing import Any

import pytest

from angen.desk import wanted as ways
from angen.desk.ledger import ledger
from angen.desk.queries import page
from angen.desk.wanted import asked_of, found, wanted
from angen.enterprises.ledgers import near
from factories import AccountFactory, AreaFactory
from factories.enterprises import EnterpriseFactory, SiteFactory

pytestmark = pytest.mark.django_db
NAMES = ("丁化工厂", "丙面粉厂", "乙化工厂", "甲面粉厂", "甲木业厂")


@pytest.fixture
def country() -> dict[str, Any]:
    """Two counties of one city and one of another, five enterprises each, a few sites elsewhere."""
    cities = [AreaFactory(level="prefecture", code=code) for code in ("3701", "3702")]
    made: dict[str, Any] = {"cities": cities, "counties": [], "firms": []}
    for code, city in (("370101", 0), ("370102", 0), ("370201", 1)):
        county = AreaFactory(level="county", code=code, parent=cities[city])
        towns = [
            AreaFactory(level="township", code=f"{code}{n}", parent=county) for n in (101, 102)
        ]
        made["counties"].append(county)
        made["firms"].append(
            [
                EnterpriseFactory(name=f"{code[-2:]}{name}", area=towns[n % 2])
                for n, name in enumerate(NAMES)
            ]
        )
        made.setdefault("towns", []).append(towns)
    SiteFactory(enterprise=made["firms"][2][0], area=made["towns"][0][0])  # seen in both cities
    SiteFactory(enterprise=made["firms"][0][1], area=made["towns"][0][0])  # seen once all the same
    made["firms"][1][2].merged_into = made["firms"][1][1]
    made["firms"][1][2].save()
    return made


def allowed(actor: Any, **asked: str) -> Any:
    """What the rule lets through, asked without any way."""
    book, word = ledger("enterprises"), asked.get("q", "")
    records = ways.narrow(book.rows(actor), ways.filters(book, actor, asked_of(asked)))
    return records.filter(name__contains=word)


def listed(actor: Any, size: int = 2, **asked: str) -> list[Any]:
    """All keys of the list by following the next page, and the same back again."""
    book, seen, after = ledger("enterprises"), [], ""
    while True:
        part = page(book, actor, {**asked, "after": after}, size=size)
        seen += [row.record.pk for row in part.rows]
        if not part.next_url:
            return seen
        after = part.next_url.rpartition("after=")[2].partition("&")[0]


@pytest.mark.parametrize("few", [64, 1], ids=["by area", "by county"])
@pytest.mark.parametrize("sort", ["name", "-name"])
def test_pages_are_what_the_rule_allows(
    country: dict[str, Any], monkeypatch: pytest.MonkeyPatch, few: int, sort: str
) -> None:
    monkeypatch.setattr(near, "FEW", few)
    for role, area in (
        ("township_head", country["towns"][0][0]),
        ("county_brigade", country["counties"][0]),
        ("city_office", country["cities"][0]),
        ("city_office", country["cities"][1]),
    ):
        actor = AccountFactory(role=role, area=area)
        assert ledger("enterprises").parts(actor)
        for asked in ({}, {"q": "面粉"}, {"sector": "machinery"}, {"unsupervised": "1"}):
            rule = allowed(actor, **asked).order_by(sort, "-pk" if sort[0] == "-" else "pk")
            assert listed(actor, sort=sort, **asked) == [one.pk for one in rule]


def test_a_county_is_found_by_its_digits(
    country: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near, "FEW", 1)
    (main, _) = near.parts(AccountFactory(role="city_office", area=country["cities"][0]))
    assert main.merged and main.keys == ("3701", "370101", "370102")
    AreaFactory(level="township", code="370101999", parent=country["counties"][2])
    (rule,) = near.parts(AccountFactory(role="city_office", area=country["cities"][0]))
    assert not rule.merged


@pytest.mark.parametrize(("few", "rare"), [(1_000, 20_000), (1, 20_000), (1, 1)])
def test_search_finds_the_same_however_rare_the_word(
    country: dict[str, Any], monkeypatch: pytest.MonkeyPatch, few: int, rare: int
) -> None:
    monkeypatch.setattr(near, "FEW", 1)
    monkeypatch.setattr(ways, "FEW", few)
    monkeypatch.setattr(ways, "RARE", rare)
    for area in (country["cities"][0], country["counties"][1]):
        actor = AccountFactory(role="city_office", area=area)
        for word in ("面粉", "甲", "没有", "02丙面", "粉厂"):
            rule = [one.pk for one in allowed(actor, q=word).order_by("name", "pk")]
            assert listed(actor, q=word) == rule
            assert set(found(ledger("enterprises"), actor, {"q": word})) == set(
                allowed(actor, q=word)
            )


def test_the_count_says_when_it_stops(
    country: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = AccountFactory(role="county_brigade", area=country["counties"][0])
    book = ledger("enterprises")
    assert page(book, actor, {}, size=3).total == "共 6 条"
    monkeypatch.setattr(ways, "COUNTED", 4)
    assert page(book, actor, {}, size=3).total == "超过 4 条"
    assert page(book, actor, {}, size=9).total == "共 6 条"
    assert wanted(book, actor, asked_of({})).parts
