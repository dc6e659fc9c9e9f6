"""Refusals: what the law or the rules do not allow, said in one sentence to the user."""

from __future__ import annotations


class Refused(Exception):
    """An act that may not happen.

    ``sentence`` is plain Chinese that says what is wrong and what to do; ``article`` cites the
    provision that forbids it, empty when the reason is not a legal one.
    """

    def __init__(self, sentence: str, *, article: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.article = article

    def __str__(self) -> str:
        return f"{self.sentence}（{self.article}）" if self.article else self.sentence


class NotAllowed(Refused):
    """The actor may not do this, or may not see this record."""
