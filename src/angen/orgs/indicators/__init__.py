"""Numbers that bodies and people offer to assessment and reports."""

from angen.orgs.indicators import certificates, offices, staff, villages

__all__ = ["certificates", "offices", "staff", "villages"]
