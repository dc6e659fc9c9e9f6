"""The sheet of a session: one row a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from angen.capacity.actions.training import Mark
from angen.capacity.models import Attendance, Session
from angen.capacity.queries.sessions import Seat

PASSED = (("", "未考核"), ("1", "合格"), ("0", "不合格"))


def _number(label: str, most: int, places: int = 1) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=most,
        max_digits=5,
        decimal_places=places,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 5, "autocomplete": "off"}),
    )


class MarkForm(forms.Form):
    """One row: ``mark`` is what was filled in."""

    days = _number("到课天数", 400)
    score = _number("成绩", 100)
    passed = forms.ChoiceField(label="考核", choices=PASSED, required=False)
    certificate_no = forms.CharField(
        label="结业证号",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"size": 14, "autocomplete": "off"}),
    )

    def __init__(self, attendance: Attendance, data: Any = None) -> None:
        self.attendance = attendance
        passed = {None: "", True: "1", False: "0"}[attendance.passed]
        super().__init__(
            data,
            prefix=str(attendance.pk),
            label_suffix="",
            initial={
                "days": _plain(attendance.days),
                "score": _plain(attendance.score),
                "passed": passed,
                "certificate_no": attendance.certificate_no,
            },
        )
        for name, field in self.fields.items():
            kind = "form-select" if name == "passed" else "form-control"
            label = f"{attendance.officer.name}的{field.label}"
            field.widget.attrs |= {"class": kind, "aria-label": label}

    @property
    def mark(self) -> Mark:
        """The row as entered."""
        given = self.cleaned_data
        return Mark(
            days=given["days"],
            score=given["score"],
            passed={"": None, "1": True, "0": False}[given["passed"]],
            certificate_no=given["certificate_no"].strip(),
        )


def _plain(number: Any) -> str:
    """A decimal without trailing zeros."""
    return "" if number is None else f"{number.normalize():f}"


class Sheet:
    """All rows of a session that the actor may fill in."""

    def __init__(self, session: Session, seats: Sequence[Seat], data: Any = None) -> None:
        self.session = session
        self.rows: list[tuple[Seat, MarkForm | None]] = [
            (seat, MarkForm(seat.attendance, data) if seat.kept else None) for seat in seats
        ]

    @property
    def forms(self) -> list[MarkForm]:
        """The rows that can be filled in."""
        return [form for _, form in self.rows if form is not None]

    def is_valid(self) -> bool:
        """Whether every row can be read."""
        return all([form.is_valid() for form in self.forms])

    @property
    def marks(self) -> dict[int, Mark]:
        """The rows that were changed, by attendance."""
        return {form.attendance.pk: form.mark for form in self.forms if form.has_changed()}

    @property
    def problems(self) -> list[str]:
        """What cannot be read, with whose row it stands in."""
        return [
            f"{form.attendance.officer.name}的{form.fields[name].label}：{error}"
            for form in self.forms
            for name, errors in form.errors.items()
            for error in errors
        ]
