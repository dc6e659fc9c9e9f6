"""A circular from its draft to the receipt of those it was sent to."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from angen.assess import kinds
from angen.assess.documents import WRITTEN, document_of, standard_opening
from angen.assess.events import (
    CircularMoved,
    CircularRead,
    CircularWritten,
    RatingCircularDrafted,
)
from angen.assess.models import Circular, CircularRecipient, Cycle
from angen.assess.offices import offices_of
from angen.assess.queries.circulating import data_of
from angen.assess.queries.cycles import standing_snapshot
from angen.assess.states import PUBLIC, CircularState
from angen.assess.states import circular as machine
from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.calendar import deadline
from angen.kernel.refusal import Refused
from angen.kernel.states import Working
from angen.orgs.models import Agency
from angen.papers import actions as papers
from angen.papers import registry
from angen.rulebook.queries import value
from angen.worklist import actions as worklist
from angen.worklist.queries.days import local_days, now


@transaction.atomic
def draft_circular(cycle: Cycle, *, by: Actor) -> Circular:
    """Begin the circular of the run that stands; after a correction, one with old beside new."""
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("area").get(pk=cycle.pk)
    require(by, "assess.draft_circular", cycle)
    if cycle.state not in PUBLIC:
        raise Refused("结果公布后才能起草通报，请先确认并公布。")
    snapshot = standing_snapshot(cycle)
    assert snapshot is not None
    if cycle.circulars.filter(snapshot=snapshot).exists():
        raise Refused("这次评定已有通报，请打开原来的。")
    if pending := cycle.circulars.exclude(state=CircularState.ISSUED).first():
        return _renewed(pending, by)
    agency = offices_of([cycle.area_id], cycle.end).get(cycle.area_id)
    if agency is None:
        raise Refused(f"“{cycle.area.name}”没有登记可以印发通报的机构，请先登记。")
    last = cycle.circulars.order_by("-pk").select_related("snapshot").first()
    data = data_of(snapshot, last.snapshot if last else None)
    what = "结果更正的通报" if last else "结果的通报"
    made = Circular.objects.create(
        cycle=cycle,
        snapshot=snapshot,
        before=last.snapshot if last else None,
        agency=agency,
        title=f"关于{cycle.span.label}{cycle.title}{what}"[:120],
        to="各县（市、区）人民政府，各乡镇人民政府、街道办事处",
        opening=standard_opening(data),
        drafted_by_id=by.pk,
        drafted_at=now(),
    )
    event = RatingCircularDrafted(
        cycle=cycle.key,
        facts=snapshot.sha256,
        results=snapshot.outcome_sha256,
        corrects=last is not None,
    )
    record(event, by=by, subject=made)
    return made


def _renewed(circular: Circular, by: Actor) -> Circular:
    """An unissued circular after a correction: the figures of now, and to be approved again."""
    circular = _locked(circular)
    snapshot = standing_snapshot(circular.cycle)
    assert snapshot is not None
    machine.move(circular, "renew")
    circular.snapshot, circular.approved_by, circular.approved_at = snapshot, None, None
    circular.save(update_fields=["state", "snapshot", "approved_by", "approved_at"])
    event = RatingCircularDrafted(
        cycle=circular.cycle.key,
        facts=snapshot.sha256,
        results=snapshot.outcome_sha256,
        corrects=circular.before_id is not None,
    )
    record(event, by=by, subject=circular)
    return circular


def _fresh(circular: Circular) -> None:
    if standing_snapshot(circular.cycle) != circular.snapshot:
        raise Refused("结果已经更正，这份通报的数据过时，请在评定页面重新“起草通报”。")


def _locked(circular: Circular) -> Circular:
    links = ("cycle__area", "snapshot", "before", "agency")
    found = Circular.objects.select_for_update(of=("self",)).select_related(*links)
    return found.get(pk=circular.pk)


@transaction.atomic
def write_circular(circular: Circular, *, by: Actor, **texts: str) -> Circular:
    """Write the marked places; figures cannot be written."""
    circular = _locked(circular)
    require(by, "assess.write_circular", circular)
    if circular.state != CircularState.DRAFT:
        raise Refused("通报已经送签，不能再改；要改请先退回。")
    changed = []
    for name in WRITTEN:
        text = registry.readable(texts.get(name, getattr(circular, name))).strip()
        if text != getattr(circular, name):
            setattr(circular, name, text)
            changed.append(name)
    if not (circular.title and circular.to and circular.opening):
        raise Refused("标题、主送机关和开头不能空着，请补上。")
    if changed:
        circular.save(update_fields=changed)
        record(CircularWritten(fields=changed), by=by, subject=circular)
    return circular


@transaction.atomic
def submit_circular(circular: Circular, *, by: Actor) -> Circular:
    """Ask for approval."""
    circular = _locked(circular)
    require(by, "assess.write_circular", circular)
    _fresh(circular)
    return _moved(circular, "submit", by)


@transaction.atomic
def return_circular(circular: Circular, *, reason: str, by: Actor) -> Circular:
    """Send it back to be written again."""
    circular = _locked(circular)
    require(by, "assess.approve_circular", circular)
    if not reason.strip():
        raise Refused("请写明退回理由。")
    return _moved(circular, "return", by, reason.strip())


@transaction.atomic
def approve_circular(circular: Circular, *, by: Actor) -> Circular:
    """Approve it; by another hand than the one that drafted."""
    circular = _locked(circular)
    require(by, "assess.approve_circular", circular)
    if circular.drafted_by_id is not None and circular.drafted_by_id == by.pk:
        raise Refused("起草人不能自己签发，请另一位同志签发。")
    circular.approved_by_id, circular.approved_at = by.pk, now()
    circular.save(update_fields=["approved_by", "approved_at"])
    return _moved(circular, "approve", by)


def _moved(
    circular: Circular, name: str, by: Actor, reason: str = "", number: str = ""
) -> Circular:
    machine.move(circular, name)
    circular.save(update_fields=["state", "paper"])
    record(CircularMoved(move=name, number=number, reason=reason), by=by, subject=circular)
    return circular


@transaction.atomic
def issue_circular(circular: Circular, *, by: Actor) -> Circular:
    """Number and typeset it, and send it to every rated unit and the counties above them."""
    circular = _locked(circular)
    require(by, "assess.draft_circular", circular.cycle)
    if circular.state != CircularState.APPROVED:
        machine.move(circular, "issue")  # refuses with the state it is in
    _fresh(circular)
    circular.paper = papers.issue(
        document_of(circular),
        agency=circular.agency,
        by=by,
        subject=circular,
        title=circular.title,
        key=f"circular:{circular.pk}",
        on=now().date(),
    )
    _moved(circular, "issue", by, number=circular.paper.number)
    _send(circular, by)
    return circular


def _send(circular: Circular, by: Actor) -> None:
    """One row a body, each with the days it has to sign for it."""
    offices = _recipients(circular)
    CircularRecipient.objects.bulk_create(
        [CircularRecipient(circular=circular, agency=each) for each in offices]
    )
    term = value("circular_read_working_days", circular.cycle.area, now().date())
    if term is None:
        return
    due = deadline(
        now().date(), Working(int(term.value)), local_days(circular.cycle.area), article=term.cite
    )
    url = reverse("assess:circular", args=[circular.pk])
    worklist.expect_many(
        [
            worklist.Expected(
                row, kinds.READ.name, due, agency=row.agency, title=f"签收：{circular.title}",
                url=url, working=True,
            )
            for row in circular.recipients.select_related("agency__area")
        ],
        by=by,
    )  # fmt: skip


def _recipients(circular: Circular) -> Iterable[Agency]:
    rows = circular.cycle.results.filter(snapshot=circular.snapshot).select_related("unit")
    codes: set[str] = set()
    for row in rows:
        codes |= set(row.unit.path.strip("/").split("/"))
    home = set(circular.cycle.area.path.strip("/").split("/"))
    return offices_of(codes - home, now().date()).values()


@transaction.atomic
def read_circular(recipient: CircularRecipient, *, by: Actor) -> CircularRecipient:
    """Sign for a circular; a second time changes nothing."""
    found = CircularRecipient.objects.select_for_update(of=("self",))
    recipient = found.select_related("agency", "circular").get(pk=recipient.pk)
    require(by, "assess.read_circular", recipient)
    if recipient.read_at is None:
        recipient.read_by_id, recipient.read_at = by.pk, now()
        recipient.save(update_fields=["read_by", "read_at"])
        record(CircularRead(body=recipient.agency.name), by=by, subject=recipient)
        worklist.meet(recipient, kinds.READ.name, by=by)
    return recipient
