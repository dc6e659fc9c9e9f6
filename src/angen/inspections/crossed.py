"""What a round of cross inspection 异地互查 brought, as far as visits tell: enterprises and problems.

Penalties, closures and transfers follow from cases, which are kept elsewhere; of a pair without a
recorded visit nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count

from angen.inspections.models import Hazard, Inspection
from angen.inspections.states import HazardState, InspectionState
from angen.plans import registry
from angen.plans.registry import Outcome


def outcomes(pairs: Sequence[int]) -> Mapping[int, Outcome]:
    """By primary key of a pair: enterprises inspected and hazards found; two queries."""
    visits = Inspection.objects.filter(cross_pair__in=pairs, state=InspectionState.RECORDED)
    went = (
        visits.order_by().values_list("cross_pair").annotate(n=Count("enterprise", distinct=True))
    )
    hazards = Hazard.objects.filter(inspection__in=visits).exclude(state=HazardState.DISMISSED)
    found = dict(hazards.order_by().values_list("inspection__cross_pair").annotate(n=Count("pk")))
    return {pair: Outcome(enterprises=n, problems=found.get(pair, 0)) for pair, n in went if pair}


registry.outcomes_from("inspections", outcomes)
