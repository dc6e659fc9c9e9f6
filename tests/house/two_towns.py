"""Two townships that must not see each other, with one record of every table in each.

Records are made from the models themselves, so a new table is covered the day it exists. Every
free text in a record carries the mark of its township; identity numbers are kept as secrets too.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import DateField, DateTimeField, Model
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from angen.desk.ledger import ledgers
from angen.enterprises.models import Enterprise
from angen.inspections.models import Inspection, Order
from angen.orgs.models import Account, Agency, Area, Officer, RoleAssignment
from angen.orgs.roles import ROLES
from angen.papers.models import NumberSeries, Paper
from angen.rulebook.actions import folder_files, install_pack, shipped_folders
from factories import AccountFactory, AgencyFactory, AreaFactory, identity_no

# Apps whose tables belong to a township. Names of areas and bodies are no secret, nor are packs.
APPS = (
    *("orgs", "capacity", "assess", "desk", "enterprises", "papers", "worklist", "plans"),
    "inspections",
)
OPEN = (Area, Agency)
DAY, LATER = dt.date(2021, 1, 1), dt.date(2035, 1, 1)
# What a table needs beyond what its columns tell: values by "app.Model".
NEEDS: dict[str, dict[str, Any]] = {
    "orgs.AgencyRelation": {"superior": lambda side: side.above},
    "orgs.Grant": {"grantor": lambda side: side.above},
    "orgs.RoleAssignment": {"role": "township_officer", "area": lambda side: side.town},
    "orgs.VillageOfficer": {"state": "recommended"},
    "assess.Cycle": {"state": "published", "key": "2021Q1", "end": dt.date(2021, 3, 31)},
    "assess.Snapshot": {"content": b"{}"},
    "assess.Tour": {"month": DAY, "state": "told", "told_on": DAY},
    "assess.Waiver": {"valid_to": LATER},
    "enterprises.Enterprise": {
        "code": lambda side: f"NB{side.text(38)}",
        "no_code_reason": "unlicensed",
    },
    "enterprises.HazardFiling": {"valid_to": LATER},
    "enterprises.Letter": {"year": 2021},
    "enterprises.MajorHazard": {"r_value": 100, "due_on": LATER},
    "enterprises.Merge": {"loser": lambda side: side.another("enterprises.Enterprise")},
    "enterprises.Responsible": {"officer": lambda side: side.record(Officer)},
    "enterprises.StandardisationReview": {"valid_to": LATER},
    "inspections.Hazard": {"source": "self_check", "dismissed_for": ""},
    "inspections.Inspection": {"origin": "unplanned"},
    "inspections.Order": {"paper": lambda side: side.record(Paper), "due_on": LATER},
    "inspections.Recheck": {
        "inspection": lambda side: side.record(Inspection),
        "agency": lambda side: side.record(Agency),
        "order": lambda side: side.record(Order),
    },
    "papers.Paper": {"series": lambda side: side.record(NumberSeries), "serial": 1},
    "papers.PaperFile": {
        "sha256": lambda side: side.text(64),
        "content": lambda side: side.text(64).encode(),
    },
    "plans.Campaign": {"cancelled_for": "", "report": ""},
    "plans.CrossPair": {"visited": lambda side: side.above.area},
    "plans.Draw": {"seed": "", "abandoned_for": ""},
    "plans.DrawExclusion": {"enterprise": lambda side: side.record(Enterprise)},
    "plans.ObjectReplacement": {"after": lambda side: side.record(Enterprise)},
    "plans.PlanShortfall": {"reason": ""},
    "plans.Replacement": {"after": lambda side: side.another("orgs.Officer")},
    "worklist.LocalYear": {"year": 2027},
}
# Tables that the database fills itself: how the township's record is found.
FOUND: dict[str, Any] = {
    "enterprises.Place": lambda side: side.record(Enterprise).places.get(),
}


@dataclass
class Side:
    """One township, its office, its account and one record of every table."""

    mark: str  # begins with two letters that a search may ask for
    town: Area
    above: Agency
    region: str
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    records: dict[str, Model] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)

    def fill(self) -> None:
        """Make the township's office, account and every other record."""
        office = AgencyFactory(area=self.town, name=f"{self.town.name}应急办")
        account = AccountFactory(role=None, agency=office, name=self.text(40), username=self.key())
        self.records |= {"orgs.Area": self.town, "orgs.Agency": office, "orgs.Account": account}
        self.secrets.add(self.mark)
        for label in APPS:
            for model in apps.get_app_config(label).get_models():
                self.record(model)

    def record(self, model: type[Model]) -> Model:
        """The township's record of a table, made with all it hangs on."""
        label = model._meta.label
        if label not in self.records:
            made = FOUND[label](self) if label in FOUND else self.make(model)
            self.records[label] = made
        return self.records[label]

    def another(self, label: str) -> Model:
        """A further record of a table."""
        model = apps.get_model(label)
        self.record(model)
        return self.make(model)

    def make(self, model: type[Model]) -> Model:
        """A new record with all it hangs on."""
        label = model._meta.label
        values = {f.name: self.value(f) for f in model._meta.concrete_fields if self.asks(f)}
        needs = {k: v(self) if callable(v) else v for k, v in NEEDS.get(label, {}).items()}
        try:
            with transaction.atomic():
                return model._default_manager.create(**values | needs)
        except Exception as error:
            raise AssertionError(
                f"{label} 不能自动生成，请在 tests/house/two_towns.py 的 NEEDS 里补上所需的值：{error}"
            ) from error

    @staticmethod
    def asks(column: models.Field[Any, Any]) -> bool:
        """Whether a value is made: what is required, and every text, because texts may leak."""
        if column.primary_key or column.generated:
            return False
        text = isinstance(column, models.CharField | models.TextField) and not column.choices
        return text or not (column.null or column.has_default())

    def value(self, column: models.Field[Any, Any]) -> Any:
        """A value that suits a column."""
        if isinstance(column, models.ForeignKey):
            return self.record(column.related_model)
        if column.choices:
            return column.choices[0][0]
        if column.name == "identity_no":
            number = identity_no(next(self.numbers), dt.date(1980, 3, 4), region=self.region)
            self.secrets.add(number)
            return number
        if isinstance(column, models.CharField | models.TextField):
            return self.text(column.max_length or 60)
        if isinstance(column, DateTimeField):
            return dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
        if isinstance(column, DateField):
            return DAY
        if isinstance(column, models.BooleanField):
            return True
        return Decimal(1) if isinstance(column, models.DecimalField) else 1

    def text(self, length: int) -> str:
        """A text that carries the mark."""
        return f"{self.mark}{next(self.numbers)}"[:length]

    def key(self) -> str:
        """A user name."""
        return f"user-{self.region}"


@dataclass
class TwoTowns:
    """Townships ``a`` and ``b`` of one county."""

    county: Area
    a: Side
    b: Side

    def account(self, role: str, area: Area) -> Account:
        """Somebody with one role over an area; lives in township A."""
        holder = AccountFactory(
            role=None, agency=self.a.records["orgs.Agency"], name=f"{ROLES[role].label}甲"
        )
        scope = None if role == "audit_admin" else area
        RoleAssignment.objects.create(account=holder, role=role, area=scope, valid_from=DAY)
        return Account.objects.get(pk=holder.pk)


def build() -> TwoTowns:
    """Make both townships."""
    county = AreaFactory(level="county")
    bureau = AgencyFactory(area=county, kind="emergency_bureau")
    towns = [AreaFactory(level="township", parent=county) for _ in range(2)]
    a = Side("钱塘甲私", towns[0], bureau, "371102")
    b = Side("赵庄乙私", towns[1], bureau, "371121")
    for side in (a, b):
        side.fill()
        _hang_file_on_officer(side)
    for folder in shipped_folders():
        if folder.name == "national":
            install_pack(folder_files(folder), by=None)
    return TwoTowns(county, a, b)


def _hang_file_on_officer(side: Side) -> None:
    """The file belongs to a record, by whose rights it is opened."""
    (ledger, *_) = [one for one in ledgers() if one.model is Officer]
    file = side.records["desk.StoredFile"]
    owner = {"owner_ledger": ledger.key, "owner_id": str(side.records["orgs.Officer"].pk)}
    type(file)._default_manager.filter(pk=file.pk).update(**owner)


def browser(account: Account | None) -> Client:
    """A client in which the account has passed every gate; None for a stranger."""
    client = Client(raise_request_exception=False)
    if account is not None:
        client.force_login(account)
        if account.needs_second_factor:
            device, _ = TOTPDevice.objects.get_or_create(user=account, name="", confirmed=True)
            session = client.session
            session["otp_device_id"] = device.persistent_id
            session.save()
    return client
