"""The writes of the desk."""

from angen.desk.actions.records import (
    Invalid,
    export_numbers,
    remove_record,
    reveal_number,
    save_record,
)

__all__ = ["Invalid", "export_numbers", "remove_record", "reveal_number", "save_record"]
