"""Where units stand: outcomes, versions, what was used and what is missing."""

from __future__ import annotations

import threading
import time
from datetime import date
from decimal import Decimal

import pytest

from angen.policy import engine
from angen.policy.evaluate import Unit, evaluate, evaluate_milestones
from angen.policy.loader import load_pack_from_files
from angen.policy.pack import Pack

DAY = date(2021, 6, 1)


def unit(code: str = "371102001", *, level: str = "township", kind: str = "town", **facts) -> Unit:
    return Unit(
        code,
        level,
        kind,
        facts={name: None if v is None else Decimal(str(v)) for name, v in facts.items()},
    )


def pack_of(small: dict[str, str], standards: str, **files: str) -> Pack:
    extra = {f"{name}.yaml": text for name, text in files.items()}
    small = {name: text for name, text in small.items() if not name.startswith("examples")}
    return load_pack_from_files({**small, "standards.yaml": standards, **extra})


def outcome(pack: Pack, one: Unit, on: date = DAY) -> str:
    (result,) = evaluate(pack, on, [one])
    return result.outcome


@pytest.mark.parametrize(
    ("count", "expected"),
    [(3, "met"), (2, "met"), (1, "not_met"), (0, "not_met"), (None, "unknown")],
)
def test_the_outcomes(small, count, expected):
    pack = load_pack_from_files(small)
    assert outcome(pack, unit(officers_certified=count)) == expected


def test_a_fact_nobody_gave_is_unknown_and_named(small):
    (result,) = evaluate(load_pack_from_files(small), DAY, [unit()])
    assert (result.outcome, result.missing) == ("unknown", ("officers_certified",))
    assert result.facts[0].value is None


def test_other_kinds_of_unit_are_not_applicable(small):
    pack = load_pack_from_files(small)
    assert outcome(pack, unit(kind="park", officers_certified=1)) == "not_applicable"
    (result,) = evaluate(pack, DAY, [unit(level="county", officers_certified=1)])
    assert (result.outcome, result.missing, result.facts) == ("not_applicable", (), ())


def test_the_result_says_what_it_used(small):
    (result,) = evaluate(load_pack_from_files(small), DAY, [unit(officers_certified=1)])
    assert result.expression == "officers_certified >= min_holders"
    assert (result.pack, result.standard, result.cite) == ("small", "holders", "二")
    assert result.since == date(2021, 1, 1)
    (value,) = result.values
    assert (value.name, value.value, value.unit, value.cite) == ("min_holders", 2, "人", "二")
    assert [(each.name, each.value) for each in result.facts] == [("officers_certified", 1)]


def test_results_come_unit_by_unit_for_many_units(small):
    pack = load_pack_from_files(small)
    units = [unit(str(place), officers_certified=place % 4) for place in range(5000)]
    results = evaluate(pack, DAY, units)
    assert [each.unit for each in results] == [each.code for each in units]
    assert sum(each.outcome == "met" for each in results) == 2500


def test_only_the_version_valid_on_the_day_counts(small):
    pack = pack_of(
        small,
        """\
- {id: holders, says: 一, cite: 一, requires: officers_certified >= 1, until: 2021-03-31}
- {id: holders, says: 二, cite: 二, requires: officers_certified >= 2, since: 2021-04-01}
""",
    )
    one = unit(officers_certified=1)
    assert outcome(pack, one, date(2021, 3, 31)) == "met"
    assert outcome(pack, one, date(2021, 4, 1)) == "not_met"
    assert evaluate(pack, date(2020, 12, 31), [one]) == []


def test_a_value_changes_on_its_day(small):
    small["values.yaml"] += "  2022-01-01: {value: 3, unit: 人, cite: 三}\n"
    pack = load_pack_from_files(small)
    one = unit(officers_certified=2)
    assert outcome(pack, one, date(2021, 12, 31)) == "met"
    (result,) = evaluate(pack, date(2022, 1, 1), [one])
    assert (result.outcome, result.values[0].since) == ("not_met", date(2022, 1, 1))


def test_a_value_the_pack_does_not_have_yet_is_unknown(small):
    small["values.yaml"] = small["values.yaml"].replace("2021-01-01", "2021-07-01")
    (result,) = evaluate(load_pack_from_files(small), DAY, [unit(officers_certified=5)])
    assert (result.outcome, result.missing) == ("unknown", ("min_holders",))


WHERE = """\
- id: terminals
  says: 有派出机构的，每人一台终端
  cite: 三
  where: offices >= 1 and kind <> 'park'
  requires: terminals / officers_in_post >= 1
"""


@pytest.mark.parametrize(
    ("facts", "expected", "missing"),
    [
        ({"offices": 0, "terminals": 0, "officers_in_post": 5}, "not_applicable", ()),
        ({"offices": None, "terminals": 0, "officers_in_post": 5}, "unknown", ("offices",)),
        ({"offices": None}, "unknown", ("offices",)),
        ({"offices": 1, "terminals": 5, "officers_in_post": 5}, "met", ()),
        ({"offices": 1, "terminals": 4, "officers_in_post": 5}, "not_met", ()),
        ({"offices": 1, "terminals": 4, "officers_in_post": 0}, "unknown", ()),
        ({"offices": 1, "officers_in_post": 5}, "unknown", ("terminals",)),
    ],
)
def test_where_decides_whether_the_standard_applies(small, facts, expected, missing):
    (result,) = evaluate(pack_of(small, WHERE), DAY, [unit(**facts)])
    assert (result.outcome, result.missing) == (expected, missing)


def test_where_reads_the_kind_of_unit(small):
    one = unit(kind="park", offices=1, terminals=0, officers_in_post=1)
    assert outcome(pack_of(small, WHERE), one) == "not_applicable"


def test_an_unknown_fact_that_does_not_matter_leaves_the_result_known(small):
    text = "- {id: x, says: 一, cite: 一, requires: terminals >= 1 or officers_in_post >= 1}\n"
    (result,) = evaluate(pack_of(small, text), DAY, [unit(terminals=1)])
    assert (result.outcome, result.missing) == ("met", ("officers_in_post",))


def test_key_lists_of_the_pack_count_only_while_they_are_valid(small):
    text = "- {id: x, says: 一, cite: 一, requires: terminals >= 1, applies_to: {key_list: key}}\n"
    lists = (
        "- {id: key, says: 重点, cite: 附件, level: township,"
        " areas: '371102001', until: 2021-06-30}\n"
    )
    pack = pack_of(small, text, key_lists=lists)
    assert outcome(pack, unit("371102001", terminals=1)) == "met"
    assert outcome(pack, unit("371102002", terminals=1)) == "not_applicable"
    assert outcome(pack, unit("371102001", terminals=1), date(2021, 7, 1)) == "not_applicable"
    listed = Unit("9", "township", "town", key_lists=frozenset({"key"}))
    assert outcome(pack, listed, date(2021, 7, 1)) == "unknown"


def test_features_match_any_of_the_list(small):
    text = (
        "- {id: x, says: 一, cite: 一, requires: terminals >= 1,"
        " applies_to: {features: [mine, port]}}\n"
    )
    pack = pack_of(small, text)
    port = Unit("1", "township", "town", features=frozenset({"port", "tourism"}))
    assert outcome(pack, port) == "unknown"
    assert outcome(pack, unit(terminals=1)) == "not_applicable"


def test_facts_are_exact_and_never_round_up_to_a_threshold(small):
    text = "- {id: x, says: 一, cite: 一, requires: plans_completion >= 1}\n"
    pack = pack_of(small, text)
    almost = Decimal(9_999_999) / Decimal(10_000_000)
    assert outcome(pack, unit(plans_completion=almost)) == "not_met"
    assert outcome(pack, unit(plans_completion=Decimal("0.1") * 10)) == "met"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e18"])
def test_a_fact_that_cannot_be_held_is_refused(small, value):
    with pytest.raises(ValueError, match="officers_certified"):
        evaluate(load_pack_from_files(small), DAY, [unit(officers_certified=value)])


MILESTONE = """\
- id: six-haves
  says: 六有到位
  cite: 三
  due: 2021-05-30
  done_when: terminals >= 1
  applies_to: {level: township}
"""


def test_progress_counts_unknown_apart(small):
    pack = pack_of(small, "", milestones=MILESTONE)
    units = [
        unit("1", terminals=1),
        unit("2", terminals=0),
        unit("3"),
        unit("4", terminals=2),
        unit("5", level="county", terminals=0),
    ]
    (progress,) = evaluate_milestones(pack, DAY, units)
    assert (progress.applies, progress.done, progress.not_done, progress.unknown) == (4, 2, 1, 1)
    assert (progress.share, progress.share_at_most) == (Decimal("0.5"), Decimal("0.75"))
    assert progress.late == ("2",)
    (on_the_day,) = evaluate_milestones(pack, date(2021, 5, 30), units)
    assert on_the_day.late == ()


@pytest.mark.parametrize("units", [[], [unit("1")], [unit("1", level="county", terminals=1)]])
def test_there_is_no_share_of_nothing_known(small, units):
    (progress,) = evaluate_milestones(pack_of(small, "", milestones=MILESTONE), DAY, units)
    assert (progress.share, progress.share_at_most) == (None, None)


def test_threads_do_not_disturb_each_other(small):
    pack = load_pack_from_files(small)
    wrong: list[int] = []

    def work(count: int) -> None:
        for _ in range(20):
            results = evaluate(
                pack, DAY, [unit(str(i), officers_certified=count) for i in range(9)]
            )
            if any((each.outcome == "met") != (count >= 2) for each in results):
                wrong.append(count)

    threads = [threading.Thread(target=work, args=(count,)) for count in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []


def test_many_different_queries_in_one_thread():
    for place in range(engine.MAX_PREPARED + 5):
        assert engine.conditions([f"n0 >= {place}"], [([Decimal(10)], ())]) == [[place <= 10]]
    assert engine.conditions(["n0 >= 0"], [([None], ())]) == [[None]]


def test_the_engine_reads_no_files():
    with pytest.raises(Exception, match="disabled"):
        engine.conditions(["(SELECT count(*) FROM read_csv('/etc/passwd')) > 0"], [([], ())])


def test_sixty_standards_over_fifty_four_units_are_quick(small):
    text = "".join(
        f"- {{id: s{n}, says: 一, cite: 一, requires: f{n} / f{(n + 7) % 60} >= 0.8 and f{n} >= 2}}\n"
        for n in range(60)
    )
    pack = pack_of(small, text)
    units = [unit(str(u), **{f"f{n}": (u * n) % 9 for n in range(60)}) for u in range(54)]
    evaluate(pack, DAY, units)

    def best(some: list[Unit]) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            evaluate(pack, DAY, some)
            times.append(time.perf_counter() - start)
        return min(times)

    many, single = best(units), best(units[:1])
    # The aim is 30 and 10 ms; the limits leave room for a busy machine.
    assert many < 0.12, many
    assert single < 0.04, single
