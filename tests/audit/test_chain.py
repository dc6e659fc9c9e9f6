"""Whatever is done to a chain, it shows; what was left alone is never blamed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from angen.audit import chain
from angen.audit.chain import HeadRow, Row

KEY = b"key"
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f"), max_size=8)


@st.composite
def chains(draw: st.DrawFn, least: int = 1) -> tuple[list[Row], HeadRow]:
    rows: list[Row] = []
    before, number = chain.GENESIS, 0
    for seq in range(1, draw(st.integers(least, 8)) + 1):
        number += draw(st.integers(1, 5))
        row = Row(
            number,
            "a.b",
            "1",
            seq,
            "a.E",
            draw(TEXTS),
            draw(TEXTS),
            seq,
            "7",
            draw(TEXTS),
            before,
            b"",
        )
        row = row._replace(hash=chain.entry_hash(row))
        rows.append(row)
        before = row.hash
    mac = chain.head_mac(KEY, "a.b", "1", len(rows), before)
    return rows, HeadRow("a.b", "1", len(rows), before, mac)


def kinds(rows: list[Row], head: HeadRow | None) -> list[tuple[str, int]]:
    stored = sorted(rows, key=lambda row: (row.seq, row.id))
    return [(f.kind, f.seq) for f in chain.diagnose(stored, head, KEY)]


@given(chains())
def test_a_chain_left_alone_is_sound(made: tuple[list[Row], HeadRow]) -> None:
    rows, head = made
    assert chain.intact(rows, head, KEY)
    assert kinds(rows, head) == []


@given(chains(), st.data())
def test_every_edited_column_shows_at_its_entry(
    made: tuple[list[Row], HeadRow], data: st.DataObject
) -> None:
    rows, head = made
    place = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(["id", "event", "label", "data", "at", "by_id", "by_name"]))
    old = getattr(rows[place], column)
    new = old + 10_000 if isinstance(old, int) else old + data.draw(TEXTS.filter(bool))
    rows[place] = rows[place]._replace(**{column: new})
    assert kinds(rows, head) == [("edited", place + 1)]
    rows[place] = rows[place]._replace(hash=chain.entry_hash(rows[place]))
    assert kinds(rows, head) == [("edited", place + 1)]


@given(chains(), st.data())
def test_every_deletion_is_named(made: tuple[list[Row], HeadRow], data: st.DataObject) -> None:
    rows, head = made
    gone = data.draw(st.sets(st.sampled_from(rows), min_size=1))
    left = [row for row in rows if row not in gone]
    last = max((row.seq for row in left), default=0)
    wanted = [("cut" if row.seq > last else "deleted", row.seq) for row in rows if row in gone]
    assert kinds(left, head) == wanted


@given(chains(least=2), st.data())
def test_every_new_order_is_named(made: tuple[list[Row], HeadRow], data: st.DataObject) -> None:
    rows, head = made
    order = data.draw(st.permutations(range(1, len(rows) + 1)))
    moved = [row._replace(seq=seq) for row, seq in zip(rows, order, strict=True)]
    wanted = [("reordered", old) for old, new in enumerate(order, 1) if old != new]
    assert kinds(moved, head) == wanted


@given(chains(), chains())
def test_an_appended_chain_is_an_insertion(
    made: tuple[list[Row], HeadRow], other: tuple[list[Row], HeadRow]
) -> None:
    rows, head = made
    forged, before = [], rows[-1].hash
    for row in other[0]:
        new = row._replace(id=row.id + 1000, seq=row.seq + len(rows), prev_hash=before)
        before = chain.entry_hash(new)
        forged.append(new._replace(hash=before))
    assert kinds(rows + forged, head) == [("inserted", row.seq) for row in forged]
    unsigned = HeadRow("a.b", "1", len(rows) + len(forged), before, head.mac)
    assert ("head", 0) in kinds(rows + forged, unsigned)


@given(chains(least=2), st.data())
def test_no_mixture_of_changes_passes(made: tuple[list[Row], HeadRow], data: st.DataObject) -> None:
    rows, head = made
    changed = list(rows)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(changed) - 1))
        match data.draw(st.sampled_from(["drop", "label", "seq", "copy"])):
            case "drop" if len(changed) > 1:
                del changed[place]
            case "seq":
                changed[place] = changed[place]._replace(seq=data.draw(st.integers(1, 12)))
            case "copy":
                changed.append(changed[place]._replace(seq=data.draw(st.integers(1, 12))))
            case _:
                changed[place] = changed[place]._replace(label=data.draw(TEXTS))
    sound = sorted(changed, key=lambda row: (row.seq, row.id)) == rows
    assert (kinds(changed, head) == []) is sound


def test_no_text_moves_between_columns() -> None:
    row = Row(1, "a", "1", 1, "e", "l", "{}", 1, "7", "ab", chain.GENESIS, b"")
    assert chain.entry_hash(row) != chain.entry_hash(row._replace(by_id="7a", by_name="b"))
    assert chain.entry_hash(row._replace(by_name="a\x1fb")) == b""
    assert chain.entry_hash(row._replace(by_name="a", prev_hash=b"b" + chain.GENESIS)) == b""
