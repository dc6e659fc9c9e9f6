"""Ledgers of enterprises, whoever answers for them, their risks and major hazards."""

from angen.enterprises.ledgers import enterprises, hazards, parts, responsibility

__all__ = ["enterprises", "hazards", "parts", "responsibility"]
