"""Issuing, voiding, superseding and serving papers."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Account, Agency, Grant
from angen.papers import numbers, queries, registry, typeset
from angen.papers.events import PaperIssued, PaperServed, PaperSuperseded, PaperVoided
from angen.papers.models import NumberSeries, Paper, Service
from angen.papers.queries import Standing
from angen.papers.registry import Kind
from angen.papers.states import Method
from angen.papers.states import papers as machine

PREVIEW_WATERMARK = "预览"
SERVICE_LAW = "行政处罚法 第六十一条"

# Locks the series until the transaction ends, and makes it where it does not exist yet.
_LOCK_SERIES = """
insert into papers_numberseries (agency_id, code, year, next) values (%s, %s, %s, 1)
on conflict (agency_id, code, year) do update set next = papers_numberseries.next
returning id, next
"""
_KEEP_FILE = """
insert into papers_paperfile (sha256, content, size) values (%s, %s, %s)
on conflict (sha256) do nothing
"""


class AlreadyIssued(Refused):
    """The paper with this key exists; ``paper`` is it, for those who ask a second time."""

    def __init__(self, paper: Paper) -> None:
        named = f"《{paper.label}》{paper.number}".strip()
        super().__init__(f"{named}已经出具，不能重复出具。请打开原文书，或作废后重新出具。")
        self.paper = paper


@dataclass(frozen=True)
class Draft:
    """A paper before it has a number: everything typesetting needs."""

    kind: Kind
    standing: Standing
    face: typeset.Face
    doc: dict[str, Any]
    at: dt.datetime

    def pdf(self, serial: int | None) -> tuple[str, bytes]:
        """Its number and bytes when it gets ``serial``."""
        number = "" if serial is None else self.standing.number(self.face.on.year, serial)
        face = replace(self.face, number=number)
        return number, typeset.pdf(self.kind.template, face, self.doc, at=self.at)


def draft(
    document: object,
    *,
    agency: Agency,
    on: dt.date | None = None,
    grant: Grant | None = None,
    watermark: str = "",
) -> Draft:
    """What ``document`` would look like issued for ``agency``; raises ``Refused``. Writes nothing."""
    kind = registry.kind_of(document)
    day = on or timezone.localdate()
    standing = queries.standing(agency, kind, day, grant)
    face = typeset.Face(
        label=standing.label,
        body=standing.letterhead.title,
        on=day,
        numbered=kind.numbered,
        watermark=watermark or typeset.watermark(),
    )
    return Draft(kind, standing, face, registry.context(document), timezone.now())


def preview(
    document: object, *, agency: Agency, on: dt.date | None = None, grant: Grant | None = None
) -> list[bytes]:
    """The pages of a paper that is not issued, as PNG: no number, no code, marked 预览.

    Open fields are left open, so that work in progress can be looked at.
    """
    made = draft(document, agency=agency, on=on, grant=grant, watermark=PREVIEW_WATERMARK)
    return typeset.images(made.kind.template, made.face, made.doc)


@transaction.atomic
def issue(
    document: object,
    *,
    agency: Agency,
    by: Actor,
    subject: Model | None = None,
    title: str = "",
    key: str = "",
    on: dt.date | None = None,
    grant: Grant | None = None,
) -> Paper:
    """Issue ``document`` on behalf of ``agency``: number, typeset, seal and keep it.

    ``subject`` is the record it belongs to, ``title`` tells it apart in lists (the party's name),
    ``on`` is the date printed on it, by default today. With a ``key`` ("inspection:<id>:order") a
    second issue raises ``AlreadyIssued`` as long as the first is in force. The series stays locked
    until the caller's transaction ends; issue several kinds in one fixed order.
    """
    record_of = (subject._meta.label_lower, str(subject.pk)) if subject is not None else ("", "")
    return _issue(document, agency, record_of, by, title=title, key=key, on=on, grant=grant)


def _issue(
    document: object,
    agency: Agency,
    subject: tuple[str, str],
    by: Actor,
    *,
    title: str,
    key: str,
    on: dt.date | None,
    grant: Grant | None,
) -> Paper:
    require(by, "papers.issue", agency)
    registry.check(document)
    if on is not None and on > timezone.localdate():
        raise Refused("落款日期不能晚于今天，请核对。")
    _not_twice(key)
    made = draft(document, agency=agency, on=on, grant=grant)
    made = replace(made, face=replace(made.face, code=numbers.new_code()))
    series, number, content = _numbered(made)
    _not_twice(key)  # somebody may have issued it while this one waited for the series
    paper = Paper(
        kind=made.kind.name,
        label=made.face.label,
        title=registry.readable(title)[:200],
        body=made.face.body,
        series=series,
        serial=series.next if series else None,
        number=number,
        agency=made.standing.body,
        issued_for=agency,
        grant=made.standing.grant,
        subject_type=subject[0],
        subject_id=subject[1],
        key=key,
        context=made.doc,
        template=typeset.revision(made.kind.template),
        file_id=hashlib.sha256(content).hexdigest(),
        code=made.face.code,
        issued_on=made.face.on,
        issued_at=made.at,
        issued_by=by if isinstance(by, Account) else None,
    )
    _keep(paper, content)
    event = PaperIssued(
        kind=paper.kind,
        number=number,
        on=paper.issued_on,
        sha256=paper.file_id,
        body=paper.agency.name,
        issued_for=agency.name,
        template=paper.template,
        subject=" ".join(subject).strip(),
    )
    record(event, by=by, subject=paper)
    return paper


def _not_twice(key: str) -> None:
    if key and (found := Paper.objects.filter(key=key, state="issued").first()):
        raise AlreadyIssued(found)


def _numbered(made: Draft) -> tuple[NumberSeries | None, str, bytes]:
    """The locked series, the number and the bytes that bear it.

    Typesetting happens before the lock, with the number that is next at that moment; only when
    somebody else was faster is it done again under the lock.
    """
    if not made.kind.numbered:
        return (None, *made.pdf(None))
    body, code, year = made.standing.body, made.standing.series_code, made.face.on.year
    guess = NumberSeries.objects.filter(agency=body, code=code, year=year)
    serial = guess.values_list("next", flat=True).first() or 1
    number, content = made.pdf(serial)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_SERIES, [body.pk, code, year])
        pk, following = cursor.fetchone()
    if following != serial:
        number, content = made.pdf(following)
    return NumberSeries(pk=pk, agency=body, code=code, year=year, next=following), number, content


def _keep(paper: Paper, content: bytes) -> None:
    """Store bytes and paper and move the series on, all in the transaction of the allotment."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_FILE, [paper.file_id, content, len(content)])
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
    except IntegrityError as error:
        _explain(error, paper)
    if paper.series is not None:
        NumberSeries.objects.filter(pk=paper.series.pk).update(next=paper.series.next + 1)


def _explain(error: IntegrityError, paper: Paper) -> None:
    """Turn what the constraints refuse into a sentence."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if name == "papers_paper_key":
        _not_twice(paper.key)
    if name == "papers_paper_number":
        raise Refused(
            f"文号“{paper.number}”已被另一机构使用，说明两个机构的文书字号相同。"
            "请在“文书字号”中改用各自的区划简称。"
        ) from error
    raise error


def _locked(paper: Paper) -> Paper:
    found = Paper.objects.select_for_update(of=("self",))
    return found.select_related("agency", "issued_for").get(pk=paper.pk)


def _reason(text: str, act: str) -> str:
    cleaned = registry.readable(text).strip()
    if not cleaned:
        raise Refused(f"{act}须写明原因，文号和原因会保留在登记簿中。")
    if len(cleaned) > 200:
        raise Refused("原因请控制在 200 字以内。")
    return cleaned


@transaction.atomic
def void(paper: Paper, *, reason: str, by: Actor) -> Paper:
    """Void a paper that was not served; its number stays in the register with the reason."""
    paper = _locked(paper)
    require(by, "papers.void", paper)
    reason = _reason(reason, "作废文书")
    if paper.services.exists():
        raise Refused("文书已经送达，不能作废；如有错误，请出具新的文书替代。")
    machine.move(paper, "void")
    paper.reason, paper.ended_at = reason, timezone.now()
    paper.save(update_fields=["state", "reason", "ended_at"])
    record(PaperVoided(number=paper.number, reason=reason), by=by, subject=paper)
    return paper


@transaction.atomic
def supersede(
    paper: Paper, document: object, *, reason: str, by: Actor, on: dt.date | None = None
) -> Paper:
    """Replace a paper by a new one of any kind, for the same body and record; returns the new."""
    paper = _locked(paper)
    require(by, "papers.void", paper)
    reason = _reason(reason, "替代文书")
    machine.move(paper, "supersede")
    paper.reason, paper.ended_at = reason, timezone.now()
    paper.save(update_fields=["state", "reason", "ended_at"])
    newer = _issue(
        document,
        paper.issued_for,
        (paper.subject_type, paper.subject_id),
        by,
        title=paper.title,
        key=paper.key,
        on=on,
        grant=paper.grant,
    )
    paper.replaced_by = newer
    paper.save(update_fields=["replaced_by"])
    event = PaperSuperseded(number=paper.number, reason=reason, replaced_by=newer.number)
    record(event, by=by, subject=paper)
    return newer


@dataclass(frozen=True)
class Delivery:
    """What a delivery receipt (送达回证) tells. ``officers`` are the names of those who served."""

    method: Method
    officers: str
    served_at: dt.datetime
    recipient: str = ""
    place: str = ""
    refused: bool = False
    witness: str = ""
    note: str = ""


@transaction.atomic
def serve(paper: Paper, delivery: Delivery, *, by: Actor) -> Service:
    """Record the service of a paper with its receipt (民事诉讼法 第八十七条 to 第九十五条)."""
    paper = _locked(paper)
    require(by, "papers.serve", paper)
    if paper.state == "voided":
        raise Refused(f"文书“{paper.number}”已经作废，不能送达。")
    _check(delivery, paper)
    service = Service.objects.create(
        paper=paper,
        method=delivery.method,
        recipient=delivery.recipient.strip(),
        place=delivery.place.strip(),
        served_at=delivery.served_at,
        refused=delivery.refused,
        witness=delivery.witness.strip(),
        note=delivery.note.strip(),
        officers=delivery.officers.strip(),
        recorded_by=by if isinstance(by, Account) else None,
    )
    event = PaperServed(
        number=paper.number,
        method=str(Method(delivery.method).label),
        served_at=delivery.served_at,
        refused=delivery.refused,
    )
    record(event, by=by, subject=paper)
    return service


# What each way of service must tell: fields in Chinese, sentence, article.
_NEEDS: dict[Method, tuple[tuple[str, ...], str, str]] = {
    Method.DIRECT: (("recipient",), "直接送达须填写签收人。", "民事诉讼法 第八十八条"),
    Method.LEFT: (
        ("recipient", "witness", "note"),
        "留置送达须填写收件人、见证人，并在备注中记明拒收事由和日期。",
        "民事诉讼法 第八十九条",
    ),
    Method.ENTRUSTED: (
        ("recipient", "note"),
        "委托送达须填写收件人和受托单位。",
        "民事诉讼法 第九十一条",
    ),
    Method.POST: (
        ("recipient", "place", "note"),
        "邮寄送达须填写收件人、地址和邮件号。",
        "民事诉讼法 第九十一条",
    ),
    Method.ELECTRONIC: (
        ("recipient", "place", "note"),
        "电子送达须经受送达人同意：请填写收件人、电子地址，并在备注中记明同意的方式。",
        SERVICE_LAW,
    ),
    Method.ANNOUNCEMENT: (
        ("place", "note"),
        "公告送达须填写公告的位置，并在备注中记明公告的原因。",
        "民事诉讼法 第九十五条",
    ),
}


def _check(delivery: Delivery, paper: Paper) -> None:
    """Refuse a receipt that would not stand."""
    names, sentence, article = _NEEDS[Method(delivery.method)]
    if any(not str(getattr(delivery, name)).strip() for name in names):
        raise Refused(sentence, article=article)
    if not delivery.officers.strip():
        raise Refused("请填写送达人。", article=SERVICE_LAW)
    if delivery.method == Method.LEFT and not delivery.refused:
        raise Refused("留置送达以拒绝签收为前提，请勾选“拒绝签收”。", article=article)
    if delivery.method == Method.DIRECT and delivery.refused:
        raise Refused("收件人拒绝签收的，请选择“留置送达”。", article="民事诉讼法 第八十九条")
    if timezone.localdate(delivery.served_at) < paper.issued_on:
        raise Refused(f"文书落款日期是 {paper.issued_on}，送达时间不能更早。")
    if delivery.served_at > timezone.now() + dt.timedelta(minutes=5):
        raise Refused("送达时间不能晚于现在，请核对。")
