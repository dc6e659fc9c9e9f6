"""Who may do what with areas, bodies, people and accounts."""

from angen.orgs.access import accounts

__all__ = ["accounts"]
