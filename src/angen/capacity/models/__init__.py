"""Tables of training, equipment, funds, premises, documents and service."""

from angen.capacity.models.conditions import FiledDocument, Premises
from angen.capacity.models.equipment import Calibration, Custody, EquipmentItem, EquipmentUse
from angen.capacity.models.funds import BudgetLine, Receipt, Spending
from angen.capacity.models.service import (
    ConductDeclaration,
    ConductReport,
    FieldDay,
    Insurance,
)
from angen.capacity.models.training import Attendance, Course, Session

__all__ = [
    "Attendance",
    "BudgetLine",
    "Calibration",
    "ConductDeclaration",
    "ConductReport",
    "Course",
    "Custody",
    "EquipmentItem",
    "EquipmentUse",
    "FieldDay",
    "FiledDocument",
    "Insurance",
    "Premises",
    "Receipt",
    "Session",
    "Spending",
]
