"""The writes of the desk."""

from angen.desk.actions.files import attach_file, detach_file
from angen.desk.actions.imports import (
    begin_check,
    confirm_import,
    drop_import,
    refuse_import,
    report_import,
    upload_import,
    write_import,
)
from angen.desk.actions.records import (
    export_numbers,
    remove_record,
    reveal_number,
    save_record,
)
from angen.desk.changes import Invalid

__all__ = [
    "Invalid",
    "attach_file",
    "begin_check",
    "confirm_import",
    "detach_file",
    "drop_import",
    "export_numbers",
    "refuse_import",
    "remove_record",
    "report_import",
    "reveal_number",
    "save_record",
    "upload_import",
    "write_import",
]
