"""The first screen of each role (P10), over a prefecture with the records of a year."""

from __future__ import annotations

import gc
import statistics
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from angen.orgs.models import Agency, Area
from angen.orgs.roles import ROLES
from angen.policy.loader import load_pack
from bench.report import report
from bench.test_standing import ROOT, TOWNS, city, processor
from factories import AccountFactory
from factories.accounts import LEVELS

__all__ = ["city"]
TIMES, MOST = 9, 12
NARROW, WIDE = 80.0, 230.0  # milliseconds of processor time; wide: a county or all of the city
ON = "?on=2021-12-31"  # the last day of the records


def logged_in(role: str, area: Area) -> Client:
    """Somebody of a role, past the second factor where the role asks for one."""
    account, client = AccountFactory(role=role, area=area), Client()
    client.force_login(account)
    if account.needs_second_factor:
        device = TOTPDevice.objects.create(user=account, name="手机", confirmed=True)
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
    return client


def opened(client: Client, path: str, backend: int) -> tuple[float, float, int]:
    """Processor time, median on the clock, and queries of a page that was opened before."""
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    asked = len(queries)  # at once: the next request empties the log
    taken, before = [], processor(backend)
    for _ in range(TIMES):
        begun = time.perf_counter()
        client.get(path)
        taken.append((time.perf_counter() - begun) * 1000)
    spent = (processor(backend) - before) / TIMES
    return spent, statistics.median(taken), asked


@pytest.mark.django_db(transaction=True)
def test_first_screens(city: Area, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    packs = [load_pack(ROOT / "packs" / name) for name in ("national", "rizhao-2021")]
    for module in ("numbers", "standing", "screens.area", "screens.work"):
        monkeypatch.setattr(f"angen.assess.{module}.active_packs", lambda: packs)
    rows = []
    with django_db_blocker.unblock():
        town = Agency.objects.filter(area__level="township").order_by("area_id").first().area
        areas = {"township": town, "county": town.parent}
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            (backend,) = cursor.fetchone()
        gc.collect()
        gc.freeze()  # as the server does with what it loads
        for key, role in sorted(ROLES.items()):
            level = LEVELS.get(key, "prefecture")
            if level in ("village", "province"):
                continue
            client = logged_in(key, areas.get(level, city))
            home = reverse(role.home)
            path = home + ON if role.home == "assess:home" else home
            spent, middle, asked = opened(client, path, backend)
            wide = role.home == "assess:home" and level != "township"
            rows.append((role.label, home, spent, middle, asked, WIDE if wide else NARROW))
    report(
        "P10 各角色的首屏",
        ("角色", "首屏", "处理器时间", "上限", "时钟时间中位", "查询次数"),
        [(a, b, f"{c:.0f} ms", f"{f:.0f} ms", f"{d:.0f} ms", e) for a, b, c, d, e, f in rows],
        f"{TOWNS} 个乡镇一年的记录，连同检查人员、检查表和复查约六万六千条；目标 50 毫秒、12 次查询，"
        f"首屏打开过一次以后，{TIMES} 次平均，进程和数据库后端合计。看全县全市的首屏按单位逐项对照标准。",
    )
    assert all(asked <= MOST for *_, asked, _ in rows), rows
    assert all(spent < most for _, _, spent, _, _, most in rows), rows
