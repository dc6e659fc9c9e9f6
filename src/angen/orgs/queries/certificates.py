"""How certificates stand on a day: valid, about to expire, expired, suspended, not genuine."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)

from angen.desk.dated import holds
from angen.kernel.numbers import days
from angen.orgs.models import Appointment, Certificate, CertificateCheck, CertificateSuspension

# Numbers of policy: days before the end of a certificate at which holder and office are warned.
WARNINGS: Final = (
    "certificate_warning_days",
    "certificate_second_warning_days",
    "certificate_last_warning_days",
)
SOON: Final = WARNINGS[1]


class Standing(TextChoices):
    """How a certificate stands on a day; the first that applies, from the gravest on."""

    NOT_GENUINE = "not_genuine", "核验不属实"
    SUSPENDED = "suspended", "暂扣"
    EXPIRED = "expired", "已过期"
    NOT_YET = "not_yet", "未到生效日"
    EXPIRING = "expiring", "即将到期"
    VALID = "valid", "有效"


def with_standing(certificates: QuerySet[Certificate], day: dt.date) -> QuerySet[Certificate]:
    """Annotate ``standing`` (a ``Standing``) as of ``day``.

    Without a number of policy for the second warning none is about to expire.
    """
    soon = days(SOON, day)
    expiring = (
        [] if soon is None else [When(valid_to__lte=day + soon, then=Value(Standing.EXPIRING))]
    )
    checks = CertificateCheck.objects.filter(certificate=OuterRef("pk"), checked_on__lte=day)
    genuine = checks.order_by("-checked_on", "-pk").values("genuine")[:1]
    suspended = CertificateSuspension.objects.filter(holds(day), certificate=OuterRef("pk"))
    return certificates.annotate(
        last_genuine=Subquery(genuine),
        is_suspended=Exists(suspended),
        standing=Case(
            When(last_genuine=False, then=Value(Standing.NOT_GENUINE)),
            When(is_suspended=True, then=Value(Standing.SUSPENDED)),
            When(valid_to__lt=day, then=Value(Standing.EXPIRED)),
            When(valid_from__gt=day, then=Value(Standing.NOT_YET)),
            *expiring,
            default=Value(Standing.VALID),
            output_field=CharField(),
        ),
    )


def warnings(day: dt.date) -> list[int]:
    """The days before the end at which policy warns, the longest first; empty where none does."""
    found = {span.days for name in WARNINGS if (span := days(name, day)) is not None}
    return sorted(found, reverse=True)


def expires_within(within: int, day: dt.date, prefix: str = "") -> Q:
    """The condition that a certificate still holds on ``day`` and ends at most ``within`` days on."""
    last = day + dt.timedelta(within)
    return Q(**{f"{prefix}valid_to__gte": day, f"{prefix}valid_to__lte": last})


def expiring(
    certificates: QuerySet[Certificate], day: dt.date, within: int
) -> QuerySet[Certificate]:
    """Enforcement certificates that end within ``within`` days and were not replaced, first first.

    A holder with another enforcement certificate that is good for longer has been taken care of.
    """
    found = _unreplaced(certificates, day + dt.timedelta(within))
    return found.filter(expires_within(within, day)).order_by("valid_to", "pk")


def expired_in_post(certificates: QuerySet[Certificate], day: dt.date) -> QuerySet[Certificate]:
    """Enforcement certificates that ended before ``day``, not replaced, of people in post then."""
    staff = Appointment.objects.filter(
        holds(day), officer=OuterRef("officer"), works_elsewhere=""
    ).exclude(post=Appointment.Post.LEADER)
    found = _unreplaced(certificates, day - dt.timedelta(1))
    return found.filter(Exists(staff), valid_to__lt=day).order_by("valid_to", "pk")


def _unreplaced(certificates: QuerySet[Certificate], day: dt.date) -> QuerySet[Certificate]:
    """Enforcement certificates whose holder has none that is good beyond ``day``."""
    later = Certificate.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day),
        officer=OuterRef("officer"),
        kind=Certificate.Kind.ENFORCEMENT,
    )
    return certificates.filter(~Exists(later), kind=Certificate.Kind.ENFORCEMENT)
