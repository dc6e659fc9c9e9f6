"""Policies as data: packs with dates and clauses, read, checked and evaluated. Pure Python."""
