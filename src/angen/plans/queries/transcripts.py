"""A draw as everybody may read it, and as it is recomputed."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from angen.plans import drawing
from angen.plans.models import Draw
from angen.plans.states import DrawState, Reason, ReplacementState

DONE = (DrawState.REVEALED, DrawState.PUBLISHED)


def transcript(draw: Draw) -> drawing.Transcript:
    """Everything needed to recompute a draw that has been carried out."""
    keys = dict(draw.team.values_list("officer", "key"))
    drawn = draw.drawn.prefetch_related("officers").order_by("place")
    objects, officers = [], {}
    for one in drawn:
        objects.append(str(one.enterprise_id))
        if draw.each:
            team = sorted(one.officers.all(), key=lambda row: row.place)
            officers[str(one.enterprise_id)] = tuple(keys[row.officer_id] for row in team)
    return drawing.Transcript(
        draw=str(draw.pk),
        frame=draw.frame,
        frame_hash=draw.frame_hash,
        contributions=tuple(
            drawing.Contribution(c.commitment, c.secret) for c in draw.contributions.order_by("pk")
        ),
        public=draw.public_value,
        seed=draw.seed,
        result=drawing.Result(tuple(objects), officers),
        facts=facts(draw),
    )


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
    }


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
    frame = drawing.read(draw.frame)
    free = [
        key
        for key in frame.officers
        if key not in without and (enterprise, key) not in frame.conflicts
    ]
    return min(
        free, key=lambda key: drawing.digest(f"{draw.seed}|{enterprise}|{key}"), default=None
    )
