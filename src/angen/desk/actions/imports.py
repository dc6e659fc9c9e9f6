"""Imports: upload, check, report, confirm, write, drop. Only ``write_import`` touches a ledger."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.desk import files
from angen.desk.events import (
    ImportCheckBegun,
    ImportChecked,
    ImportConfirmed,
    ImportDone,
    ImportDropped,
    ImportRefused,
    ImportUploaded,
)
from angen.desk.intake.problems import keep_problems
from angen.desk.intake.reading import Parsed, lines_below_head, opened
from angen.desk.intake.writing import Unclean, Written
from angen.desk.intake.writing import write as write_rows
from angen.desk.ledger import IMPORT, Ledger
from angen.desk.ledger import ledger as ledger_named
from angen.desk.models import ImportBatch, StoredFile
from angen.desk.states import ImportState, imports
from angen.kernel.access import Actor, require
from angen.kernel.refusal import NotAllowed, Refused


@transaction.atomic
def upload_import(ledger: Ledger, upload: files.Upload, *, by: Actor) -> ImportBatch:
    """Keep the file and open a batch; a file that is no plain workbook is refused."""
    if not ledger.imported_by(by):
        raise NotAllowed(f"您没有导入“{ledger.title}”的权限。请联系本单位系统管理员。")
    sha256, size, path = files.keep(upload)
    if files.kind_of(path) is not StoredFile.Kind.XLSX:
        raise Refused("这不是 .xlsx 表格，或者带有宏、过大。请用导入模板填写后重新上传。")
    batch = ImportBatch.objects.create(
        ledger=ledger.key,
        by_id=str(by.pk),
        by_name=by.display_name,
        name=files.tidy_name(upload.name),
        sha256=sha256,
        size=size,
        total=lines_below_head(opened(path)),
    )
    require(by, IMPORT, batch)
    record(ImportUploaded(ledger.key, sha256, size), by=by, subject=batch)
    return batch


@transaction.atomic
def begin_check(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Begin the check, or begin it again: it writes nothing."""
    batch = locked(batch)
    require(by, IMPORT, batch)
    imports.move(batch, "check")
    batch.progress = 0
    batch.save(update_fields=["state", "progress"])
    record(ImportCheckBegun(batch.ledger), by=by, subject=batch)
    return batch


@transaction.atomic
def refuse_import(batch: ImportBatch, sentence: str, *, by: Actor) -> ImportBatch:
    """End a batch whose file cannot be read as this ledger."""
    batch = locked(batch)
    require(by, IMPORT, batch)
    imports.move(batch, "refuse")
    batch.notes = [sentence]
    batch.save(update_fields=["state", "notes"])
    record(ImportRefused(batch.ledger, sentence), by=by, subject=batch)
    return batch


@transaction.atomic
def report_import(batch: ImportBatch, parsed: Parsed, done: Written, *, by: Actor) -> ImportBatch:
    """Keep what a check found; of a confirmed batch, that it can no longer be written so."""
    batch = locked(batch)
    require(by, IMPORT, batch)
    imports.move(batch, "recheck" if batch.state == ImportState.CONFIRMED else "report")
    batch.new, batch.changed, batch.same = done.new, done.changed, done.same
    batch.bad = len(parsed.problems)
    keep_problems(batch, parsed.problems)
    batch.preview, batch.notes = done.preview, parsed.notes
    batch.total = batch.progress = parsed.count
    batch.checked_at = timezone.now()
    batch.save()
    event = ImportChecked(batch.ledger, done.new, done.changed, done.same, batch.bad)
    record(event, by=by, subject=batch)
    return batch


@transaction.atomic
def confirm_import(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Decide that the batch is written. Again on a confirmed one: nothing changes."""
    batch = locked(batch)
    require(by, IMPORT, batch)
    if batch.state == ImportState.CONFIRMED:
        return batch
    if batch.bad:
        raise Refused(f"还有 {batch.bad} 处有误，没有写入。请改正表格后重新上传。")
    if batch.state == ImportState.CHECKED and not (batch.new or batch.changed):
        raise Refused("表里的记录与台账完全相同，不需要写入。")
    imports.move(batch, "confirm")
    batch.save(update_fields=["state"])
    record(ImportConfirmed(batch.ledger, batch.new, batch.changed), by=by, subject=batch)
    return batch


@transaction.atomic
def write_import(batch: ImportBatch, parsed: Parsed, *, by: Actor) -> ImportBatch:
    """All rows, their history and the end of the batch: together or not at all.

    Raises ``Unclean`` when a row can no longer be written. A second call finds the batch done.
    """
    batch = locked(batch)
    require(by, IMPORT, batch)
    if batch.state == ImportState.DONE:
        return batch
    imports.move(batch, "finish")
    if parsed.bad:
        raise Unclean
    done = write_rows(ledger_named(batch.ledger), parsed, by, f"导入 {batch.name}")
    batch.new, batch.changed, batch.same = done.new, done.changed, done.same
    batch.done_at = timezone.now()
    batch.save(update_fields=["state", "new", "changed", "same", "done_at"])
    event = ImportDone(batch.ledger, batch.sha256, done.new, done.changed, done.same)
    record(event, by=by, subject=batch)
    return batch


@transaction.atomic
def drop_import(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Give up a batch that is not confirmed."""
    batch = locked(batch)
    require(by, IMPORT, batch)
    imports.move(batch, "drop")
    batch.save(update_fields=["state"])
    record(ImportDropped(batch.ledger), by=by, subject=batch)
    return batch


def locked(batch: ImportBatch) -> ImportBatch:
    """The batch as it stands, locked until the transaction ends."""
    return ImportBatch.objects.select_for_update().get(pk=batch.pk)
