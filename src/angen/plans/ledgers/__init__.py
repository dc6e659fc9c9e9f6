"""The ledgers of plans, draws and rounds."""

from angen.plans.ledgers import draws, plans

__all__ = ["draws", "plans"]
