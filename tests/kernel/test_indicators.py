from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from angen.kernel import indicators
from angen.kernel.indicators import Count, indicator, registered


@pytest.fixture(autouse=True)
def clean_registry() -> Iterator[None]:
    kept = dict(indicators._indicators)
    yield
    indicators._indicators.clear()
    indicators._indicators.update(kept)


def define(name: str) -> Any:
    @indicator(name, "样例", unit="人", tags=("fine",))
    def sample(t: Any, on: Any) -> Count:
        """Counts officers.

        Leaves out those on leave.
        """
        return Count(t.orgs_officer)

    return sample


def test_a_registered_indicator_carries_what_packs_and_readers_need() -> None:
    function = define("kernel_test_b")
    found = registered()["kernel_test_b"]
    assert found.definition is function
    assert (found.label, found.unit, found.over) == ("样例", "人", "day")
    assert found.tags == {"fine"}
    assert found.says == "Counts officers. Leaves out those on leave."


def test_a_name_is_registered_once() -> None:
    define("kernel_test_b")
    with pytest.raises(ValueError, match="registered twice"):
        define("kernel_test_b")


def test_indicators_are_listed_by_name_and_the_list_is_a_copy() -> None:
    define("kernel_test_b")
    define("kernel_test_a")
    found = registered()
    assert list(found) == sorted(found)
    found.clear()
    assert "kernel_test_a" in registered()
