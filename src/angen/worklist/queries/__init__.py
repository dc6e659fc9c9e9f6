"""Answers about deadlines, people and the calendar."""
