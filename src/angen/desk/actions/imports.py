"""Imports: upload, check, confirm, write, drop. Nothing stands in the ledger before ``write``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.desk import files
from angen.desk.events import ImportConfirmed, ImportDone, ImportDropped, ImportUploaded
from angen.desk.intake.reading import Parsed, opened, parse
from angen.desk.intake.writing import Unclean, Written, dry_run
from angen.desk.intake.writing import write as write_rows
from angen.desk.ledger import IMPORT, Ledger
from angen.desk.ledger import ledger as ledger_named
from angen.desk.models import ImportBatch, StoredFile
from angen.desk.states import ImportState, imports
from angen.kernel.access import Actor, require
from angen.kernel.refusal import NotAllowed, Refused

INLINE_ROWS = 2_000
MOST_PROBLEMS = 10_000  # problems kept with the batch; the count is always exact


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
        total=max(opened(path).total_height - 1, 0),
    )
    require(by, IMPORT, batch)
    record(ImportUploaded(ledger.key, sha256, size), by=by, subject=batch)
    return batch


def is_large(batch: ImportBatch) -> bool:
    """Whether the batch is worked on in the background."""
    return batch.total > INLINE_ROWS


def check_import(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Check every row and keep what was found; can be begun again at any time before."""
    batch = moved(batch, by, "check")
    try:
        parsed, done = checked(batch, by)
    except Refused as refused:
        return ended(batch, by, "refuse", refused)
    return reported(batch, by, parsed, done, "report")


def checked(batch: ImportBatch, by: Actor) -> tuple[Parsed, Written]:
    """What the file holds and would do."""
    ledger = ledger_named(batch.ledger)
    parsed = parse(ledger, by, opened(files.place(batch.sha256)), progress_of(batch))
    return parsed, dry_run(ledger, parsed, by)


def progress_of(batch: ImportBatch) -> Callable[[int], None]:
    """Notes how many rows were read, where the page that waits can see it."""

    def progress(count: int) -> None:
        ImportBatch.objects.filter(pk=batch.pk).update(progress=count)

    return progress


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


def write_import(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Write a confirmed batch in one transaction; a second call finds it done.

    A process killed in the middle has written nothing; the batch stays confirmed and is written
    when the job, or the button, starts again.
    """
    batch.refresh_from_db()
    if batch.state == ImportState.DONE:
        return batch
    ledger = ledger_named(batch.ledger)
    parsed = parse(ledger, by, opened(files.place(batch.sha256)), progress_of(batch))
    try:
        return written(batch, ledger, parsed, by)
    except Unclean:
        done = dry_run(ledger, parsed, by)
        return reported(batch, by, parsed, done, "recheck")


@transaction.atomic
def written(batch: ImportBatch, ledger: Ledger, parsed: Parsed, by: Actor) -> ImportBatch:
    """All rows, their history and the end of the batch: together or not at all."""
    batch = locked(batch)
    require(by, IMPORT, batch)
    if batch.state == ImportState.DONE:
        return batch
    imports.move(batch, "finish")
    if parsed.problems:
        raise Unclean
    done = write_rows(ledger, parsed, by, f"导入 {batch.name}")
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


def actor_of(batch: ImportBatch) -> Any:
    """The account that uploaded the batch, for the job that works on it."""
    return get_user_model()._default_manager.get(pk=batch.by_id)


def locked(batch: ImportBatch) -> ImportBatch:
    """The batch as it stands, locked until the transaction ends."""
    return ImportBatch.objects.select_for_update().get(pk=batch.pk)


@transaction.atomic
def moved(batch: ImportBatch, by: Actor, move: str) -> ImportBatch:
    """The batch after a move."""
    batch = locked(batch)
    require(by, IMPORT, batch)
    imports.move(batch, move)
    batch.progress = 0
    batch.save(update_fields=["state", "progress"])
    return batch


@transaction.atomic
def ended(batch: ImportBatch, by: Actor, move: str, refused: Refused) -> ImportBatch:
    """The batch with the sentence that ended it."""
    batch = moved(batch, by, move)
    batch.notes = [str(refused)]
    batch.save(update_fields=["notes"])
    return batch


@transaction.atomic
def reported(
    batch: ImportBatch, by: Actor, parsed: Parsed, done: Written, move: str
) -> ImportBatch:
    """The batch with what its check found."""
    batch = moved(batch, by, move)
    parsed.problems.sort(key=lambda p: (p.row, len(p.cell), p.cell))
    batch.new, batch.changed, batch.same = done.new, done.changed, done.same
    batch.bad = len(parsed.problems)
    batch.errors = [asdict(p) for p in parsed.problems[:MOST_PROBLEMS]]
    batch.preview, batch.notes = done.preview, parsed.notes
    batch.total = batch.progress = len(parsed.heads)
    batch.checked_at = timezone.now()
    batch.save()
    return batch
