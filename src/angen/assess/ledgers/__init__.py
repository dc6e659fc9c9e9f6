"""Every ledger of assessment; importing one registers it."""

from angen.assess.ledgers import hints, people, ratings, tours

__all__ = ["hints", "people", "ratings", "tours"]
