"""Who inspects a drawn enterprise now."""

from __future__ import annotations

from angen.orgs.models import Officer
from angen.plans.models import DrawnObject
from angen.plans.states import ReplacementState


def team_keys(drawn: DrawnObject) -> set[int]:
    """Primary keys of those drawn, with every approved replacement."""
    team = set(drawn.officers.values_list("officer", flat=True))
    done = drawn.replacements.filter(state=ReplacementState.APPROVED).order_by("decided_at")
    for before, after in done.values_list("before", "after"):
        team = (team - {before}) | {after}
    return team


def team_of(drawn: DrawnObject) -> list[Officer]:
    """The officers themselves, by name."""
    return list(Officer.objects.filter(pk__in=team_keys(drawn)))
