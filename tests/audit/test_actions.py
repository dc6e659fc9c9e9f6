"""Appending: what is stored, what is refused, and that two writers cannot fork a chain."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import DatabaseError, connection, transaction

from angen.audit import actions, queries
from angen.audit.models import Entry, Head, Seal
from angen.kernel.refusal import Refused
from angen.site import rights
from audit.samples import Person, Renamed, behind_the_trigger, sql, subject

RENAMED = Renamed("老名称", "新名称")


@pytest.mark.django_db
def test_an_entry_says_what_was_declared() -> None:
    entry = actions.record(RENAMED, by=Person(), subject=subject())
    stored = Entry.objects.get(pk=entry.pk)
    assert (stored.subject_type, stored.subject_id, stored.seq) == ("audit.check", "1", 1)
    assert (stored.event, stored.label) == ("audit.Renamed", "改名")
    assert stored.content == {"old": "老名称", "new": "新名称"}
    assert (stored.by_id, stored.by_name) == ("7", "张三")
    assert bytes(stored.hash) == entry.hash


@pytest.mark.django_db
def test_the_system_acts_under_its_own_name() -> None:
    entry = actions.record(RENAMED, by=None, subject=subject())
    assert (entry.by_id, entry.by_name) == ("", "系统")


@pytest.mark.django_db
def test_chains_are_kept_apart_by_subject() -> None:
    for number in (1, 2, 1, 1, 2):
        actions.record(RENAMED, by=None, subject=subject(number))
    assert [e.seq for e in queries.history(subject(1))] == [3, 2, 1]
    assert [e.seq for e in queries.history(subject(2))] == [2, 1]


@pytest.mark.django_db
def test_many_entries_continue_the_chains() -> None:
    actions.record(RENAMED, by=None, subject=subject(2))
    acts = [(Renamed(str(n), "x"), subject(n % 3)) for n in range(10)]
    assert actions.record_many(acts, by=Person()) == 10
    assert [e.content["old"] for e in queries.history(subject(2))] == ["8", "5", "2", "老名称"]
    actions.record(RENAMED, by=None, subject=subject(0))
    assert queries.verify().says().startswith("核验 12 条日志、3 个对象")
    assert queries.verify().sound
    assert actions.record_many([], by=None) == 0


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        actions.record(RENAMED, by=None, subject=subject())
    with pytest.raises(RuntimeError, match="transaction"):
        actions.record_many([(RENAMED, subject())], by=None)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_entry() -> None:
    with pytest.raises(ValueError, match="second thoughts"), transaction.atomic():
        actions.record(RENAMED, by=None, subject=subject())
        raise ValueError("second thoughts")
    assert not Entry.objects.exists()
    assert not Head.objects.exists()
    with transaction.atomic():
        assert actions.record(RENAMED, by=None, subject=subject()).seq == 1
    assert queries.verify().sound


@pytest.mark.django_db
def test_an_unsaved_subject_is_an_error() -> None:
    record = subject()
    record.pk = None
    with pytest.raises(ValueError, match="saved"):
        actions.record(RENAMED, by=None, subject=record)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entry set label = '改'",
        "delete from audit_entry",
        "truncate audit_entry",
        "update audit_seal set total = 0",
        "delete from audit_seal",
        "truncate audit_seal",
        "delete from audit_head",
        "update audit_head set seq = 0",
        "update audit_head set subject_id = 'x'",
    ],
)
def test_the_trigger_refuses(statement: str) -> None:
    with connection.cursor() as cursor:
        for table in ("audit_entry", "audit_seal"):  # the test runner switched these off
            cursor.execute(f"alter table {table} enable trigger {table}_keep_all")
    actions.record(RENAMED, by=None, subject=subject())
    actions.seal()
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
        sql(statement)
    assert queries.verify().sound


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entry set label = '改'",
        "delete from audit_entry",
        "truncate audit_entry",
        "delete from audit_seal",
        "delete from audit_head",
        "alter table audit_entry disable trigger all",
        "set session_replication_role = replica",
        "drop trigger audit_entry_keep on audit_entry",
    ],
)
def test_the_role_of_the_web_cannot_touch_the_log(statement: str) -> None:
    rights.grant("angen_test_web")
    sql("set local role angen_test_web")
    actions.record(RENAMED, by=None, subject=subject())
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
    ):
        sql(statement)
    sql("reset role")
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_a_forged_head_is_not_signed_by_the_next_entry() -> None:
    actions.record(RENAMED, by=None, subject=subject())
    with behind_the_trigger():
        sql("update audit_head set hash = %s", bytes(32))
    with pytest.raises(Refused, match="审计管理员"), transaction.atomic():
        actions.record(RENAMED, by=None, subject=subject())
    with pytest.raises(Refused, match="审计管理员"), transaction.atomic():
        actions.record_many([(RENAMED, subject())], by=None)
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_a_seal_covers_what_is_new_and_nothing_twice() -> None:
    assert actions.seal() is None
    actions.record_many([(RENAMED, subject(n)) for n in range(5)], by=None)
    first = actions.seal()
    assert first is not None
    assert actions.seal() is None
    actions.record(RENAMED, by=None, subject=subject())
    second = actions.seal()
    assert second is not None
    assert [(s.no, s.entries, s.total) for s in (first, second)] == [(1, 5, 5), (2, 1, 6)]
    assert second.prev_hash == first.hash
    assert queries.verify().sealed == 6


@pytest.mark.django_db(transaction=True)
def test_threads_on_one_subject_form_one_chain() -> None:
    errors: list[BaseException] = []

    def write() -> None:
        try:
            for n in range(25):
                with transaction.atomic():
                    actions.record(Renamed(str(n), ""), by=None, subject=subject())
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert [e.seq for e in queries.history(subject())] == list(range(100, 0, -1))
    assert queries.verify().sound


@pytest.mark.django_db(transaction=True)
def test_a_seal_waits_for_writers_and_then_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_WAIT_FOR_WRITERS", "100ms")
    written, finish = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            actions.record(RENAMED, by=None, subject=subject(2))
            written.set()
            finish.wait(10)
        connection.close()

    with transaction.atomic():
        actions.record(RENAMED, by=None, subject=subject(1))
    thread = threading.Thread(target=write_slowly)
    thread.start()
    written.wait(10)
    with pytest.raises(Refused, match="几分钟后再试"):
        actions.seal()
    finish.set()
    thread.join()
    assert not Seal.objects.exists()
    made = actions.seal()
    assert made is not None
    assert made.total == 2
    assert queries.verify().sound


@pytest.mark.django_db
@pytest.mark.slow
def test_time_of_a_hundred_thousand(capsys: pytest.CaptureFixture[str]) -> None:
    began = time.perf_counter()
    actions.record_many(
        [(Renamed(str(n), "x"), subject(n % 20_000)) for n in range(98_000)], by=None
    )
    bulk = time.perf_counter() - began
    began = time.perf_counter()
    for n in range(2_000):
        actions.record(RENAMED, by=None, subject=subject(n))
    single = time.perf_counter() - began
    report = queries.verify()
    assert report.sound
    assert report.entries == 100_000
    with capsys.disabled():
        print(
            f"\n  log: {98_000 / bulk:,.0f} entries/s in bulk, {single / 2:.2f} ms an entry, "
            f"100,000 verified in {report.seconds} s"
        )
