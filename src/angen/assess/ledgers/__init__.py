"""Every ledger of assessment; importing one registers it."""

from angen.assess.ledgers import hints, ratings, tours

__all__ = ["hints", "ratings", "tours"]
