"""Answers that span tables of capacity."""
