"""A draw as everybody may read it, and as it is recomputed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from angen.plans import drawing, framing
from angen.plans.models import Draw, DrawnObject, ObjectReplacement
from angen.plans.states import Cause, DrawState, Reason, ReplacementState

DONE = (DrawState.REVEALED, DrawState.PUBLISHED)


def transcript(draw: Draw) -> drawing.Transcript:
    """Everything needed to recompute a draw that has been carried out."""
    keys = dict(draw.team.values_list("officer", "key"))
    rows = list(draw.drawn.prefetch_related("officers").order_by("place"))
    teams = {row.pk: _team(row, keys) for row in rows}
    at_first = [row for row in rows if row.replaces_id is None]
    before = {row.pk: str(row.enterprise_id) for row in rows}
    return drawing.Transcript(
        draw=str(draw.pk),
        frame=draw.frame,
        frame_hash=draw.frame_hash,
        contributions=tuple(
            drawing.Contribution(c.commitment, c.secret) for c in draw.contributions.order_by("pk")
        ),
        public=draw.public_value,
        seed=draw.seed,
        result=drawing.Result(
            tuple(str(row.enterprise_id) for row in at_first),
            {str(row.enterprise_id): teams[row.pk] for row in at_first} if draw.each else {},
        ),
        facts=facts(draw),
        replaced=tuple(
            drawing.Successor(before[row.replaces_id], str(row.enterprise_id), teams[row.pk])
            for row in rows
            if row.replaces_id is not None
        ),
    )


def _team(row: DrawnObject, keys: dict[int, str]) -> tuple[str, ...]:
    team = sorted(row.officers.all(), key=lambda one: one.place)
    return tuple(keys[one.officer_id] for one in team)


def facts(draw: Draw) -> dict[str, Any]:
    """What people read: no name of a person, of officers the key alone."""
    return {
        "title": draw.title,
        "agency": draw.agency.name,
        "item": draw.item.name,
        "basis": draw.item.basis,
        "starts_on": draw.starts_on.isoformat(),
        "ends_on": draw.ends_on.isoformat(),
        "public_source": draw.public_source,
        "names": {
            str(pk): name for pk, name in draw.drawn.values_list("enterprise", "enterprise__name")
        },
        "replacements": replacements(draw),
        "successors": [
            {"before": one.before, "after": one.after, "cause": one.cause}
            for one in successors(draw)
        ],
    }


@dataclass(frozen=True)
class Succession:
    """One enterprise that came for another, as people read it."""

    before: str
    after: str
    cause: str


def successors(draw: Draw) -> list[Succession]:
    """Approved replacements of enterprises in their order: names, and the cause in a fixed word."""
    rows = ObjectReplacement.objects.filter(draw=draw, state=ReplacementState.APPROVED)
    found = rows.order_by("place").values_list("drawn__enterprise__name", "after__name", "cause")
    return [Succession(before, after, str(Cause(cause).label)) for before, after, cause in found]


def replacements(draw: Draw) -> list[dict[str, str]]:
    """Approved replacements by key; the draw itself stays as it was drawn."""
    keys = dict(draw.team.values_list("officer", "key"))
    rows = draw.drawn.filter(replacements__state=ReplacementState.APPROVED).values_list(
        "enterprise", "replacements__before", "replacements__after"
    )
    return [
        {"object": str(one), "before": keys[before], "after": keys[after]}
        for one, before, after in rows
    ]


def left_out(draw: Draw) -> list[tuple[str, int]]:
    """Exclusions counted by reason, in Chinese."""
    rows = draw.exclusions.values_list("reason").annotate(n=Count("pk")).order_by("reason")
    return [(Reason(reason).label, count) for reason, count in rows]


def next_officer(draw: Draw, enterprise: str, *, without: set[str]) -> str | None:
    """The key of who stands next for an object in the order of the draw's own seed."""
    frame = framing.read(draw.frame)
    free = [
        key
        for key in frame.officers
        if key not in without and (enterprise, key) not in frame.conflicts
    ]
    return min(
        free, key=lambda key: drawing.digest(f"{draw.seed}|{enterprise}|{key}"), default=None
    )


def next_object(draw: Draw) -> tuple[str, int] | None:
    """The enterprise that stands behind all drawn so far, and its place; None at the list's end."""
    taken = draw.drawn.count()
    found = drawing.next_object(framing.read(draw.frame), draw.seed, taken)
    return None if found is None else (found, taken + 1)


def team_after(draw: Draw, drawn: DrawnObject, enterprise: str) -> tuple[str, ...]:
    """The officers' keys of who comes for ``drawn``."""
    keys = dict(draw.team.values_list("officer", "key"))
    frame = framing.read(draw.frame)
    return drawing.team_after(frame, draw.seed, enterprise, _team(drawn, keys))
