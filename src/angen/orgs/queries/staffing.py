"""Who holds which post where, as annotations of lists."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from angen.desk.dated import holds
from angen.orgs.models import Agency, Appointment, Certificate, Establishment, Officer


def with_staffing(agencies: QuerySet[Agency], day: dt.date) -> QuerySet[Agency]:
    """Annotate ``posts_now``, ``people_now`` (in post, leaders apart) and ``vacant``.

    ``posts_now`` is None where no establishment is registered: unknown, not nought.
    """
    posts = Establishment.objects.filter(holds(day), agency=OuterRef("pk")).order_by()
    staff = Appointment.objects.filter(
        holds(day), agency=OuterRef("pk"), works_elsewhere=""
    ).exclude(post=Appointment.Post.LEADER)
    people = staff.order_by().values("agency").annotate(number=Count("officer", distinct=True))
    return agencies.annotate(
        posts_now=Subquery(posts.values("agency").annotate(number=Sum("posts")).values("number")),
        people_now=Coalesce(Subquery(people.values("number")), 0, output_field=IntegerField()),
    ).annotate(vacant=F("posts_now") - F("people_now"))


def with_posts(officers: QuerySet[Officer], day: dt.date) -> QuerySet[Officer]:
    """Annotate ``post_now`` (a post of today), ``elsewhere`` and ``certified_to``.

    ``certified_to`` is the last day of the enforcement certificate that lasts longest.
    """
    held = Appointment.objects.filter(holds(day), officer=OuterRef("pk"))
    first = held.order_by("works_elsewhere", "-valid_from", "pk")
    certificates = Certificate.objects.filter(
        holds(day), officer=OuterRef("pk"), kind=Certificate.Kind.ENFORCEMENT
    )
    return officers.annotate(
        post_now=Subquery(first.values("post")[:1]),
        elsewhere=Subquery(first.values("works_elsewhere")[:1]),
        certified_to=Subquery(
            certificates.order_by(F("valid_to").desc(nulls_first=True)).values("valid_to")[:1]
        ),
        holds_certificate=Exists(certificates),
    )


IN_POST = Q(post_now__isnull=False, elsewhere="")
ELSEWHERE = Q(elsewhere__gt="")
UNCERTIFIED = IN_POST & Q(holds_certificate=False)
SHORT = Q(vacant__gt=0)
OVER = Q(vacant__lt=0)
