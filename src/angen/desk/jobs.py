"""Large imports in the background. Both jobs may run twice: a second run finds the work done."""

from __future__ import annotations

from procrastinate.contrib.django import app

from angen.desk.actions.imports import actor_of, check_import, write_import
from angen.desk.models import ImportBatch
from angen.desk.states import ImportState


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


def later(job: str, batch: ImportBatch) -> None:
    """Hand the batch to a worker, once however often it is asked; needs no open transaction."""
    task = check if job == "check" else write
    task.configure(lock=f"desk.import.{batch.pk}").defer(batch_id=str(batch.pk))
