"""The writes of the desk."""

from angen.desk.actions.records import Invalid, remove_record, reveal_number, save_record

__all__ = ["Invalid", "remove_record", "reveal_number", "save_record"]
