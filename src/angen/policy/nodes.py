"""YAML read as text with the line of every key and value.

Scalars stay text, so that a clause "3.10" or an area code is never turned into a number; pydantic
gives them their type later. An alias (``*name``) stands for a copy of its anchor; how much a file
may unfold to is bounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from angen.policy.problems import Problem

MAX_CHARS = 1_000_000
MAX_NODES = 100_000
NULLS = {"", "~", "null", "Null", "NULL"}

Path = tuple[str | int, ...]


@dataclass
class Document:
    """The data of one file and the line of each path in it.

    ``lines`` has the path of every item and value; a mapping key and its value share one path, at
    the line of the key.
    """

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def line(self, path: Path) -> int:
        """The line of ``path``, or of the nearest thing around it."""
        return nearest(self.lines, path)


def nearest(lines: Mapping[Path, int], path: Path) -> int:
    """The line recorded for the longest beginning of ``path``."""
    for length in range(len(path), -1, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


def read(file: str, text: str) -> Document:
    """Read one YAML file; faults of form are collected in ``problems``."""
    document = Document(file)
    if len(text) > MAX_CHARS:
        document.problems.append(Problem(file, 1, "文件超过100万字，请拆成几个政策包。"))
        return document
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        if root is not None:
            document.data = _value(document, root, ())
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        document.problems.append(Problem(file, line, _form_sentence(error)))
    except _TooLarge:
        document.problems.append(
            Problem(file, 1, "展开“*”引用后内容太多，请减少引用或拆成几个文件。")
        )
        document.data = None
    except (YAMLError, ValueError):
        document.problems.append(
            Problem(file, 1, "这个文件不是YAML文本，请用UTF-8编码的文本编辑器重写。")
        )
    except RecursionError:
        document.problems.append(Problem(file, 1, "嵌套太深，请改成较平的写法。"))
    return document


def _form_sentence(error: MarkedYAMLError) -> str:
    """Say a parser's complaint plainly; its own words follow for whoever knows YAML."""
    detail = " ".join(str(error.problem or error.context or "").split())
    if "single document" in str(error.context or ""):
        return "一个文件只能有一份内容，请删去“---”之后的部分。"
    if "\\t" in detail or "'\t'" in detail:
        return "缩进用了制表符，请改用空格。"
    return f"YAML写法有误，请检查这一行及上一行的缩进、冒号和引号（{detail}）。"


class _TooLarge(ValueError):
    """Aliases unfold to more than anybody wrote."""


def _value(document: Document, node: Node, path: Path) -> Any:
    document.count += 1
    if document.count > MAX_NODES:
        raise _TooLarge
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        return _mapping(document, node, path)
    if isinstance(node, SequenceNode):
        return [_value(document, item, (*path, number)) for number, item in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    if node.style is None and node.value in NULLS:
        return None
    return str(node.value)


def _mapping(document: Document, node: MappingNode, path: Path) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            document.problems.append(
                Problem(document.file, line, "键必须是一个词，请检查冒号前面的内容。")
            )
            continue
        key = str(key_node.value)
        if key in result:
            first = document.lines[(*path, key)]
            document.problems.append(
                Problem(
                    document.file,
                    line,
                    f"“{key}”在第{first}行已经写过，请删去一处或改名。",
                )
            )
            continue
        document.lines[(*path, key)] = line
        result[key] = _value(document, value_node, (*path, key))
    return result
