"""Attaching files to records, and taking them off."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from angen.audit.actions import record as write_log
from angen.desk import files
from angen.desk.events import FileAttached, FileDetached
from angen.desk.ledger import Ledger
from angen.desk.ledger import ledger as ledger_named
from angen.desk.models import StoredFile
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused

KINDS = "PDF、PNG、JPEG、WebP 图片，或不带宏的 .xlsx、.docx 文件"


@transaction.atomic
def attach_file(
    ledger: Ledger, record: models.Model, upload: files.Upload, *, by: Actor
) -> StoredFile:
    """Store a file with a record of the ledger; refused for every other kind of content."""
    require(by, ledger.keep, record)
    sha256, size, path = files.keep(upload)
    kind = files.kind_of(path)
    if kind is None:
        raise Refused(f"这种文件不能上传。请上传{KINDS}。")
    stored = StoredFile.objects.create(
        sha256=sha256,
        name=files.tidy_name(upload.name),
        size=size,
        kind=kind,
        owner_ledger=ledger.key,
        owner_id=str(record.pk),
        stored_by=str(by.pk),
    )
    write_log(FileAttached(stored.name, sha256, size), by=by, subject=record)
    return stored


@transaction.atomic
def detach_file(stored: StoredFile, *, by: Actor) -> None:
    """Take a file off its record. The bytes stay, as the log names them by their SHA-256."""
    ledger = ledger_named(stored.owner_ledger)
    record: Any = ledger.model._base_manager.get(pk=stored.owner_id)
    require(by, ledger.keep, record)
    write_log(FileDetached(stored.name, stored.sha256), by=by, subject=record)
    stored.delete()
