"""Who sits in a training session, and who should."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from angen.capacity.models import Attendance, Session
from angen.capacity.queries.rotation import OVERDUE, SOON, Due, due
from angen.kernel.access import Actor, rows
from angen.orgs.models import Area

SEE: Final = "capacity.see_attendances"
KEEP: Final = "capacity.keep_attendances"
ENROL: Final = "capacity.enrol"


@dataclass(frozen=True)
class Seat:
    """One person in the session; ``kept`` tells whether the actor may fill in the row."""

    attendance: Attendance
    kept: bool


def seats(session: Session, actor: Actor) -> list[Seat]:
    """The people in the session the actor sees, by body and name."""
    seen = (
        rows(actor, SEE)
        .filter(session=session)
        .select_related("officer__agency__area")
        .order_by("officer__agency__area__path", "officer__name", "pk")
    )
    kept = set(rows(actor, KEEP).filter(session=session).values_list("pk", flat=True))
    return [Seat(each, each.pk in kept) for each in seen]


def candidates(
    session: Session, actor: Actor, area: Area | None = None, *, everybody: bool = False
) -> list[Due]:
    """People in post on the session's first day whom the actor may enrol and who are not in it.

    By default those due for a round, overdue first; ``everybody`` adds the others.
    """
    day = session.starts_on
    enrollable = set(rows(actor, ENROL).values_list("pk", flat=True))
    seated = set(Attendance.objects.filter(session=session).values_list("officer", flat=True))
    return [
        one
        for one in due(actor, day, area)
        if one.officer_id in enrollable
        and one.officer_id not in seated
        and (everybody or one.state in (OVERDUE, SOON))
    ]
