"""Who may enforce on given days: in post, not lent elsewhere, with a certificate in force.

行政处罚法 第四十二条. Draws and visits ask here, so that who is drawn may also inspect.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, TextChoices

from angen.desk.dated import holds
from angen.orgs.models import Agency, Appointment, Certificate
from angen.orgs.queries.certificates import Standing, with_standing

GOOD = (Standing.VALID, Standing.EXPIRING)


class Unfit(TextChoices):
    """Why somebody may not enforce; the first that applies."""

    NO_POST = "no_post", "没有在岗任职"
    ELSEWHERE = "elsewhere", "借调、抽调在外单位"
    NO_CERTIFICATE = "no_certificate", "没有行政执法证"
    NOT_GENUINE = "not_genuine", "执法证核验不属实"
    SUSPENDED = "suspended", "执法证暂扣"
    EXPIRED = "expired", "执法证已过期"
    NOT_YET = "not_yet", "执法证未到生效日"


@dataclass(frozen=True)
class Enforcers:
    """``good``: officer to the certificate that lasts longest; ``unfit``: officer to the reason."""

    good: Mapping[int, Certificate]
    unfit: Mapping[int, Unfit]


def enforcers(
    first: dt.date,
    last: dt.date,
    *,
    agency: Agency | None = None,
    officers: Collection[int] | None = None,
) -> Enforcers:
    """Everybody in post at ``agency``, or each of ``officers``, from ``first`` to ``last``."""
    places = _places(first, last, agency, officers)
    held: dict[int, list[Any]] = defaultdict(list)
    known = Certificate.objects.filter(officer__in=places, kind=Certificate.Kind.ENFORCEMENT)
    for one in with_standing(known, last).order_by(F("valid_to").asc(nulls_last=True), "pk"):
        held[one.officer_id].append(one)
    good: dict[int, Certificate] = {}
    unfit: dict[int, Unfit] = {}
    for officer, elsewhere in places.items():
        usable = [c for c in held[officer] if c.standing in GOOD and c.valid_from <= first]
        if elsewhere is None:
            unfit[officer] = Unfit.NO_POST
        elif elsewhere:
            unfit[officer] = Unfit.ELSEWHERE
        elif usable:
            good[officer] = usable[-1]
        else:
            unfit[officer] = _reason(held[officer])
    return Enforcers(good, unfit)


def _places(
    first: dt.date, last: dt.date, agency: Agency | None, officers: Collection[int] | None
) -> dict[int, bool | None]:
    """Officer to whether all posts are filled elsewhere; None without a post."""
    posts = Appointment.objects.filter(holds(first), holds(last))
    if agency is not None:
        posts = posts.filter(agency=agency)
    if officers is not None:
        posts = posts.filter(officer__in=officers)
    found: dict[int, bool | None] = dict.fromkeys(sorted(officers or ()))
    for officer, elsewhere in posts.order_by("officer").values_list("officer", "works_elsewhere"):
        before = found.get(officer)
        found[officer] = bool(elsewhere) and before is not False
    return found


def _reason(held: list[Any]) -> Unfit:
    """What is wrong with the certificate that lasts longest."""
    if not held:
        return Unfit.NO_CERTIFICATE
    standing = held[-1].standing
    return Unfit(standing) if standing in Unfit.values else Unfit.NOT_YET
