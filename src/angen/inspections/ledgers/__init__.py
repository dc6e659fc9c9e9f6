"""The ledgers of this app."""

from angen.inspections.ledgers import hazards

__all__ = ["hazards"]
