"""Ledgers of visits and hazards."""

# Orders, rechecks, extensions.
from angen.inspections.ledgers import orders as orders
