"""Cross rounds: equally, never its own, never the same twice running."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from angen.kernel.refusal import NotAllowed, Refused
from angen.plans import registry
from angen.plans.actions.rounds import arrange_round
from angen.plans.crossing import next_pairs, shifts
from angen.plans.models import CrossRound
from angen.plans.queries.rounds import results, total
from angen.plans.registry import Outcome


def play(units, rounds):
    history = []
    for _ in range(rounds):
        history.append(next_pairs(units, history))
    return history


@given(st.integers(3, 40))
def test_a_full_turn_brings_every_pair_exactly_once(size):
    units = [f"t{n:02}" for n in range(size)]
    history = play(units, size - 1)
    met = Counter(pair for pairs in history for pair in pairs)
    assert set(met.values()) == {1}
    assert len(met) == size * (size - 1)


@given(st.integers(3, 20), st.integers(1, 45))
def test_each_round_is_a_fair_exchange(size, rounds):
    units = [f"t{n:02}" for n in range(size)]
    history = play(units, rounds)
    for last, pairs in zip([[], *history], history, strict=False):
        assert sorted(one for one, _ in pairs) == sorted(other for _, other in pairs) == units
        assert all(one != other for one, other in pairs)
        assert not set(last) & set(pairs)
    inspected = Counter(one for pairs in history for one, _ in pairs)
    assert set(inspected.values()) == {rounds}


@given(st.integers(5, 60))
def test_from_five_on_no_round_merely_swaps_the_last(size):
    order = shifts(size)
    assert sorted(order) == list(range(1, size))
    assert all((a + b) % size for a, b in zip(order, [*order[1:], order[0]], strict=True))


@given(st.lists(st.sets(st.integers(0, 11), min_size=5, max_size=12), min_size=2, max_size=12))
def test_townships_may_join_and_leave(sets):
    history = []
    for present in sets:
        units = [f"t{n:02}" for n in sorted(present)]
        try:
            pairs = next_pairs(units, history)
        except Refused:
            continue
        assert not history or not set(history[-1]) & set(pairs)
        assert sorted(one for one, _ in pairs) == units
        history.append(pairs)


@pytest.mark.parametrize("units", [[], ["a"], ["a", "a"]])
def test_one_township_cannot_swap(units):
    with pytest.raises(Refused):
        next_pairs(units, [])


def test_two_townships_cannot_swap_twice_running():
    with pytest.raises(Refused):
        next_pairs(["a", "b"], [[("a", "b"), ("b", "a")]])


def arrange(world, by, areas=None):
    return arrange_round(
        world.bureau, title="", starts_on=dt.date(2021, 3, 1), ends_on=dt.date(2021, 3, 31),
        areas=[world.town, world.other] if areas is None else areas, by=by,
    )  # fmt: skip


def test_a_round_is_arranged_and_numbered(world):
    made = arrange(world, world.first)
    assert (made.number, made.title) == (1, "2021年第1轮异地互查")
    assert made.pairs.count() == 2
    with pytest.raises(Refused, match="重复"):
        arrange(world, world.first)
    assert CrossRound.objects.count() == 1


def test_a_township_arranges_nothing_and_no_stranger_joins(world):
    with pytest.raises(NotAllowed):
        arrange(world, world.head)
    with pytest.raises(Refused, match="辖区"):
        arrange(world, world.first, [world.town, world.city])


@pytest.fixture
def counted():
    """A source of results that the test fills: pair to outcome."""
    found = {}
    registry.outcomes_from("test", lambda pairs: {p: found[p] for p in pairs if p in found})
    yield found
    registry.forget_outcomes("test")


def test_results_are_unknown_until_somebody_counts_them(world):
    lines = results(arrange(world, world.first))
    assert [one for _, one in lines] == [Outcome(), Outcome()]
    assert total(lines) == Outcome()
    assert total([]) == Outcome()


def test_a_sum_is_known_only_where_every_pair_is(world, counted):
    made = arrange(world, world.first)
    first, second = made.pairs.all()
    counted[first.pk] = Outcome(3, 12, 1, 0, 0)
    assert total(results(made)).problems is None
    counted[second.pk] = Outcome(2, 8, 0, 0, None)
    assert total(results(made)) == Outcome(5, 20, 1, 0, None)


def test_the_page_of_a_round_shows_pairs_and_results(world, counted, client):
    made = arrange(world, world.first)
    counted[made.pairs.first().pk] = Outcome(3, 12, 1, 0, 0)
    client.force_login(world.first)
    shown = client.get(reverse("plans:round", args=[made.pk])).content.decode()
    assert world.town.name in shown and world.other.name in shown
    assert "发现问题" in shown and ">12<" in shown and "未知" in shown
    client.force_login(world.head)
    assert client.get(reverse("plans:round", args=[made.pk])).status_code == 404
