"""Several packs over one unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from angen.policy.evaluate import Unit, evaluate
from angen.policy.loader import load_pack_from_files
from angen.policy.overlap import limit, settle
from angen.policy.pack import Pack

DAY = date(2021, 6, 1)
UNIT = Unit("371102001", "township", "town", facts={"officers_certified": Decimal(2)})


def pack(small: dict[str, str], id: str, least: str, *, extra: str = "", unit: str = "人") -> Pack:
    standards = (
        f"- {{id: holders, says: 持证, cite: 二, requires: officers_certified >= min_holders,"
        f" limit: min_holders{extra}}}\n"
    )
    return load_pack_from_files(
        {
            "pack.yaml": small["pack.yaml"].replace("id: small", f"id: {id}"),
            "standards.yaml": standards,
            "values.yaml": (
                f"min_holders:\n  2021-01-01: {{value: {least}, unit: {unit}, cite: 二}}\n"
                "  stricter: higher\n"
            ),
        }
    )


def marks(*packs: Pack) -> dict[str, str | None]:
    results = [each for pack in packs for each in evaluate(pack, DAY, [UNIT])]
    return {each.pack: each.superseded_by for each in settle(packs, DAY, results)}


def test_the_stricter_stands_and_both_are_shown(small):
    found = marks(pack(small, "province", "2"), pack(small, "city", "3"))
    assert found == {"province": "city/holders", "city": None}


def test_lower_may_be_the_stricter(small):
    one, two = pack(small, "province", "2"), pack(small, "city", "3")
    for each in (one, two):
        object.__setattr__(each.values["min_holders"], "stricter", "lower")
    assert marks(one, two) == {"province": None, "city": "province/holders"}


def test_an_override_with_a_clause_takes_the_place_of_a_stricter_one(small):
    extra = ", overrides: {standard: province/holders, cite: 五}"
    found = marks(pack(small, "province", "3"), pack(small, "city", "2", extra=extra))
    assert found == {"province": "city/holders", "city": None}


def test_an_override_does_not_reach_a_third_pack(small):
    extra = ", overrides: {standard: province/holders, cite: 五}"
    found = marks(
        pack(small, "country", "3"),
        pack(small, "province", "4"),
        pack(small, "city", "2", extra=extra),
    )
    assert found == {"country": None, "province": "city/holders", "city": "country/holders"}


def test_equal_limits_and_other_units_of_measure_both_stand(small):
    one = pack(small, "province", "2")
    assert marks(one, pack(small, "city", "2")) == {"province": None, "city": None}
    assert marks(one, pack(small, "city", "3", unit="台")) == {"province": None, "city": None}


def test_without_a_direction_nothing_gives_way(small):
    one, two = pack(small, "province", "2"), pack(small, "city", "3")
    for each in (one, two):
        object.__setattr__(each.values["min_holders"], "stricter", None)
    assert set(marks(one, two).values()) == {None}


def test_a_standard_that_does_not_apply_takes_no_place(small):
    county = pack(small, "city", "3", extra=", applies_to: {level: county}")
    assert marks(pack(small, "province", "2"), county) == {"province": None, "city": None}


def test_the_strictest_of_three_is_named(small):
    found = marks(*(pack(small, id, least) for id, least in (("a", "1"), ("b", "2"), ("c", "3"))))
    assert found == {"a": "c/holders", "b": "c/holders", "c": None}


def test_a_limit_may_be_a_shared_word_for_values_of_other_names(small):
    one, two = pack(small, "province", "2"), pack(small, "city", "3")
    renamed = {
        name: text.replace("min_holders", "city_minimum").replace(
            "limit: city_minimum", "limit: holders"
        )
        for name, text in two.files.items()
    }
    shared = {
        name: text.replace("limit: min_holders", "limit: holders")
        for name, text in one.files.items()
    }
    found = marks(load_pack_from_files(shared), load_pack_from_files(renamed))
    assert found == {"province": "city/holders", "city": None}


def test_of_two_that_override_each_other_one_stands(small):
    found = marks(
        pack(small, "one", "2", extra=", overrides: {standard: two/holders, cite: 五}"),
        pack(small, "two", "2", extra=", overrides: {standard: one/holders, cite: 五}"),
    )
    assert found == {"one": None, "two": "one/holders"}


def test_limit_gives_the_strictest_value(small):
    packs = [pack(small, "city", "2"), pack(small, "province", "3")]
    found = limit(packs, "min_holders", DAY)
    assert found is not None
    assert (found[0].id, found[1].value) == ("province", 3)
    assert limit(packs, "min_holders", date(2020, 1, 1)) is None
