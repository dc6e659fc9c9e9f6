"""Which enterprises an account's areas hold, by the ways that indexes know."""

from __future__ import annotations

from django.db.models import Count, F, Q
from django.db.models.functions import Left
from django.db.models.lookups import In

from angen.desk.keyset import Part
from angen.enterprises.access import SEE
from angen.enterprises.models import COUNTY_DIGITS, Enterprise, Site
from angen.kernel.access import Actor, rows, within
from angen.orgs.models import Area

FEW = 64  # a township with its villages
MOST = 6_000  # areas of a large city


def parts(actor: Actor) -> list[Part]:
    """The enterprises whose main place lies in the actor's areas, and those with a further site.

    Names begin with the name of the place: in the order of names the enterprises of a county stand
    together, and looking for them through the whole order would read most of the country. Of most
    of the country a page is soon full in that order. Nothing where the actor reaches otherwise.
    """
    reaches = actor.reach(SEE)
    if not reaches or any(reach.kind != "area" or not reach.key for reach in reaches):
        return []
    inside = within(actor, SEE, area="path")
    main = _by_area(inside) or _by_county(inside)
    return [Part(rows(actor, SEE))] if main is None else [main, _by_site(inside, main)]


def _by_area(inside: Q) -> Part | None:
    codes = list(Area.objects.filter(inside).order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(codes) > FEW:
        return None
    return Part(Enterprise.objects.live(), F("area_id"), tuple(codes), small=True)


def _by_county(inside: Q) -> Part | None:
    """By the first digits of codes, where whoever shares them lies inside too."""
    some = Area.objects.filter(inside).order_by().values("pk")[: MOST + 1]
    counted = dict(
        Area.objects.filter(pk__in=some)
        .order_by()
        .values_list(Left("code", COUNTY_DIGITS))
        .annotate(Count("pk"))
    )
    if sum(counted.values()) > MOST:
        return None
    # By prefix, which the index of codes answers.
    alike = Q()
    for start in counted:
        alike |= Q(code__startswith=start)
    if Area.objects.filter(alike).count() != sum(counted.values()):
        return None
    return Part(
        Enterprise.objects.live(),
        Left("area_id", COUNTY_DIGITS),
        tuple(sorted(counted)),
        merged=True,
        small=len(counted) == 1,
    )


def _by_site(inside: Q, main: Part) -> Part:
    """Those whose main place lies elsewhere."""
    sites = Site.objects.filter(area__in=Area.objects.filter(inside).values("pk"))
    elsewhere = Enterprise.objects.live().exclude(In(main.by, main.keys))
    return Part(elsewhere.filter(pk__in=sites.values("enterprise")), small=main.small)
