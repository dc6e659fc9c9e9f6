"""Who sees and keeps training, equipment, funds, conditions and service records.

Records of a body follow the body, records of a person follow the body that answers for the person.
Five pairs of permissions of the roles ("capacity.see_training", ...) carry all tables.
"""

from __future__ import annotations

from django.db.models import Model, Q

from angen.capacity.models import (
    Attendance,
    BudgetLine,
    Calibration,
    ConductDeclaration,
    ConductReport,
    Course,
    Custody,
    EquipmentItem,
    EquipmentUse,
    FieldDay,
    FiledDocument,
    Insurance,
    Premises,
    Receipt,
    Session,
    Spending,
)
from angen.kernel.access import Actor, Rule, rule, within
from angen.orgs.models import Agency, Officer


def _of(permission: str, body: str, officer: str = "") -> Rule:
    """The rule that a row follows the agency at ``body``, and the person at ``officer``."""

    def inside(actor: Actor) -> Q:
        own = f"{officer}account" if officer else ""
        return within(actor, permission, area=f"{body}__area__path", body=body, own=own)

    return inside


def _session_rows(actor: Actor) -> Q:
    """Sessions of courses inside the reach, and those that people inside the reach attended."""
    permission = "capacity.see_training"
    inside = within(
        actor, permission, area="course__organiser__area__path", body="course__organiser"
    )
    attended = Attendance.objects.filter(_of(permission, "officer__agency", "officer__")(actor))
    return inside | Q(pk__in=attended.values("session"))


def _course_rows(actor: Actor) -> Q:
    """Courses inside the reach, and those that people inside the reach attended."""
    permission = "capacity.see_training"
    inside = within(actor, permission, area="organiser__area__path", body="organiser")
    attended = Attendance.objects.filter(_of(permission, "officer__agency", "officer__")(actor))
    return inside | Q(pk__in=attended.values("session__course"))


def _both(keep: str, officer: str, body: str) -> Rule:
    """Keeping needs the person and the other record inside the reach."""

    def inside(actor: Actor) -> Q:
        return _of(keep, officer)(actor) & _of(keep, body)(actor)

    return inside


TABLES: tuple[tuple[str, type[Model], str, Rule, Rule], ...] = (
    (
        "courses",
        Course,
        "课程",
        _course_rows,
        _of("capacity.keep_training", "organiser"),
    ),
    (
        "sessions",
        Session,
        "培训班",
        _session_rows,
        _of("capacity.keep_training", "course__organiser"),
    ),
    (
        "attendances",
        Attendance,
        "培训记录",
        _of("capacity.see_training", "officer__agency", "officer__"),
        _of("capacity.keep_training", "officer__agency"),
    ),
    (
        "equipment_items",
        EquipmentItem,
        "装备",
        _of("capacity.see_equipment", "agency"),
        _of("capacity.keep_equipment", "agency"),
    ),
    (
        "custodies",
        Custody,
        "装备保管",
        _of("capacity.see_equipment", "item__agency"),
        _both("capacity.keep_equipment", "officer__agency", "item__agency"),
    ),
    (
        "calibrations",
        Calibration,
        "检定校准",
        _of("capacity.see_equipment", "item__agency"),
        _of("capacity.keep_equipment", "item__agency"),
    ),
    (
        "equipment_uses",
        EquipmentUse,
        "装备使用",
        _of("capacity.see_equipment", "item__agency"),
        _of("capacity.keep_equipment", "item__agency"),
    ),
    (
        "budget_lines",
        BudgetLine,
        "经费预算",
        _of("capacity.see_funds", "agency"),
        _of("capacity.keep_funds", "agency"),
    ),
    (
        "receipts",
        Receipt,
        "经费到账",
        _of("capacity.see_funds", "line__agency"),
        _of("capacity.keep_funds", "line__agency"),
    ),
    (
        "spendings",
        Spending,
        "经费支出",
        _of("capacity.see_funds", "line__agency"),
        _of("capacity.keep_funds", "line__agency"),
    ),
    (
        "premises",
        Premises,
        "办公场所",
        _of("capacity.see_documents", "agency"),
        _of("capacity.keep_documents", "agency"),
    ),
    (
        "filed_documents",
        FiledDocument,
        "制度文件",
        _of("capacity.see_documents", "agency"),
        _of("capacity.keep_documents", "agency"),
    ),
    (
        "field_days",
        FieldDay,
        "现场工作日",
        _of("capacity.see_people_records", "officer__agency", "officer__"),
        _of("capacity.keep_people_records", "officer__agency", "officer__"),
    ),
    (
        "insurances",
        Insurance,
        "人身意外保险",
        _of("capacity.see_people_records", "officer__agency", "officer__"),
        _of("capacity.keep_people_records", "officer__agency"),
    ),
    (
        "declarations",
        ConductDeclaration,
        "廉洁申报",
        _of("capacity.see_people_records", "officer__agency", "officer__"),
        _of("capacity.keep_people_records", "officer__agency", "officer__"),
    ),
    (
        "conduct_reports",
        ConductReport,
        "作风核查",
        _of("capacity.see_people_records", "agency"),
        _of("capacity.keep_people_records", "agency"),
    ),
)

for _name, _model, _label, _see, _keep in TABLES:
    rule(f"capacity.see_{_name}", _model, f"查看{_label}")(_see)
    rule(f"capacity.keep_{_name}", _model, f"登记{_label}")(_keep)


def _person(permission: str) -> Rule:
    """The rule that a person follows the registered body, and sees himself."""

    def inside(actor: Actor) -> Q:
        return within(actor, permission, area="agency__area__path", body="agency", own="account")

    return inside


def _body(permission: str) -> Rule:
    """The rule that a body is inside the reach."""

    def inside(actor: Actor) -> Q:
        return within(actor, permission, area="area__path", body="pk")

    return inside


# Pages that are about people and bodies without a record, where its absence is the news.
rule("capacity.see_training_due", Officer, "查看轮训到期")(_person("capacity.see_training"))
rule("capacity.enrol", Officer, "报名培训")(_of("capacity.keep_training", "agency"))
rule("capacity.see_allowance", Officer, "查看岗位津贴")(_person("capacity.see_people_records"))
rule("capacity.see_equipping", Agency, "查看装备配备")(_body("capacity.see_equipment"))
