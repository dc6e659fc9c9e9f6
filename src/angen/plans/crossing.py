"""Who inspects whom in a round: a circulant shift, never its own, never the same twice running.

Over ``n - 1`` rounds of ``n`` townships each inspects every other exactly once (日照 轮次互查).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from angen.kernel.refusal import Refused

Pair = tuple[str, str]


def next_pairs(units: Sequence[str], history: Sequence[Sequence[Pair]]) -> list[Pair]:
    """(visitor, visited) for the next round; ``history`` are the earlier ones, oldest first.

    The shift that repeats least is taken; of these one whose pairs do not merely swap the last
    round, then the earliest in ``shifts``. Refused for fewer than two townships, and for two that
    would have to meet in the same way twice running.
    """
    order = sorted(set(units))
    if len(order) < 2:
        raise Refused("异地互查至少要有两个乡镇。")
    last = frozenset(history[-1]) if history else frozenset()
    swapped = {(b, a) for a, b in last}
    seen = Counter(pair for pairs in history for pair in pairs)
    best: tuple[tuple[int, int, int], list[Pair]] | None = None
    for place, shift in enumerate(shifts(len(order))):
        pairs = [(one, order[(n + shift) % len(order)]) for n, one in enumerate(order)]
        if last.intersection(pairs):
            continue
        rank = (sum(seen[p] for p in pairs), len(swapped.intersection(pairs)), place)
        if best is None or rank < best[0]:
            best = rank, pairs
    if best is None:
        raise Refused("乡镇太少，只能与上一轮相同的配对重复，请扩大互查范围或交由上级安排。")
    return best[1]


def shifts(size: int) -> list[int]:
    """All shifts of a circle, so ordered that from five on no two neighbours add up to the circle."""
    half = size // 2
    return [*range(1, half + 1), *range(size - 1, half, -1)]
