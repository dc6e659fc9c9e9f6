"""Numbers that capacity offers to assessment and reports."""

from angen.capacity.indicators import conditions, equipment, funds, service, training

__all__ = ["conditions", "equipment", "funds", "service", "training"]
