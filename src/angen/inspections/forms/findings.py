"""Forms of findings made during a visit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from angen.desk.act_forms import ActForm, long_text, text
from angen.inspections.library import Item
from angen.inspections.states import Grade, Measure

MOST_PHOTOS = 9


class ManyFiles(forms.FileInput):
    """A file field that takes several files."""

    allow_multiple_selected = True


class Photos(forms.FileField):
    """Several photos; none is a result too."""

    def __init__(self, **more: Any) -> None:
        accept = {"accept": "image/jpeg,image/png,image/webp", "multiple": True}
        super().__init__(required=False, widget=ManyFiles(attrs=accept), **more)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The uploads, each checked."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_PHOTOS:
            raise ValidationError(f"一次最多上传 {MOST_PHOTOS} 张照片。")
        return [super(Photos, self).clean(one, initial) for one in files]


class FindingForm(ActForm):
    """What was found; a line of a checklist brings its sentence, grade and standard along."""

    description = long_text("问题情况")
    place = text("部位", False, "如：2 号车间北侧。", 120)
    measure = forms.ChoiceField(label="处理", choices=Measure.choices, widget=forms.RadioSelect)
    grade = forms.ChoiceField(label="隐患等级", choices=Grade.choices)
    standard = text("依据的法律、规章或标准", help_text="如：工贸企业有限空间作业安全规定。")
    clause = text("条款", False, most=60)
    photos = Photos(label="照片", help_text="最多 9 张，手机上可直接拍照。")

    def __init__(
        self,
        data: Any = None,
        *,
        item: Item | None = None,
        reported: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        """``reported``: what is known already of something that others found."""
        initial: dict[str, str] = {"measure": Measure.DEADLINE.value, **(reported or {})}
        if item is not None:
            initial = {"description": item.violating, "measure": item.measure}
        super().__init__(data, initial=initial, **more)
        if item is not None:
            for name in ("grade", "standard", "clause"):
                del self.fields[name]


class CorrectForm(ActForm):
    """How it was corrected before the officers' eyes."""

    note = long_text("怎样改正、现在的情况", most=300)
    photos = Photos(label="改正后的照片")


class WithdrawForm(ActForm):
    """Why it is no hazard after all."""

    reason = text("撤回理由")


class MeasureForm(ActForm):
    """What is done about it."""

    measure = forms.ChoiceField(label="处理", choices=Measure.choices, widget=forms.RadioSelect)
