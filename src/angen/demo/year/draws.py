"""A few published draws of 2021 that anybody can do again: frame, secrets, seed, result."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from angen.demo.scribe import Scribe
from angen.demo.year.diary import Holder, Unit
from angen.demo.year.follow import noon
from angen.demo.year.visits import Planned
from angen.enterprises.models import Enterprise
from angen.inspections.states import Origin
from angen.orgs.models import Account
from angen.plans import drawing, framing
from angen.plans.models import (
    CatalogueItem,
    Draw,
    DrawContribution,
    DrawnObject,
    DrawnOfficer,
    DrawOfficer,
)
from angen.plans.states import DrawState

WANT, EACH = 10, 2
WHERE = ("371122001", "371102001", "371103001", "371121001")  # one township a county
STARTS, ENDS = dt.date(2021, 9, 6), dt.date(2021, 9, 30)
FROZEN = dt.date(2021, 9, 1)


@dataclass(frozen=True)
class Drawn:
    """An enterprise that was drawn with its officers."""

    row: DrawnObject
    enterprise: Enterprise
    team: tuple[Holder, ...]


def write_draw(
    scribe: Scribe, unit: Unit, enterprises: Sequence[Enterprise], people: Sequence[Account]
) -> list[Drawn]:
    """A draw of a township among its own enterprises and officers; two ``people`` give the seed."""
    team = [h for h in unit.team(STARTS) if h.holds(ENDS)]
    keys = {f"{n:03}-{_tail(h.number)}": h for n, h in enumerate(team, 1)}
    known = {str(one.pk): one for one in enterprises}
    frame = framing.build(list(known), list(keys), want=WANT, each=EACH)
    text = frame.text()
    item = scribe.add(
        CatalogueItem(
            agency=unit.agency,
            name="企业安全生产管理情况抽查",
            basis="安全生产法 第六十二条；国办发〔2015〕58号",
            target="辖区内工矿商贸企业",
            content="安全管理、现场设备设施、消防和用电、教育培训",
            ratio=Decimal(15),
            frequency="每年1次",
            published_on=dt.date(2021, 1, 20),
            valid_from=dt.date(2021, 1, 20),
        )
    )
    draw = scribe.add(
        Draw(
            agency=unit.agency,
            item=item,
            title=f"{unit.agency.area.name}2021年秋季双随机抽查",
            area_id=unit.code,
            starts_on=STARTS,
            ends_on=ENDS,
            want=WANT,
            each=EACH,
            frame=text,
            frame_hash=drawing.digest(text),
            state=DrawState.PUBLISHED,
            prepared_by=people[0],
            prepared_at=noon(FROZEN),
            committed_at=noon(FROZEN + dt.timedelta(1)),
            revealed_at=noon(FROZEN + dt.timedelta(2)),
            published_at=noon(ENDS + dt.timedelta(8)),
        )
    )
    draw.seed = _seed(scribe, draw, people)
    for key, holder in keys.items():
        scribe.add(DrawOfficer(draw=draw, officer_id=holder.officer, key=key))
    return _result(scribe, draw, drawing.draw(frame, draw.seed), known, keys)


def _tail(number: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", number)[-4:]


def _seed(scribe: Scribe, draw: Draw, people: Sequence[Account]) -> str:
    """Two secrets, fixed by the demo's own seed, committed to and revealed."""
    secrets = []
    for account in people[:2]:
        secret = f"{scribe.random.getrandbits(128):032x}"
        secrets.append(secret)
        scribe.add(
            DrawContribution(
                draw=draw,
                account=account,
                commitment=drawing.commitment(str(draw.pk), secret),
                secret=secret,
                committed_at=draw.prepared_at,
                revealed_at=draw.revealed_at,
            )
        )
    return drawing.seed_of(draw.frame_hash, secrets)


def _result(
    scribe: Scribe,
    draw: Draw,
    result: drawing.Result,
    known: dict[str, Enterprise],
    keys: dict[str, Holder],
) -> list[Drawn]:
    found = []
    for place, one in enumerate(result.objects, 1):
        row = scribe.add(DrawnObject(draw=draw, place=place, enterprise=known[one]))
        team = tuple(keys[key] for key in result.officers[one])
        for turn, holder in enumerate(team, 1):
            scribe.add(DrawnOfficer(drawn=row, officer_id=holder.officer, place=turn))
        found.append(Drawn(row, known[one], team))
    return found


def drawn_visits(scribe: Scribe, unit: Unit, drawn: Sequence[Drawn]) -> list[Planned]:
    """The visits of a draw, made by those who were drawn for them."""
    found = []
    for one in drawn:
        slot = unit.take(scribe.random, STARTS, ENDS, one.team)
        assert slot is not None, "the diary of a township that drew is full"
        found.append(Planned(unit, one.enterprise, slot, Origin.DRAW, drawn=one.row))
    return found
