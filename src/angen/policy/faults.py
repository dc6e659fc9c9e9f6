"""pydantic's complaints in plain Chinese."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from angen.policy.near import nearest_word
from angen.policy.schema import ValueSeries


def sentence_of(fault: ErrorDetails, model: type[BaseModel]) -> str:
    """What to do about a fault that pydantic found in an entry of ``model``."""
    loc, kind = fault["loc"], fault["type"]
    key = _key(loc)
    context: dict[str, Any] = fault.get("ctx", {})
    if kind == "value_error":
        sentence = str(context["error"])
        return f"{key}：{sentence}" if key else sentence
    if kind == "missing":
        return f"缺少“{key}”，请补上。"
    if kind == "extra_forbidden":
        return _unknown_key(loc, model)
    if kind == "literal_error":
        return f"“{key}”不能写“{fault['input']}”，只能是{_choices(context)}。"
    if kind in {"dict_type", "model_type", "mapping_type", "model_attributes_type"}:
        return f"{_here(key)}要写成“键: 值”的样子。"
    if kind in {"tuple_type", "list_type"}:
        return f"{_here(key)}要写成列表，每一条以“- ”开头。"
    if kind == "too_short":
        return f"{_here(key)}至少要有一条。"
    if kind == "string_type":
        return f"{_here(key)}要写一段文字，不能空着，也不能是列表。"
    if kind == "string_pattern_mismatch":
        return f"“{key}”请写成“政策包编号/标准编号”，如rizhao-2021/certificate-holders。"
    if kind.startswith("date"):
        return f"“{key}”没有“{fault['input']}”这一天，请写成2021-01-31这样的日期。"
    if kind.startswith("decimal") or kind.startswith("int") or kind == "finite_number":
        return _number(kind, key, fault["input"])
    if kind.startswith("greater_than"):
        return f"“{key}”要大于0。"
    return f"{_here(key)}的内容不合规，请对照说明改正。"


def _key(loc: tuple[str | int, ...]) -> str:
    """The last key of a path: numbers and pydantic's own branches are not in the file."""
    words = [each for each in loc if isinstance(each, str) and each != "[key]"]
    return words[-1] if words else ""


def _here(key: str) -> str:
    return f"“{key}”" if key else "这一条"


def _choices(context: dict[str, Any]) -> str:
    return str(context["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")


def _number(kind: str, key: str, found: object) -> str:
    if kind in {"decimal_max_digits", "decimal_max_places", "decimal_whole_digits"}:
        return f"“{key}”的数{found}太长，整数最多18位，小数最多9位。"
    word = "整数" if kind.startswith("int") else "数"
    return f"“{key}”要写一个{word}，不能是“{found}”；百分数请写成小数，如0.8。"


def _unknown_key(loc: tuple[str | int, ...], model: type[BaseModel]) -> str:
    """Name the key that is not known, and the one probably meant."""
    known = _keys(model, loc[:-1])
    near = nearest_word(str(loc[-1]), known)
    meant = f"是不是“{near}”？" if near else f"只能写{'、'.join(sorted(known))}。"
    return f"不认识“{loc[-1]}”，{meant}"


def _keys(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """Keys allowed at ``path`` inside ``model``."""
    for step in path:
        if isinstance(step, int) or step not in model.model_fields:
            continue
        inner = _model_in(model.model_fields[step].annotation)
        if inner is not None:
            model = inner
    # What the loader fills in itself is not a key of the file.
    own = {"name", "versions"} if model is ValueSeries else set()
    return [each for each in model.model_fields if each not in own]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation holds, inside tuples and options."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
