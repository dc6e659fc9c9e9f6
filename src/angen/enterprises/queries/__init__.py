"""Answers that span the tables of enterprises."""
