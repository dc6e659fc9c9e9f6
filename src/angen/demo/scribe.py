"""Writes the demo world: collects records and stores them table by table, parents first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model, UUIDField

from angen.capacity.models import (
    Attendance,
    BudgetLine,
    Calibration,
    Course,
    EquipmentItem,
    FiledDocument,
    Premises,
    Receipt,
    Session,
    Spending,
)
from angen.demo.copying import copy_in
from angen.demo.names import People
from angen.demo.order import ORDER
from angen.desk.files import keep
from angen.desk.models import StoredFile
from angen.orgs.models import (
    Agency,
    AgencyRelation,
    Appointment,
    Area,
    Certificate,
    Education,
    LedgerStatement,
    Officer,
)

M = TypeVar("M", bound=Model)
# Keys begin with this moment, so that the same seed gives the same keys, in order of writing.
EPOCH = int(dt.datetime(2021, 1, 1, tzinfo=dt.UTC).timestamp() * 1000)

# The smallest sound PDF: one empty page.
SAMPLE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
MAJORS = (
    "安全工程",
    "化学工程",
    "机械工程",
    "法学",
    "行政管理",
    "土木工程",
    "计算机",
    "汉语言文学",
)
SAFETY_MAJORS = frozenset(MAJORS[:3])


class Scribe:
    """Collects the records of the demo world. Everything random comes from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - a demo, not a secret
        self.people = People(self.random)
        self.kept: dict[type[Model], list[Any]] = defaultdict(list)
        self._numbers = 0
        self._keys: dict[type[Model], int] = {}
        self._written = 0

    def add(self, record: M) -> M:
        """Keep a record for storing and give it its key: keys too come from the seed alone."""
        if isinstance(record._meta.pk, UUIDField):
            record.pk = self._key()
        elif record.pk is None:
            record.pk = self.key_of(type(record))
        self.kept[type(record)].append(record)
        return record

    def _key(self) -> UUID:
        """A key of version 7 (RFC 9562) whose time is the order of writing."""
        self._written += 1
        value = (EPOCH + self._written) << 80 | self.random.getrandbits(80)
        value = value & ~(0xF << 76) | 0x7 << 76
        return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)

    def key_of(self, model: type[Model]) -> int:
        """The next number of a table; another record may name it before it is stored."""
        if model not in self._keys:
            self._keys[model] = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        self._keys[model] += 1
        return self._keys[model]

    def store(self) -> int:
        """Store everything kept so far; returns the number of records. Call inside a transaction."""
        unknown = set(self.kept) - set(ORDER)
        if unknown:
            raise LookupError(f"no place in the order for {unknown}")
        for model in ORDER:
            copy_in(model, self.kept[model])
        self._attach()
        self._continue_numbers()
        count = sum(len(records) for records in self.kept.values())
        self.kept.clear()
        return count

    def _continue_numbers(self) -> None:
        """Let the tables count on after the numbers given here."""
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), list(self._keys)):
                cursor.execute(sql)

    def _attach(self) -> None:
        """Every filed document gets the same small file."""
        digest, size, _ = keep(ContentFile(SAMPLE, "demo.pdf"))
        StoredFile.objects.bulk_create(
            StoredFile(
                sha256=digest,
                size=size,
                name=f"{document.title}（演示）.pdf",
                kind=StoredFile.Kind.PDF,
                owner_ledger="documents",
                owner_id=str(document.pk),
            )
            for document in self.kept[FiledDocument]
        )

    def number(self) -> int:
        """A running number, for certificates and documents."""
        self._numbers += 1
        return self._numbers

    def between(self, first: dt.date, last: dt.date) -> dt.date:
        """A day from ``first`` to ``last``, both included."""
        return first + dt.timedelta(self.random.randrange((last - first).days + 1))

    def agency(
        self, area: Area, kind: Agency.Kind, name: str, since: dt.date, **more: Any
    ) -> Agency:
        """A body."""
        return self.add(Agency(area=area, kind=kind, name=name, valid_from=since, **more))

    def led(self, agency: Agency, leader: Agency, guide: Agency, since: dt.date) -> None:
        """Who leads the body and who guides its business."""
        for superior, kind in (
            (leader, AgencyRelation.Kind.LEADS),
            (guide, AgencyRelation.Kind.GUIDES),
        ):
            self.add(AgencyRelation(agency=agency, superior=superior, kind=kind, valid_from=since))

    def officer(
        self,
        agency: Agency,
        since: dt.date,
        *,
        post: Appointment.Post = Appointment.Post.MEMBER,
        employment: Officer.Employment = Officer.Employment.INSTITUTION,
        **appointment: Any,
    ) -> Officer:
        """A person with one appointment from ``since`` on."""
        draw = self.random
        male = draw.random() < 0.68
        born_on = self.people.born_on()
        major = draw.choice(MAJORS)
        officer = self.add(
            Officer(
                agency=agency,
                name=self.people.name(),
                identity_no=self.people.identity(agency.area_id, born_on, male),
                gender=Officer.Gender.MALE if male else Officer.Gender.FEMALE,
                born_on=born_on,
                phone=self.people.phone(),
                employment=employment,
                entered_on=since,
                entry_exam_on=since - dt.timedelta(45),
                education=draw.choice((Education.COLLEGE, Education.BACHELOR, Education.BACHELOR)),
                major=major,
                professional=major in SAFETY_MAJORS,
            )
        )
        self.add(
            Appointment(officer=officer, agency=agency, post=post, valid_from=since, **appointment)
        )
        return officer

    def certificate(
        self, officer: Officer, issued_on: dt.date, years: int = 6, issuer: str = "省司法厅"
    ) -> Certificate:
        """An enforcement certificate, good for ``years`` from ``issued_on``."""
        return self.add(
            Certificate(
                officer=officer,
                kind=Certificate.Kind.ENFORCEMENT,
                number=f"YS{issued_on:%Y}{self.number():07d}",
                scope="安全生产",
                issuer=issuer,
                valid_from=issued_on,
                valid_to=issued_on.replace(year=issued_on.year + years) - dt.timedelta(1),
            )
        )

    def stated(
        self, area: Area, ledger: LedgerStatement.Ledger, as_of: dt.date, count: int
    ) -> None:
        """The unit's own word about a ledger."""
        self.add(
            LedgerStatement(
                area=area, ledger=ledger, as_of=as_of, count=count, stated_by=self.people.name()
            )
        )

    def equipment(
        self, agency: Agency, items: dict[EquipmentItem.Category, int], on: dt.date
    ) -> list[EquipmentItem]:
        """Items by category; detectors are calibrated for a year at a time, up to this day."""
        made = []
        for category, quantity in items.items():
            item = self.add(
                EquipmentItem(
                    agency=agency,
                    number=f"{category.value[:2].upper()}{self.number():05d}",
                    category=category,
                    name=category.label,
                    quantity=quantity,
                    source=EquipmentItem.Source.OWN,
                    received_on=on,
                    needs_calibration=category == EquipmentItem.Category.DETECTOR,
                )
            )
            made.append(item)
        return made

    def calibrated(self, item: EquipmentItem, on: dt.date, until: dt.date) -> None:
        """A calibration certificate."""
        self.add(
            Calibration(
                item=item,
                certificate_no=f"JD{on:%Y}{self.number():05d}",
                laboratory="市计量检定所",
                valid_from=on,
                valid_to=until,
            )
        )

    def budget(
        self, agency: Agency, year: int, yuan: dict[BudgetLine.Category, int]
    ) -> list[BudgetLine]:
        """Budget lines of one year, received in March and partly spent by the autumn."""
        lines = []
        for category, amount in yuan.items():
            source = (
                BudgetLine.Source.PREFECTURE
                if category == BudgetLine.Category.SUBSIDY
                else BudgetLine.Source.OWN_BUDGET
            )
            line = self.add(
                BudgetLine(
                    agency=agency,
                    year=year,
                    category=category,
                    source=source,
                    amount_cents=amount * 100,
                    document=f"财预〔{year}〕{self.random.randrange(1, 90)}号",
                )
            )
            lines.append(line)
            if not amount:
                continue
            self.add(
                Receipt(
                    line=line,
                    received_on=dt.date(year, 3, 20),
                    amount_cents=amount * 100,
                    voucher=f"DZ{self.number():06d}",
                )
            )
            self.add(
                Spending(
                    line=line,
                    spent_on=dt.date(year, 9, 10),
                    amount_cents=amount * self.random.randrange(40, 90),
                    purpose=category.label,
                    voucher=f"ZC{self.number():06d}",
                )
            )
        return lines

    def document(
        self, agency: Agency, kind: FiledDocument.Kind, title: str, issued_on: dt.date, **more: Any
    ) -> FiledDocument:
        """A filed document; its file is attached when everything is stored."""
        return self.add(
            FiledDocument(
                agency=agency,
                kind=kind,
                title=title,
                number=f"安监〔{issued_on.year}〕{self.number()}号",
                issued_by=agency.name,
                issued_on=issued_on,
                valid_from=issued_on,
                **more,
            )
        )

    def premises(self, agency: Agency, since: dt.date, independent: bool = True) -> None:
        """Office rooms."""
        self.add(
            Premises(
                agency=agency,
                address=f"{agency.area.name}政府院内{self.random.randrange(1, 5)}楼",
                area_m2=Decimal(self.random.randrange(30, 120)),
                independent=independent,
                valid_from=since,
            )
        )

    def session(
        self,
        organiser: Agency,
        kind: Course.Kind,
        title: str,
        runs: list[tuple[dt.date, dt.date]],
        hours: int,
    ) -> list[Session]:
        """A course with its runs."""
        course = self.add(Course(organiser=organiser, title=title, kind=kind, hours=Decimal(hours)))
        return [
            self.add(
                Session(
                    course=course,
                    label=f"第{number}期",
                    starts_on=first,
                    ends_on=last,
                    place=f"{organiser.area.name}委党校",
                )
            )
            for number, (first, last) in enumerate(runs, 1)
        ]

    def attended(self, session: Session, officer: Officer, passed: bool = True) -> None:
        """A person who came every day."""
        self.add(
            Attendance(
                session=session,
                officer=officer,
                days=Decimal(session.days),
                score=Decimal(self.random.randrange(72, 99) if passed else 48),
                passed=passed,
                certificate_no=f"PX{self.number():06d}" if passed else "",
            )
        )
