"""One demo account a role, all with the same published password."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from angen.orgs.models import Account, Agency, RoleAssignment
from angen.orgs.roles import ROLES

PASSWORD = "angen-demo-2021"  # noqa: S105 - published on the demo page
SINCE = dt.date(2014, 1, 1)


@dataclass(frozen=True)
class Cast:
    """An account of the demo: who, in which area, and what to look at first."""

    username: str
    role: str
    area: str
    kind: Agency.Kind
    look: str
    page: str = "/"  # where to begin
    reach: str = ""  # the area of the role where it is not that of the body


KIND = Agency.Kind
CAST = (
    Cast(
        "cun",
        "village_officer",
        "371122102",
        KIND.TOWNSHIP_OFFICE,
        "招贤镇春生新村：发现、劝阻、报告",
        reach="371122102281",
    ),
    Cast("zhen", "township_officer", "371122102", KIND.TOWNSHIP_OFFICE, "招贤镇执法人员：本镇台账"),
    Cast(
        "zhuren", "township_head", "371122102", KIND.TOWNSHIP_OFFICE, "招贤镇主任：缺什么、怎么补"
    ),
    Cast("xian", "county_brigade", "371122", KIND.ENFORCEMENT_BRIGADE, "莒县：20个乡镇的执法能力"),
    Cast(
        "fazhi",
        "legal_reviewer",
        "371122",
        KIND.EMERGENCY_BUREAU,
        "莒县：谁有证、谁有权（须动态码）",
    ),
    Cast(
        "shi",
        "city_office",
        "3711",
        KIND.EMERGENCY_BUREAU,
        "日照市：54个乡镇的达标情况",
        "/standing/areas/3711/?on=2021-12-31&since=2020-01-01",
    ),
    Cast(
        "xianning",
        "city_office",
        "4212",
        KIND.EMERGENCY_BUREAU,
        "咸宁市：69个乡镇“六有”进度",
        "/standing/standards/?on=2018-12-31",
    ),
    Cast(
        "mile",
        "county_brigade",
        "532504",
        KIND.EMERGENCY_BUREAU,
        "弥勒市：市级和乡镇人员配备",
        "/standing/areas/532504/?on=2020-12-31",
    ),
    Cast(
        "hubei",
        "provincial_bureau",
        "42",
        KIND.EMERGENCY_BUREAU,
        "湖北省：40个重点县",
        "/standing/standards/?on=2015-12-31",
    ),
    Cast(
        "liuyang",
        "county_brigade",
        "430181",
        KIND.EMERGENCY_BUREAU,
        "浏阳市：“四落实”",
        "/standing/standards/?on=2017-06-18",
    ),
    Cast(
        "qiye",
        "enterprise_user",
        "371122",
        KIND.EMERGENCY_BUREAU,
        "企业用户：自查、整改、回复，看不到监管台账",
    ),
    Cast("xitong", "system_admin", "3711", KIND.EMERGENCY_BUREAU, "开户、停用（须动态码）"),
    Cast("anquan", "security_admin", "3711", KIND.EMERGENCY_BUREAU, "授权、解锁（须动态码）"),
    Cast("shenji", "audit_admin", "3711", KIND.EMERGENCY_BUREAU, "封存日志与核验（须动态码）"),
)


def write_accounts() -> list[Account]:
    """Make the accounts and their roles. Their bodies must be stored already."""
    hashed = make_password(PASSWORD)
    made = []
    for cast in CAST:
        agency = Agency.objects.filter(area_id=cast.area, kind=cast.kind).order_by("pk").first()
        account = Account.objects.create(
            username=cast.username,
            name=f"{ROLES[cast.role].label}（演示）",
            password=hashed,
            agency=agency,
        )
        RoleAssignment.objects.create(
            account=account, role=cast.role, area_id=cast.reach or cast.area, valid_from=SINCE
        )
        made.append(account)
    return made
