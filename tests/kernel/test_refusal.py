from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass
from typing import ClassVar

import pytest

from angen.kernel.events import Event
from angen.kernel.refusal import NotAllowed, Refused


def test_a_refusal_is_a_sentence_with_its_article() -> None:
    refused = Refused("执法人员少于两人，请增派。", article="行政处罚法 第四十二条")
    assert str(refused) == "执法人员少于两人，请增派。（行政处罚法 第四十二条）"
    assert str(Refused("请填写姓名。")) == "请填写姓名。"
    assert issubclass(NotAllowed, Refused)


def test_an_event_cannot_be_changed_once_it_happened() -> None:
    @dataclass(frozen=True)
    class Done(Event):
        label: ClassVar[str] = "完成"
        number: int

    event = Done(1)
    with pytest.raises(FrozenInstanceError):
        event.number = 2  # type: ignore[misc]
    assert event == Done(1)
