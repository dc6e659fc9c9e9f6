"""Issued papers read back."""

from __future__ import annotations

import io

from pypdf import PdfReader


def pages(content: bytes) -> list[str]:
    """The text of each page, without blanks: typesetting puts them between scripts."""
    found = PdfReader(io.BytesIO(content)).pages
    return ["".join(page.extract_text().split()).replace("\u200b", "") for page in found]


def text(content: bytes) -> str:
    return "".join(pages(content))
