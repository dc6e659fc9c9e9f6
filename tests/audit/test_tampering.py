"""One test for each thing a database owner can do behind the trigger's back."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from angen.audit import actions, chain, queries
from angen.audit.cli import app
from angen.audit.models import Entry, Head
from audit.samples import Person, Renamed, behind_the_trigger, sql, subject

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def log() -> None:
    """Three subjects of five entries, interleaved."""
    for n in range(5):
        for number in (1, 2, 3):
            actions.record(Renamed(f"{n}", "x"), by=Person(), subject=subject(number))


def told() -> list[tuple[str, str, int]]:
    """Kind, subject and number of everything found, and that every sentence is one."""
    findings = queries.verify().findings
    assert all(f.sentence.endswith("。") and f.subject_id in f.sentence for f in findings)
    return [(f.kind, f.subject_id, f.seq) for f in findings]


def rehash(number: int) -> None:
    """Recompute a whole chain, as an owner who knows the code would, head included."""
    before = chain.GENESIS
    for entry in Entry.objects.filter(subject_id=str(number)).order_by("seq"):
        row = chain.Row._make(
            getattr(entry, name) if name != "at" else chain.micros(entry.at)
            for name in chain.Row._fields
        )._replace(prev_hash=before)
        before = chain.entry_hash(row)
        sql(
            "update audit_entry set prev_hash = %s, hash = %s where id = %s",
            row.prev_hash,
            before,
            row.id,
        )
        sql(
            "update audit_head set hash = %s, seq = %s where subject_id = %s",
            before,
            row.seq,
            str(number),
        )


def test_a_log_left_alone_is_sound() -> None:
    assert told() == []
    actions.seal()
    assert told() == []


@pytest.mark.parametrize(
    "change",
    [
        """data = '{"new":"y","old":"2"}'""",
        "label = '别的'",
        "by_name = '李四'",
        "by_id = '8'",
        "at = at - interval '1 microsecond'",
        "event = 'orgs.Other'",
        "hash = sha256('x')",
        "prev_hash = sha256('x')",
        "id = id + 1000",
        # A name that swallows part of the column before it.
        "by_id = '', by_name = by_id || E'\\x1f' || by_name",
    ],
)
def test_an_edit(change: str) -> None:
    with behind_the_trigger():
        sql(f"update audit_entry set {change} where subject_id = '2' and seq = 3")
    assert told() == [("edited", "2", 3)]


def test_an_edit_with_its_own_hash_put_right() -> None:
    with behind_the_trigger():
        entry = Entry.objects.get(subject_id="2", seq=3)
        Entry.objects.filter(pk=entry.pk).update(by_name="李四")
        row = chain.Row._make(
            getattr(entry, name) if name != "at" else chain.micros(entry.at)
            for name in chain.Row._fields
        )._replace(by_name="李四")
        Entry.objects.filter(pk=entry.pk).update(hash=chain.entry_hash(row))
    assert told() == [("edited", "2", 3)]


def test_an_edit_with_the_whole_chain_rewritten() -> None:
    with behind_the_trigger():
        sql("update audit_entry set by_name = '李四' where subject_id = '2' and seq = 3")
        rehash(2)
    assert told() == [("head", "2", 0)]


def test_a_chain_rewritten_under_a_seal_breaks_the_seal_too() -> None:
    actions.seal()
    with behind_the_trigger():
        sql("update audit_entry set by_name = '李四' where subject_id = '2' and seq = 3")
        rehash(2)
    assert told() == [("head", "2", 0), ("seal", "1", 0)]
    assert "有日志被改动或调换" in queries.verify().findings[1].sentence


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_a_deletion(seq: int) -> None:
    with behind_the_trigger():
        sql("delete from audit_entry where subject_id = '2' and seq = %s", seq)
    assert told() == [("deleted", "2", seq)]


def test_a_deletion_closed_up_by_renumbering() -> None:
    with behind_the_trigger():
        sql("delete from audit_entry where subject_id = '2' and seq = 3")
        sql("update audit_entry set seq = seq - 1 where subject_id = '2' and seq = 4")
        sql("update audit_entry set seq = seq - 1 where subject_id = '2' and seq = 5")
    assert ("deleted", "2", 3) in told()
    assert {kind for kind, _, _ in told()} == {"deleted", "reordered"}


def test_a_cut_tail() -> None:
    with behind_the_trigger():
        sql("delete from audit_entry where subject_id = '2' and seq > 3")
    assert told() == [("cut", "2", 4), ("cut", "2", 5)]


def test_a_cut_tail_with_the_head_moved_back() -> None:
    with behind_the_trigger():
        sql("delete from audit_entry where subject_id = '2' and seq > 3")
        rehash(2)
    assert told() == [("head", "2", 0)]


def test_a_cut_tail_with_the_old_signed_head_put_back() -> None:
    old = Head.objects.get(subject_id="2")
    actions.record(Renamed("secret", "x"), by=None, subject=subject(2))
    actions.seal()
    with behind_the_trigger():
        sql("delete from audit_entry where subject_id = '2' and seq = 6")
        sql(
            "update audit_head set seq = %s, hash = %s, mac = %s where subject_id = '2'",
            old.seq, old.hash, old.mac,
        )  # fmt: skip
    assert told() == [("seal", "1", 0)]
    assert "应覆盖 16 条日志，现存 15 条" in queries.verify().findings[0].sentence


def test_a_whole_subject_removed() -> None:
    with behind_the_trigger():
        sql("delete from audit_entry where subject_id = '2'")
    assert told() == [("cut", "2", seq) for seq in range(1, 6)]


def test_a_whole_subject_removed_with_its_head() -> None:
    actions.seal()
    with behind_the_trigger():
        sql("delete from audit_entry where subject_id = '2'")
        sql("delete from audit_head where subject_id = '2'")
    assert told() == [("seal", "1", 0)]


def test_a_removed_head() -> None:
    with behind_the_trigger():
        sql("delete from audit_head where subject_id = '2'")
    assert told() == [("head", "2", 0)]


def insert(seq: int, before: bytes, number: str = "2") -> None:
    row = chain.Row(
        10_000, "audit.check", number, seq, "audit.Renamed", "改名", "{}", 1_700_000_000_000_000,
        "7", "张三", before, b"",
    )  # fmt: skip
    sql(
        "insert into audit_entry (id, subject_type, subject_id, seq, event, label, data, at, by_id,"
        " by_name, prev_hash, hash)"
        " values (%s,%s,%s,%s,%s,%s,%s,'epoch'::timestamptz + %s * interval '1 microsecond',%s,%s,%s,%s)",
        *row[:-1], chain.entry_hash(row),
    )  # fmt: skip


def test_an_insertion_at_the_end() -> None:
    with behind_the_trigger():
        insert(6, bytes(Entry.objects.get(subject_id="2", seq=5).hash))
    assert told() == [("inserted", "2", 6)]


def test_an_insertion_in_the_middle() -> None:
    with behind_the_trigger():
        sql("update audit_entry set seq = seq + 100 where subject_id = '2' and seq >= 3")
        sql("update audit_entry set seq = seq - 99 where subject_id = '2' and seq >= 103")
        insert(3, bytes(Entry.objects.get(subject_id="2", seq=2).hash))
    assert ("inserted", "2", 3) in told()
    assert {kind for kind, _, _ in told()} == {"inserted", "reordered"}


def test_an_insertion_under_a_new_subject() -> None:
    with behind_the_trigger():
        insert(1, chain.GENESIS, "9")
    assert told() == [("head", "9", 0)]


def test_the_order_between_subjects_changed_under_a_seal() -> None:
    actions.seal()
    with behind_the_trigger():
        sql("update audit_entry set id = id + 1 where id = (select max(id) from audit_entry)")
    assert ("seal", "1", 0) in told()


def test_two_entries_swapped() -> None:
    with behind_the_trigger():
        sql("update audit_entry set seq = 99 where subject_id = '2' and seq = 2")
        sql("update audit_entry set seq = 2 where subject_id = '2' and seq = 3")
        sql("update audit_entry set seq = 3 where subject_id = '2' and seq = 99")
    assert told() == [("reordered", "2", 2), ("reordered", "2", 3)]


def test_entries_of_two_subjects_exchanged() -> None:
    with behind_the_trigger():
        sql("update audit_entry set subject_id = '9' where subject_id = '2' and seq = 3")
        sql("update audit_entry set subject_id = '2' where subject_id = '3' and seq = 3")
        sql("update audit_entry set subject_id = '3' where subject_id = '9' and seq = 3")
    assert [(number, seq) for _, number, seq in told()] == [("2", 3), ("3", 3)]


@pytest.mark.parametrize(
    ("change", "where"),
    [("total = total + 1", 1), ("at = now()", 1), ("mac = sha256('x')", 2), ("upto = upto - 1", 2)],
)
def test_an_edited_seal(change: str, where: int) -> None:
    actions.seal()
    actions.record(Renamed("a", "b"), by=None, subject=subject(1))
    actions.record(Renamed("a", "b"), by=None, subject=subject(1))
    actions.seal()
    with behind_the_trigger():
        sql(f"update audit_seal set {change} where no = %s", where)
    assert ("seal", str(where), 0) in told()


def test_a_removed_seal() -> None:
    actions.seal()
    actions.record(Renamed("a", "b"), by=None, subject=subject(1))
    actions.seal()
    with behind_the_trigger():
        sql("delete from audit_seal where no = 1")
    assert told()[0] == ("seal", "1", 0)


def test_a_line_kept_outside_shows_that_everything_was_replaced() -> None:
    made = actions.seal()
    assert made is not None
    line = queries.seal_line(made)
    assert queries.verify(kept=[line, ""]).sound
    with behind_the_trigger():
        sql("delete from audit_seal")
    assert queries.verify().sound
    found = queries.verify(kept=[line]).findings
    assert [f.kind for f in found] == ["seal"]
    assert "留存" in found[0].sentence
    assert "不是封印行" in queries.verify(kept=["hello"]).findings[0].sentence


def test_another_key_does_not_verify(settings: pytest.FixtureRequest) -> None:
    settings.AUDIT_KEY = "another"  # type: ignore[attr-defined]
    report = queries.verify()
    assert report.problems == 3
    assert "ANGEN_AUDIT_KEY" in report.says()


def test_only_the_first_findings_are_kept_but_all_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "MOST_FINDINGS", 1)
    with behind_the_trigger():
        sql("update audit_entry set label = 'x'")
    report = queries.verify()
    assert (len(report.findings), report.problems) == (1, 15)


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.stdout


def test_the_command_line() -> None:
    code, line = run("seal")
    assert code == 0
    assert line.startswith("angen-seal 1 ")
    assert "无需封印" in run("seal")[1]
    code, said = run("verify", "--json")
    assert (code, json.loads(said)["sound"], json.loads(said)["entries"]) == (0, True, 15)
    with behind_the_trigger():
        sql("delete from audit_entry where subject_id = '2' and seq = 3")
    code, said = run("verify")
    assert code == 1
    assert "日志核验 2：第3条被删除。" in said
    assert json.loads(run("verify", "--json")[1])["sound"] is False
