"""Bringing spreadsheets into ledgers: reading, checking, writing."""
