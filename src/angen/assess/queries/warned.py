"""Notes that a rating carries wherever it is shown: indicators that reward volume."""

from __future__ import annotations

from typing import Any

from angen.kernel.indicators import registered
from angen.policy.lint_conduct import fines_and_volume
from angen.policy.pack import Pack
from angen.policy.schema_scores import Item, Rating


def warned(pack: Pack, rating: Rating) -> list[dict[str, Any]]:
    """The warnings of the linter about a rating: {item, says, sentence}."""
    lines: dict[int, Item] = {}
    for item in rating.items:
        for key in ("score", "says", "id", "when"):
            lines[item.spot(key).line] = item
    found: dict[str, dict[str, Any]] = {}
    for problem in fines_and_volume(pack, registered()):
        if problem.code == "volume" and problem.file == "ratings.yaml" and problem.line in lines:
            item = lines[problem.line]
            found[item.id] = {"item": item.id, "says": item.says, "sentence": problem.sentence}
    return list(found.values())
