"""Village officers of the demo world."""

from __future__ import annotations

import datetime as dt
from typing import Any

from angen.demo.scribe import Scribe
from angen.orgs.models import Area, Education, VillageOfficer
from angen.orgs.states import VillageOfficerState


def village_person(
    scribe: Scribe,
    area: Area,
    kind: VillageOfficer.Kind,
    recommended_on: dt.date,
    education: Education,
) -> VillageOfficer:
    """A village officer who went through recommendation, review and approval."""
    return _written(
        scribe,
        area,
        kind=kind,
        education=education,
        recommended_on=recommended_on,
        state=VillageOfficerState.APPROVED,
        reviewed_on=recommended_on + dt.timedelta(7),
        approved_on=recommended_on + dt.timedelta(14),
        opinion="同意",
    )


def village_candidate(scribe: Scribe, area: Area, recommended_on: dt.date) -> VillageOfficer:
    """Somebody the village has recommended and nobody has reviewed yet."""
    return _written(
        scribe,
        area,
        kind=VillageOfficer.Kind.SAFETY_OFFICER,
        education=Education.COLLEGE,
        recommended_on=recommended_on,
    )


def _written(scribe: Scribe, area: Area, **fields: Any) -> VillageOfficer:
    born_on = scribe.people.born_on(1962, 1994)
    return scribe.add(
        VillageOfficer(
            area=area,
            name=scribe.people.name(),
            identity_no=scribe.people.identity(area.pk, born_on, scribe.random.random() < 0.6),
            village_cadre=scribe.random.random() < 0.5,
            phone=scribe.people.phone(),
            **fields,
        )
    )
