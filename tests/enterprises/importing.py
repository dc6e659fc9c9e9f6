"""A process that imports enterprises into an installation of its own; run by test_crash.

Arguments: "prepare" with a workbook; "write" with the primary key of the batch, printing a line
when the rows stand and nothing is committed yet; "look", printing what is there as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402

from angen.audit.models import Entry, Head  # noqa: E402
from angen.desk import actions, jobs  # noqa: E402
from angen.desk.intake import writing  # noqa: E402
from angen.desk.ledger import ledger  # noqa: E402
from angen.desk.models import ImportBatch  # noqa: E402
from angen.enterprises.models import Enterprise, Place  # noqa: E402
from angen.site import postgres  # noqa: E402
from factories import AccountFactory, AreaFactory  # noqa: E402

LONG = 60  # seconds in which somebody else kills


def prepare(file: str) -> None:
    county = AreaFactory(level="county", parent=AreaFactory(level="prefecture"))
    AreaFactory(level="township", parent=county, name="试验镇")
    by = AccountFactory(role="county_brigade", area=county)
    upload = SimpleUploadedFile("企业.xlsx", Path(file).read_bytes())
    batch = actions.upload_import(ledger("enterprises"), upload, by=by)
    batch = actions.confirm_import(jobs.check_import(batch, by=by), by=by)
    print(batch.pk)


def write(pk: str, *how: str) -> None:
    batch = ImportBatch.objects.get(pk=pk)
    record = writing.record_texts

    def wait(*of, **more):
        record(*of, **more)
        print("standing", flush=True)
        time.sleep(LONG)

    if how:
        writing.record_texts = wait
    print(jobs.write_import(batch, by=jobs.actor_of(batch)).state)


def look() -> None:
    batch = ImportBatch.objects.get()
    entries = Entry.objects.filter(subject_type="enterprises.enterprise").count()
    heads = Head.objects.filter(subject_type="enterprises.enterprise").count()
    found = [Enterprise.objects.count(), Place.objects.count(), entries, heads]
    print(json.dumps({"state": batch.state, "found": found}))


if __name__ == "__main__":
    postgres.start()
    {"prepare": prepare, "write": write, "look": look}[sys.argv[1]](*sys.argv[2:])
