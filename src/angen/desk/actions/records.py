"""The one generic write of ledgers: create, change, remove, reveal."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from angen.audit.actions import record as write_log
from angen.desk.anywhere import anywhere
from angen.desk.changes import Invalid, assign, event_of, logged_values
from angen.desk.columns import Personal
from angen.desk.events import NumberRevealed, NumbersExported, RecordRemoved
from angen.desk.ledger import Ledger
from angen.kernel.access import Actor, require
from angen.kernel.refusal import NotAllowed, Refused

CHANGED_MEANWHILE = "别人刚刚修改过这条记录，您看到的不是最新内容。请重新打开后再改。"


@transaction.atomic
def save_record(
    ledger: Ledger,
    values: Mapping[str, Any],
    *,
    by: Actor,
    record: models.Model | None = None,
    stamp: str = "",
) -> Any:
    """Create a record, or change ``record``, and return it.

    ``values`` are by column name (a reference: the record or its primary key). The right to keep
    is asked of the row as it stood and of the row as saved, so that nobody creates or moves one
    outside his reach. ``stamp`` is the version the editor saw; another one in the base refuses.
    Raises ``Invalid`` for values the model refuses, ``Refused`` and ``NotAllowed`` otherwise.
    """
    if not ledger.kept_by(by) or (record is None and not ledger.creates):
        raise NotAllowed(f"您没有登记“{ledger.title}”的权限。请联系本单位系统管理员。")
    before: Any = None
    target: Any = ledger.model()
    if record is not None:
        target = locked(ledger, record)
        require(by, ledger.keep, target)
        if stamp and stamp != ledger.stamp(target):
            raise Refused(CHANGED_MEANWHILE)
        before = copy.copy(target)
    assign(ledger, target, values, created=before is None)
    ledger.before_write(target, dict(values), by)
    if before is not None and ledger.stamp(before) == ledger.stamp(target):
        return target
    check(target)
    try:
        with transaction.atomic():
            target.save(force_insert=before is None)
    except IntegrityError as error:
        raise Refused("同样的记录刚刚被别人登记。请返回列表查找后修改原记录。") from error
    ledger.after_write(target, before is None, by)
    require(by, ledger.keep, target)
    write_log(event_of(ledger, before, target), by=by, subject=target)
    return target


@transaction.atomic
def remove_record(
    ledger: Ledger, record: models.Model, *, by: Actor, reason: str, stamp: str = ""
) -> None:
    """Remove a record nothing else refers to; the log keeps its last values and the reason."""
    if not ledger.keep or not ledger.removes:
        raise NotAllowed(f"“{ledger.title}”里的记录不能删除。")
    if not reason.strip():
        raise Refused("请写明删除的原因，原因会记入日志。")
    target = locked(ledger, record)
    require(by, ledger.keep, target)
    if stamp and stamp != ledger.stamp(target):
        raise Refused(CHANGED_MEANWHILE)
    if held := holders(target):
        raise Refused(f"不能删除：还有{'、'.join(held)}与这条记录关联。请先处理这些记录。")
    write_log(
        RecordRemoved(ledger.key, logged_values(ledger, target), reason.strip()[:200]),
        by=by,
        subject=target,
    )
    target.delete()


@transaction.atomic
def reveal_number(
    ledger: Ledger, record: models.Model, column: str, *, by: Actor, purpose: str
) -> str:
    """The masked number in clear; that it was asked for, by whom and why, is recorded."""
    shown = ledger.by_name.get(column)
    if not isinstance(shown, Personal):
        raise Refused("这一列没有遮盖的号码。")
    if not (ledger.reveal or ledger.keep):
        raise NotAllowed(f"“{ledger.title}”的完整号码不提供查看。")
    require(by, ledger.reveal or ledger.keep, record)
    if not purpose.strip():
        raise Refused("请写明查看完整号码的用途，用途会记入日志。")
    write_log(NumberRevealed(ledger.key, shown.label, purpose.strip()[:200]), by=by, subject=record)
    return shown.clear(record)


@transaction.atomic
def export_numbers(ledger: Ledger, *, by: Actor, query: str, purpose: str) -> None:
    """Allow and record an export with numbers in clear; the log keeps question and purpose."""
    permission = ledger.reveal or ledger.keep
    if not permission or not anywhere(by, permission):
        raise NotAllowed(f"您没有导出“{ledger.title}”完整号码的权限。")
    if not purpose.strip():
        raise Refused("请写明导出完整号码的用途，用途会记入日志。")
    subject = account_of(by)
    event = NumbersExported(ledger.key, query[:500], purpose.strip()[:200])
    write_log(event, by=by, subject=subject)


def account_of(actor: Actor) -> models.Model:
    """The account of an actor, as the subject of what concerns no single record."""
    if not isinstance(actor, models.Model):
        raise NotAllowed("只有登录的账号可以这样做。")
    return actor


def locked(ledger: Ledger, record: models.Model) -> Any:
    """The row as it stands, locked until the transaction ends."""
    found = ledger.model._base_manager.select_for_update(of=("self",)).filter(pk=record.pk).first()
    if found is None:
        raise Refused("这条记录已被删除。请返回列表。")
    return found


def check(target: models.Model) -> None:
    """All checks of the model and its constraints, as sentences by field."""
    try:
        target.full_clean()
    except ValidationError as error:
        found = error.message_dict
        raise Invalid(
            {"" if name == NON_FIELD_ERRORS else name: list(s) for name, s in found.items()}
        ) from error


def holders(target: models.Model) -> list[str]:
    """How many records of which kind hang on ``target``; those that merely forget it excepted."""
    found = []
    for relation in target._meta.related_objects:
        if relation.on_delete in (models.SET_NULL, models.SET_DEFAULT, models.DO_NOTHING):
            continue
        model: Any = relation.related_model
        count = model._base_manager.filter(**{relation.field.name: target}).count()
        if count:
            found.append(f" {count} 条{model._meta.verbose_name}")
    return found
