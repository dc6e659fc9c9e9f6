"""Reads a pack from its files and says every fault with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from angen.policy import nodes
from angen.policy.faults import sentence_of
from angen.policy.pack import Pack, digest_of
from angen.policy.problems import PackRefused, Problem
from angen.policy.schema import (
    ISO_DATE,
    Authority,
    Duty,
    Entry,
    Example,
    KeyList,
    Milestone,
    PackHead,
    Standard,
    ValueSeries,
    ValueVersion,
)
from angen.policy.schema_scores import Consequence, Rating

HEAD = "pack.yaml"
VALUES = "values.yaml"
# File, field of Pack, model of an entry.
LISTS: Mapping[str, tuple[str, type[Entry]]] = {
    "standards.yaml": ("standards", Standard),
    "key_lists.yaml": ("key_lists", KeyList),
    "milestones.yaml": ("milestones", Milestone),
    "ratings.yaml": ("ratings", Rating),
    "consequences.yaml": ("consequences", Consequence),
    "authority.yaml": ("authority", Authority),
    "duties.yaml": ("duties", Duty),
}
EXAMPLES = "examples/"
MAX_FILES = 200

E = TypeVar("E", bound=Entry)


@dataclass
class Reading:
    """What could be read and what could not; ``pack`` is None without a sound pack.yaml."""

    pack: Pack | None = None
    problems: list[Problem] = field(default_factory=list)


def load_pack(path: Path) -> Pack:
    """Read the folder of a pack. Raises PackRefused with all problems found."""
    files, problems = read_folder(path)
    return _sound(read_files(files), problems)


def load_pack_from_files(files: Mapping[str, str]) -> Pack:
    """Read a pack from texts by relative name. Raises PackRefused with all problems found."""
    return _sound(read_files(files), [])


def _sound(reading: Reading, more: Iterable[Problem]) -> Pack:
    problems = [*more, *reading.problems]
    if problems or reading.pack is None:
        raise PackRefused(problems)
    return reading.pack


def read_folder(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """The YAML texts of a folder by relative name; other files are not part of a pack."""
    if not path.is_dir():
        return {}, [Problem(HEAD, 1, f"找不到文件夹{path}，请检查路径。")]
    files: dict[str, str] = {}
    problems: list[Problem] = []
    found = sorted(each for each in path.rglob("*") if each.suffix in {".yaml", ".yml"})
    for each in found[:MAX_FILES]:
        name = each.relative_to(path).as_posix()
        try:
            files[name] = each.read_text(encoding="utf-8-sig")
        except (UnicodeDecodeError, OSError):
            problems.append(Problem(name, 1, "读不出这个文件，请另存为UTF-8编码的文本。"))
    if len(found) > MAX_FILES:
        problems.append(Problem(HEAD, 1, f"文件超过{MAX_FILES}个，请检查文件夹是否选错。"))
    return files, problems


def read_files(files: Mapping[str, str]) -> Reading:
    """Read what can be read; an entry with a fault is left out and its fault noted."""
    reading = Reading()
    if HEAD not in files:
        reading.problems.append(Problem(HEAD, 1, "缺少pack.yaml，请写明政策包的编号、标题和日期。"))
    documents = dict(_documents(files, reading.problems))
    head = _head(documents, reading.problems)
    values = _values(documents[VALUES], reading.problems) if VALUES in documents else {}
    entries: dict[str, tuple[Any, ...]] = {
        field_name: tuple(_list(documents[name], model, reading.problems))
        for name, (field_name, model) in LISTS.items()
        if name in documents
    }
    examples = [
        each
        for name, document in documents.items()
        if name.startswith(EXAMPLES)
        for each in _list(document, Example, reading.problems)
    ]
    if head is not None:
        reading.pack = Pack(
            head=head,
            values=values,
            examples=tuple(examples),
            files=dict(files),
            digest=digest_of(files),
            **entries,
        )
    return reading


def _documents(
    files: Mapping[str, str], problems: list[Problem]
) -> Iterator[tuple[str, nodes.Document]]:
    """Each known file that has content."""
    known = {HEAD, VALUES, *LISTS}
    for name in sorted(files):
        if name not in known and not (name.startswith(EXAMPLES) and name.endswith(".yaml")):
            words = "、".join(sorted(known))
            problems.append(
                Problem(name, 1, f"不认识这个文件，只能是{words}，或examples/下的.yaml。")
            )
            continue
        document = nodes.read(name, files[name])
        problems.extend(document.problems)
        if document.data is not None:
            yield name, document


def _head(documents: Mapping[str, nodes.Document], problems: list[Problem]) -> PackHead | None:
    if HEAD in documents:
        document = documents[HEAD]
        return _entry(document, PackHead, document.data, (), problems)
    if not any(each.file == HEAD for each in problems):
        problems.append(Problem(HEAD, 1, "pack.yaml是空的，请写明编号、标题和日期。"))
    return None


def _list(document: nodes.Document, model: type[E], problems: list[Problem]) -> list[E]:
    if not isinstance(document.data, list):
        problems.append(Problem(document.file, 1, "这个文件要写成列表，每一条以“- ”开头。"))
        return []
    found = [
        _entry(document, model, each, (number,), problems)
        for number, each in enumerate(document.data)
    ]
    return [each for each in found if each is not None]


def _entry(
    document: nodes.Document,
    model: type[E],
    data: Any,
    at: nodes.Path,
    problems: list[Problem],
) -> E | None:
    try:
        entry = model.model_validate(data)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            path = (*at, *fault["loc"])
            problems.append(Problem(document.file, document.line(path), sentence_of(fault, model)))
        return None
    _place(entry, document, at)
    return entry


def _place(entry: Entry, document: nodes.Document, at: nodes.Path) -> None:
    """Tell an entry and all inside it where they stand."""
    entry.placed(document.file, at, document.lines)
    for name in type(entry).model_fields:
        inner = getattr(entry, name)
        if isinstance(inner, Entry):
            # A default is shared between entries and stands nowhere of its own.
            if name in entry.model_fields_set:
                _place(inner, document, (*at, name))
        elif isinstance(inner, tuple):
            for number, each in enumerate(inner):
                if isinstance(each, Entry):
                    _place(each, document, (*at, name, number))


def _values(document: nodes.Document, problems: list[Problem]) -> dict[str, ValueSeries]:
    if not isinstance(document.data, dict):
        problems.append(
            Problem(document.file, 1, "values.yaml要写成“名称: {日期: {value, unit, cite}}”。")
        )
        return {}
    found: dict[str, ValueSeries] = {}
    for name, data in document.data.items():
        series = _series(document, name, data, problems)
        if series is not None:
            found[name] = series
    return found


def _series(
    document: nodes.Document, name: str, data: Any, problems: list[Problem]
) -> ValueSeries | None:
    """One named value: its dated versions, and its other keys."""
    if not isinstance(data, dict):
        problems.append(
            Problem(
                document.file,
                document.line((name,)),
                f"“{name}”下面要按日期写，如“2021-01-01: {{value: 2, unit: 人, cite: 二}}”。",
            )
        )
        return None
    # Dates may stand directly below the name, or together below "versions".
    dated: dict[nodes.Path, Any] = {}
    options: dict[str, Any] = {}
    for key, inner in data.items():
        if ISO_DATE.fullmatch(key):
            dated[(name, key)] = inner
        elif key == "versions" and isinstance(inner, dict):
            dated |= {(name, key, day): each for day, each in inner.items()}
        else:
            options[key] = inner
    before = len(problems)
    versions = _versions(document, dated, problems)
    if len(problems) == before and not versions:
        problems.append(
            Problem(document.file, document.line((name,)), f"“{name}”没有一个日期的数值，请补上。")
        )
    series = _entry(
        document,
        ValueSeries,
        {"versions": versions, **options, "name": name},
        (name,),
        problems,
    )
    return series if len(problems) == before else None


def _versions(
    document: nodes.Document, dated: Mapping[nodes.Path, Any], problems: list[Problem]
) -> dict[date, ValueVersion]:
    versions: dict[date, ValueVersion] = {}
    for path, data in dated.items():
        line, key = document.line(path), str(path[-1])
        try:
            day = date.fromisoformat(key)
        except ValueError:
            problems.append(
                Problem(document.file, line, f"没有{key}这一天，请写成2021-01-31这样。")
            )
            continue
        if day in versions:
            problems.append(
                Problem(document.file, line, f"{key}已经有一个数值，日期重叠，请删去一处。")
            )
            continue
        version = _entry(document, ValueVersion, data, path, problems)
        if version is not None:
            versions[day] = version
    return versions
