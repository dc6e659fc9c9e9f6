"""Answers that span tables."""
