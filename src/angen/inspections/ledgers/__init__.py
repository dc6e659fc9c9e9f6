"""The ledgers of this app."""

from angen.inspections.ledgers import hazards, orders, visits

__all__ = ["hazards", "orders", "visits"]
