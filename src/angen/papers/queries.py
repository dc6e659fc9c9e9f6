"""In whose name a body issues, what the register shows, and what a verification code stands for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q, QuerySet

from angen.kernel.access import Actor, rows
from angen.kernel.refusal import Refused
from angen.orgs.models import Agency, AgencyRelation, Grant
from angen.papers import numbers
from angen.papers.models import Letterhead, NumberSeries, Paper
from angen.papers.registry import Kind, Style

Kinds = Agency.Kind
DELEGATION = "行政处罚法 第二十条"
# Authority in another's name first: it is the narrower one, given for just these papers.
USABLE = (Grant.Form.DELEGATED, Grant.Form.JOINT, Grant.Form.EMPOWERED)


@dataclass(frozen=True)
class Standing:
    """In whose name a paper is issued: body, letterhead and grant; its title, code and series.

    ``series_code`` keeps the numbers of supervision papers apart from those of enforcement.
    """

    body: Agency
    letterhead: Letterhead
    grant: Grant | None
    label: str
    code: str
    style: Style
    supervision: bool = False

    @property
    def series_code(self) -> str:
        return f"{numbers.SUPERVISION_MARK}{self.code}" if self.supervision else self.code

    def number(self, year: int, serial: int) -> str:
        """The number as it is printed."""
        head = self.letterhead
        if self.style is Style.OFFICE:
            return numbers.office_number(head.office_head, self.code, year, serial)
        written = numbers.supervision_number if self.supervision else numbers.enforcement_number
        return written(head.region, head.head, self.code, year, serial)


def standing(agency: Agency, kind: Kind, on: dt.date, grant: Grant | None = None) -> Standing:
    """In whose name ``agency`` issues a paper of ``kind`` on a day; raises ``Refused``.

    A department with supervision duties acts in its own name (安全生产法 第六十五条), a brigade in
    that of its bureau, a delegate in that of the delegating body (行政处罚法 第二十条), an empowered
    township in that of its government (第二十四条). Others use the supervision form, if there is one.
    """
    if kind.style is Style.OFFICE:
        return _standing(kind, agency, None, on)
    if grant is not None:
        _fits(grant, agency, on)
        return _standing(kind, _named_by(grant, on), grant, on)
    body = _statutory(agency, on)
    if body is not None:
        return _standing(kind, body, None, on)
    found = usable_grant(agency, on)
    if found is not None:
        return _standing(kind, _named_by(found, on), found, on)
    if kind.supervision is None:
        raise Refused(
            f"“{agency.name}”在 {on} 没有有效且已公布的执法权限，不能出具《{kind.label}》。"
            "请登记委托书，或报送上级办理。",
            article=DELEGATION,
        )
    form = kind.supervision
    made = _standing(kind, agency, None, on)
    return Standing(agency, made.letterhead, None, form.label, form.code, kind.style, True)


def _standing(kind: Kind, body: Agency, grant: Grant | None, on: dt.date) -> Standing:
    head = letterhead(body, on)
    if kind.style is Style.OFFICE and kind.numbered and not head.office_head:
        raise Refused(f"“{body.name}”的文书字号没有填写公文机关代字，请先在“文书字号”中补充。")
    return Standing(body, head, grant, kind.label, kind.code, kind.style)


def letterhead(body: Agency, on: dt.date) -> Letterhead:
    """What stands before the body's numbers on a day; raises ``Refused`` without one."""
    found = Letterhead.objects.on(on).filter(agency=body).order_by("-valid_from").first()
    if found is None:
        raise Refused(f"“{body.name}”在 {on} 没有登记文书字号，请先在“文书字号”中登记。")
    found.agency = body
    return found


def _leading(agency: Agency, on: dt.date) -> QuerySet[Agency]:
    """The bodies that lead ``agency`` on a day."""
    above = AgencyRelation.objects.on(on).filter(agency=agency, kind=AgencyRelation.Kind.LEADS)
    return Agency.objects.on(on).filter(pk__in=above.values("superior"))


def _statutory(agency: Agency, on: dt.date) -> Agency | None:
    """The body with authority of its own in whose name ``agency`` acts."""
    if agency.kind == Kinds.EMERGENCY_BUREAU:
        return agency
    if agency.kind == Kinds.DEPARTMENT and agency.duty == Agency.Duty.SUPERVISES:
        return agency
    if agency.kind == Kinds.ENFORCEMENT_BRIGADE:
        bureau = Q(kind=Kinds.EMERGENCY_BUREAU)
        beside = Agency.objects.on(on).filter(bureau, area_id=agency.area_id)
        return _leading(agency, on).filter(bureau).first() or beside.first()
    return None


def _holders(agency: Agency, on: dt.date) -> list[int]:
    """Bodies whose grants the agency may use: itself, who leads it, its own township government."""
    found = [agency.pk, *_leading(agency, on).values_list("pk", flat=True)]
    if agency.kind in (Kinds.TOWNSHIP_OFFICE, Kinds.PARK_OFFICE):
        governments = Agency.objects.on(on).filter(kind=Kinds.GOVERNMENT, area_id=agency.area_id)
        found += governments.values_list("pk", flat=True)
    return found


def usable_grant(agency: Agency, on: dt.date) -> Grant | None:
    """The authority the agency may use on a day, the youngest of several; a delegation must have
    been published (行政处罚法 第二十条).
    """
    grants = Grant.objects.on(on).filter(
        Q(published_on__lte=on) | ~Q(form=Grant.Form.DELEGATED),
        grantee__in=_holders(agency, on),
        form__in=USABLE,
    )
    return max(
        grants.select_related("grantor", "grantee"),
        key=lambda g: (-USABLE.index(Grant.Form(g.form)), g.valid_from, g.pk),
        default=None,
    )


def _fits(grant: Grant, agency: Agency, on: dt.date) -> None:
    """Refuse a named grant that the agency may not use on the day."""
    known = Grant.objects.on(on).filter(pk=grant.pk, grantee__in=_holders(agency, on))
    if grant.form not in USABLE or not known.exists():
        raise Refused(
            f"执法权限“{grant.document}”在 {on} 不适用于“{agency.name}”，请核对权限和有效期。",
            article=DELEGATION,
        )
    unpublished = grant.published_on is None or grant.published_on > on
    if grant.form == Grant.Form.DELEGATED and unpublished:
        raise Refused(
            f"委托书“{grant.document}”尚未向社会公布，不能据此出具文书，请先公布并登记。",
            article=DELEGATION,
        )


def _named_by(grant: Grant, on: dt.date) -> Agency:
    """The body in whose name a grant lets others act."""
    if grant.form != Grant.Form.EMPOWERED:
        assert grant.grantor is not None  # a constraint of the table
        return grant.grantor
    grantee = grant.grantee
    if grantee.kind in (Kinds.TOWNSHIP_OFFICE, Kinds.PARK_OFFICE):
        own = Agency.objects.on(on).filter(kind=Kinds.GOVERNMENT, area_id=grantee.area_id)
        return own.first() or grantee
    return grantee


@dataclass(frozen=True)
class SeriesLine:
    """One line of the register: how many numbers were given, voided, replaced, and which lack."""

    series: NumberSeries
    given: int
    voided: int
    superseded: int
    gaps: list[int]

    @property
    def last(self) -> int:
        """The last number given."""
        return self.series.next - 1


def register(actor: Actor, year: int) -> list[SeriesLine]:
    """The register of numbers (文号登记簿) of a year, as far as the actor sees it."""
    found = (
        rows(actor, "papers.see_register")
        .filter(year=year)
        .select_related("agency")
        .annotate(
            given=Count("papers"),
            voided=Count("papers", filter=Q(papers__state="voided")),
            superseded=Count("papers", filter=Q(papers__state="superseded")),
        )
        .order_by("agency__area__path", "agency__name", "code")
    )
    return [
        SeriesLine(
            one,
            one.given,
            one.voided,
            one.superseded,
            gaps(one) if one.given != one.next - 1 else [],
        )
        for one in found
    ]


def gaps(series: NumberSeries) -> list[int]:
    """Numbers below the next one that no paper bears; there should be none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select n from generate_series(1, %s) as n where not exists "
            "(select 1 from papers_paper where series_id = %s and serial = n) order by n",
            [series.next - 1, series.pk],
        )
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True)
class Verified:
    """What anybody may know of a paper: never a name, a title or the content."""

    label: str
    number: str
    body: str
    issued_on: dt.date
    state: str
    valid: bool
    replaced_by: str
    sha256: str


def verified(*, code: str = "", sha256: str = "") -> Verified | None:
    """The paper with this verification code, or with these bytes."""
    papers = Paper.objects.select_related("agency", "replaced_by")
    found = papers.filter(code=code).first() if code else papers.filter(file=sha256).first()
    if found is None:
        return None
    newer = found.replaced_by.number if found.replaced_by else ""
    return Verified(
        label=found.label,
        number=found.number,
        body=found.body,
        issued_on=found.issued_on,
        state=found.get_state_display(),
        valid=found.state == "issued",
        replaced_by=newer,
        sha256=found.file_id,
    )


def of_record(subject_type: str, subject_id: object) -> QuerySet[Paper]:
    """The papers of a record, the oldest first: ``of_record("inspections.inspection", pk)``."""
    found = Paper.objects.filter(subject_type=subject_type, subject_id=str(subject_id))
    return found.select_related("agency").order_by("issued_at", "pk")
