"""The ledgers of capacity; importing the package registers them."""

from angen.capacity.ledgers import conditions, equipment, funds, service, training

__all__ = ["conditions", "equipment", "funds", "service", "training"]
