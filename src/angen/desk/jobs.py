"""Running imports: at once for small files, by a worker for large ones.

Every step may run twice: a second run finds the work done, and a process killed in the middle has
written nothing, so the batch is taken up where it stood.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from procrastinate.contrib.django import app

from angen.desk import files
from angen.desk.actions import begin_check, refuse_import, report_import
from angen.desk.actions import write_import as write_all
from angen.desk.intake.reading import Parsed, opened, parse
from angen.desk.intake.writing import Unclean, dry_run
from angen.desk.ledger import ledger
from angen.desk.models import ImportBatch
from angen.desk.states import ImportState
from angen.kernel.access import Actor
from angen.kernel.refusal import Refused

INLINE_ROWS = 2_000


def is_large(batch: ImportBatch) -> bool:
    """Whether the batch is worked on in the background."""
    return batch.total > INLINE_ROWS


def check_import(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Check every row and keep what was found."""
    batch = begin_check(batch, by=by)
    try:
        parsed = read(batch, by)
        done = dry_run(ledger(batch.ledger), parsed, by)
    except Refused as refused:
        return refuse_import(batch, str(refused), by=by)
    return report_import(batch, parsed, done, by=by)


def write_import(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Write a confirmed batch; what no longer fits is reported, and nothing is written."""
    batch.refresh_from_db()
    if batch.state == ImportState.DONE:
        return batch
    parsed = read(batch, by)
    try:
        return write_all(batch, parsed, by=by)
    except Unclean:
        return report_import(batch, parsed, dry_run(ledger(batch.ledger), parsed, by), by=by)


def read(batch: ImportBatch, by: Actor) -> Parsed:
    """The rows of the batch's file."""
    sheet = opened(files.place(batch.sha256))
    return parse(ledger(batch.ledger), by, sheet, progress_of(batch))


def progress_of(batch: ImportBatch) -> Callable[[int], None]:
    """Notes how many rows were read, where the page that waits can see it."""

    def progress(count: int) -> None:
        ImportBatch.objects.filter(pk=batch.pk).update(progress=count)

    return progress


@app.task(name="desk.check_import")
def check(batch_id: str) -> None:
    """Check a large batch."""
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.state in (ImportState.UPLOADED, ImportState.CHECKING):
        check_import(batch, by=actor_of(batch))


@app.task(name="desk.write_import")
def write(batch_id: str) -> None:
    """Write a large confirmed batch."""
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.state == ImportState.CONFIRMED:
        write_import(batch, by=actor_of(batch))


def actor_of(batch: ImportBatch) -> Any:
    """The account that uploaded the batch: the job may do what this account may do now."""
    return get_user_model()._default_manager.get(pk=batch.by_id)


def later(job: str, batch: ImportBatch) -> None:
    """Hand the batch to a worker; several jobs of one batch run one after the other."""
    task = check if job == "check" else write
    task.configure(lock=f"desk.import.{batch.pk}").defer(batch_id=str(batch.pk))
