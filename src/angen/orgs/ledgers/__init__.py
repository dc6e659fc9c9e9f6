"""The ledgers of areas, bodies and people; importing the package registers them."""

from angen.orgs.ledgers import areas, bodies, certificates, key_lists, people, village_officers

__all__ = ["areas", "bodies", "certificates", "key_lists", "people", "village_officers"]
