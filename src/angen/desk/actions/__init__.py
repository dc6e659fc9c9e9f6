"""The writes of the desk."""

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
    "check_import",
    "confirm_import",
    "drop_import",
    "export_numbers",
    "remove_record",
    "reveal_number",
    "save_record",
    "upload_import",
    "write_import",
]
