"""The enterprise's side of an order: it reports that it is done, or asks for more time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.desk import files
from angen.desk.actions.files import KINDS
from angen.desk.events import FileAttached
from angen.desk.models import StoredFile
from angen.inspections import kinds
from angen.inspections.actions.following import follow, title_of
from angen.inspections.actions.orders import account, locked_order, set_recheck
from angen.inspections.events.orders import ExtensionAnswered, ExtensionAsked, HazardReported
from angen.inspections.models import Extension, Hazard, Order
from angen.inspections.queries import terms
from angen.inspections.states import RECHECK_RULES, ExtensionState, HazardState
from angen.inspections.states import extension as machine
from angen.inspections.states import hazard as hazards_machine
from angen.kernel.access import Actor, can, require
from angen.kernel.refusal import Refused
from angen.worklist.actions import expect, meet

ANSWER, FOLLOW = "inspections.answer", "inspections.follow"
PHOTOS = "hazards"  # the ledger on whose records the photographs hang
MOST_PHOTOS = 9


def _locked(hazard: Hazard) -> Hazard:
    found = Hazard.objects.select_for_update(of=("self",))
    return found.select_related("agency__area", "enterprise").get(pk=hazard.pk)


def _orders_of(hazard: Hazard) -> list[Order]:
    keys = [key for key in (hazard.order_id, hazard.decision_id) if key is not None]
    return [locked_order(one) for one in Order.objects.filter(pk__in=keys).order_by("pk")]


def _allowed(hazard: Hazard, by: Actor) -> bool:
    """The enterprise itself, or the body that follows the hazard up on its behalf; whether the
    enterprise did it.
    """
    if can(by, ANSWER, hazard):
        return True
    require(by, FOLLOW, hazard)
    return False


@transaction.atomic
def report_done(
    hazard: Hazard,
    *,
    note: str,
    done_on: dt.date,
    photos: Sequence[files.Upload] = (),
    by: Actor,
) -> Hazard:
    """Report that a hazard is rectified and ask for the recheck, with what was done and photographs."""
    hazard = _locked(hazard)
    _allowed(hazard, by)
    if not _orders_of(hazard):
        raise Refused("这项隐患没有下达整改指令，不需要申请复查。")
    if done_on > timezone.localdate():
        raise Refused("整改完成日期不能晚于今天，请核对。")
    if done_on < hazard.found_on:
        raise Refused(f"隐患是 {hazard.found_on} 发现的，整改完成日期不能更早。")
    if not note.strip():
        raise Refused("请写明采取的整改措施和结果。", article=RECHECK_RULES)
    if len(photos) > MOST_PHOTOS:
        raise Refused(f"一次最多上传 {MOST_PHOTOS} 张照片，请分几次或挑选后上传。")
    hazards_machine.move(hazard, "report")
    hazard.done_on, hazard.done_note = done_on, note.strip()
    kept = [_keep_photo(hazard, one, by) for one in photos]
    orders = _orders_of(hazard)
    set_recheck(hazard, orders[0])
    hazard.save()
    event = HazardReported(done_on=done_on, note=hazard.done_note, photos=kept)
    record(event, by=by, subject=hazard)
    for order in orders:
        follow(order, why="企业申请复查", by=by)
    return hazard


def _keep_photo(hazard: Hazard, upload: files.Upload, by: Actor) -> str:
    sha256, size, path = files.keep(upload)
    kind = files.kind_of(path)
    if kind is None:
        raise Refused(f"这种文件不能上传。请上传{KINDS}。")
    stored = StoredFile.objects.create(
        sha256=sha256,
        name=files.tidy_name(upload.name),
        size=size,
        kind=kind,
        owner_ledger=PHOTOS,
        owner_id=str(hazard.pk),
        stored_by=str(by.pk),
    )
    record(FileAttached(stored.name, sha256, size), by=by, subject=hazard)
    return sha256


@transaction.atomic
def ask_extension(
    hazard: Hazard, *, until: dt.date, reason: str, asked_on: dt.date | None = None, by: Actor
) -> Extension:
    """Ask for more time, early enough before the end. An officer enters the day of the letter."""
    hazard, today = _locked(hazard), timezone.localdate()
    own = _allowed(hazard, by)
    orders = _orders_of(hazard)
    if hazard.state != HazardState.RECTIFYING or hazard.due_on is None or not orders:
        raise Refused("只有正在整改的隐患可以申请延期。", article=RECHECK_RULES)
    on = today if own or asked_on is None else asked_on
    _check_asking(hazard, on, today, orders[0])
    if until <= hazard.due_on:
        raise Refused(f"现在的期限是 {hazard.due_on}，延期应晚于这一天，请改填。")
    if not reason.strip():
        raise Refused("请写明申请延期的理由。", article=RECHECK_RULES)
    if hazard.extensions.filter(state=ExtensionState.ASKED).exists():
        raise Refused("这项隐患已有待答复的延期申请，请等待答复。")
    made = Extension.objects.create(
        hazard=hazard, until=until, reason=reason.strip(), asked_on=on, asked_by=account(by)
    )
    event = ExtensionAsked(before=hazard.due_on, until=until, reason=made.reason)
    record(event, by=by, subject=made)
    due = terms.answer_due(on, hazard.agency.area)
    if due is not None:
        expect(
            made,
            kinds.ANSWER_EXTENSION.name,
            due,
            agency=hazard.agency,
            title=f"{title_of(orders[0])} 申请延至 {until}",
            url=terms.answer_page(made),
            by=by,
            working=True,
        )
    return made


def _check_asking(hazard: Hazard, on: dt.date, today: dt.date, order: Order) -> None:
    """Early enough; the day of the letter lies between the order and today."""
    if on > today or on < order.issued_on:
        raise Refused("收到申请的日期应在下达决定之后、今天之前，请核对。")
    found = terms.last_asking_day(hazard, hazard.agency.area)
    if found is None:
        return
    last, ruling = found
    if on > last:
        raise Refused(
            f"延期应在整改期限届满 {ruling.value:f} {ruling.unit}前申请，"
            f"最晚 {last}，现在已不能申请，请按期整改并申请复查。",
            article=terms.said(ruling),
        )


@transaction.atomic
def answer_extension(asked: Extension, *, grant: bool, answer: str, by: Actor) -> Extension:
    """Grant or refuse more time in writing; another hand than the one that asked."""
    hazard = _locked(asked.hazard)
    asked = Extension.objects.select_for_update().get(pk=asked.pk)
    require(by, "inspections.answer_extension", asked)
    if asked.asked_by_id is not None and asked.asked_by_id == by.pk:
        raise Refused("申请的登记人不能答复自己的申请，请由另一人办理。", article=RECHECK_RULES)
    if not grant and not answer.strip():
        raise Refused("不同意延期的，请写明理由。", article=RECHECK_RULES)
    machine.move(asked, "grant" if grant else "refuse")
    asked.answer = answer.strip() or "同意延期"
    asked.answered_on, asked.answered_by = timezone.localdate(), account(by)
    asked.save(update_fields=["state", "answer", "answered_on", "answered_by"])
    meet(asked, kinds.ANSWER_EXTENSION.name, by=by)
    event = ExtensionAnswered(granted=grant, until=asked.until, answer=asked.answer)
    record(event, by=by, subject=asked)
    if grant:
        _prolong(hazard, asked, by)
    return asked


def _prolong(hazard: Hazard, granted: Extension, by: Actor) -> None:
    """Move the end of a hazard and what the worklist waits for."""
    if hazard.state != HazardState.RECTIFYING:
        raise Refused("隐患已经申请复查或销号，不再需要延期，请答复不同意。")
    orders = _orders_of(hazard)
    hazard.due_on = granted.until
    set_recheck(hazard, orders[0] if orders else None)
    hazard.save(update_fields=["due_on", "recheck_due_on"])
    for order in orders:
        follow(order, why="同意延长整改期限", by=by)
