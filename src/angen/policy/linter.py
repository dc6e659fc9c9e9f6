"""``angen pack check``: everything that is wrong with a pack, each with file, line and a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlglot import exp

from angen.policy import lint_conduct, lint_dates, lint_names, lint_ratings, lint_schemes
from angen.policy.examples import WORDS, run_examples
from angen.policy.lint_names import Areas, IndicatorInfo, Indicators
from angen.policy.loader import Reading, read_files, read_folder
from angen.policy.pack import Pack
from angen.policy.problems import Problem, problem_at
from angen.policy.schema import Rule

__all__ = ["Areas", "IndicatorInfo", "Indicators", "check_files", "check_pack", "lint"]

EXPECTED = ("met", "not_met", "unknown")


def lint(pack: Pack, indicators: Indicators, areas: Areas) -> list[Problem]:
    """All problems of a pack that could be read, in order of file and line."""
    return sorted({*_rules(pack, indicators, areas), *run_examples(pack), *_untested(pack)})


def check_pack(
    path: Path, indicators: Indicators, areas: Areas
) -> tuple[Pack | None, list[Problem]]:
    """Read and lint a folder in one go; the pack is None if anything refuses it."""
    files, problems = read_folder(path)
    return _check(read_files(files), problems, indicators, areas)


def check_files(
    files: Mapping[str, str], indicators: Indicators, areas: Areas
) -> tuple[Pack | None, list[Problem]]:
    """Read and lint texts by relative name; the pack is None if anything refuses it."""
    return _check(read_files(files), [], indicators, areas)


def _check(
    reading: Reading, more: list[Problem], indicators: Indicators, areas: Areas
) -> tuple[Pack | None, list[Problem]]:
    problems = {*more, *reading.problems}
    pack = reading.pack
    if pack is not None:
        if not problems:
            problems |= set(lint(pack, indicators, areas))
        elif not any(each.file == "values.yaml" for each in problems):
            # What could be read is checked too, so that one round shows all faults; examples wait,
            # for they may fail only because of what could not be read.
            problems |= set(_rules(pack, indicators, areas))
    refused = any(each.severity == "error" for each in problems)
    return None if refused else pack, sorted(problems)


def _rules(pack: Pack, indicators: Indicators, areas: Areas) -> Iterator[Problem]:
    yield from lint_names.unknown_names(pack, indicators)
    yield from lint_names.unit_mismatches(pack, indicators)
    yield from lint_names.missing_clauses(pack)
    yield from lint_names.wrong_areas(pack, areas)
    yield from lint_names.wrong_kinds(pack)
    yield from lint_dates.overlapping(pack)
    yield from lint_dates.never_valid(pack)
    yield from lint_dates.value_too_late(pack)
    yield from lint_ratings.points(pack)
    yield from lint_ratings.grades(pack)
    yield from lint_ratings.references(pack)
    yield from lint_schemes.schemes(pack)
    yield from lint_conduct.fines_and_volume(pack, indicators)
    yield from _known_from_unknown(pack)


def _known_from_unknown(pack: Pack) -> Iterator[Problem]:
    """``is null`` lets a missing record decide a result."""
    for standard in pack.standards:
        if standard.requires.tree.find(exp.Is):
            yield problem_at(
                standard.spot("requires"),
                "is null会把未知当成结论，请确认确有必要。",
                severity="warning",
                code="is-null",
            )


def _untested(pack: Pack) -> Iterator[Problem]:
    """A standard without examples of each outcome is not proven."""
    seen: dict[str, set[str]] = {}
    for example in pack.examples:
        for id, outcome in example.expect.items():
            seen.setdefault(id, set()).add(outcome)
    rated = {each.rated.rating for each in pack.examples if each.rated is not None}
    for rating in pack.ratings:
        if rating.id not in rated:
            yield problem_at(
                rating.spot("id"),
                f"评级“{rating.id}”没有例子，请在examples里用rated写明分数和等次。",
                severity="warning",
                code="no-example",
            )
    told: set[str] = set()
    rules: tuple[Rule, ...] = (*pack.standards, *pack.milestones)
    for entry in rules:
        lacking = [each for each in EXPECTED if each not in seen.get(entry.id, set())]
        if lacking and entry.id not in told:
            told.add(entry.id)
            words = "、".join(WORDS[each] for each in lacking)
            yield problem_at(
                entry.spot("id"),
                f"“{entry.id}”缺少{words}的例子，请在examples里补上。",
                severity="warning",
                code="no-example",
            )
