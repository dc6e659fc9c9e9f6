"""Columns of ledgers."""

from angen.desk.columns.base import Bad, Cell, Column, Shown
from angen.desk.columns.personal import IdentityNo, Personal, Phone, SocialCreditCode
from angen.desk.columns.plain import Choice, Day, Flag, LongText, Number, Text, Whole, Yuan
from angen.desk.columns.refs import Ref

__all__ = [
    "Bad",
    "Cell",
    "Choice",
    "Column",
    "Day",
    "Flag",
    "IdentityNo",
    "LongText",
    "Number",
    "Personal",
    "Phone",
    "Ref",
    "Shown",
    "SocialCreditCode",
    "Text",
    "Whole",
    "Yuan",
]
