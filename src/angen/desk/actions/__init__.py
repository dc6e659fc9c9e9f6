"""The writes of the desk."""

from angen.desk.actions.files import attach_file, detach_file
from angen.desk.actions.imports import (
    check_import,
    confirm_import,
    drop_import,
    upload_import,
    write_import,
)
from angen.desk.actions.records import (
    Invalid,
    export_numbers,
    remove_record,
    reveal_number,
    save_record,
)

__all__ = [
    "Invalid",
    "attach_file",
    "check_import",
    "confirm_import",
    "detach_file",
    "drop_import",
    "export_numbers",
    "remove_record",
    "reveal_number",
    "save_record",
    "upload_import",
    "write_import",
]
