"""The ledgers of plans, draws, campaigns and rounds."""

from angen.plans.ledgers import campaigns, draws, plans

__all__ = ["campaigns", "draws", "plans"]
