"""Papers of general use: the circular and the delivery receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from angen.papers.models import Paper
from angen.papers.registry import Needed, Style, paper


@dataclass(frozen=True)
class Table:
    """A table in a circular. ``widths`` are shares of the line; cells are text."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Bar:
    """One bar of a figure; ``value`` None is unknown and drawn as such."""

    label: str
    value: int | None
    shown: str = ""


@dataclass(frozen=True)
class Figure:
    """A bar chart in a circular, drawn by the template from whole numbers."""

    title: str
    bars: tuple[Bar, ...]
    unit: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a circular: heading (一、二、 are added), paragraphs, then tables and figures."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()


@paper(
    kind="circular",
    label="通报",
    code="通报",
    template="typst/circular.typ",
    style=Style.OFFICE,
)
@dataclass(frozen=True)
class Circular:
    """通报 with a red head (GB/T 9704-2012): title, addressees, sections, attachments, copies."""

    title: Annotated[str, Needed("标题")]
    to: Annotated[str, Needed("主送机关")]
    sections: Annotated[tuple[Section, ...], Needed("正文")]
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    copies_to: str = ""
    printed_by: str = ""


@paper(
    kind="delivery_receipt",
    label="文书送达回执",
    code="回",
    template="typst/delivery_receipt.typ",
    numbered=False,
    style=Style.OFFICE,
)
@dataclass(frozen=True)
class DeliveryReceipt:
    """The receipt the recipient signs: (title, number) of each paper served, five lines at least."""

    recipient: str
    papers: Annotated[tuple[tuple[str, str], ...], Needed("送达文书")]
    method: str = ""
    place: str = ""


def receipt_for(*papers: Paper) -> DeliveryReceipt:
    """A receipt for papers served together, to be signed."""
    return DeliveryReceipt(
        recipient=papers[0].title, papers=tuple((one.label, one.number) for one in papers)
    )
