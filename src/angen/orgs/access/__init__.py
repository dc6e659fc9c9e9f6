"""Who may do what with areas, bodies, people and accounts."""

from angen.orgs.access import accounts, areas, bodies, key_lists, people, village_officers

__all__ = ["accounts", "areas", "bodies", "key_lists", "people", "village_officers"]
