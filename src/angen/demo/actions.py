"""Building the demo world, once, into an empty base."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.demo.accounts import write_accounts
from angen.demo.events import WorldBuilt
from angen.demo.now.build import Now
from angen.demo.now.papers import issue_sample
from angen.demo.others import hubei, hunan, mile
from angen.demo.rated.build import Rated
from angen.demo.rizhao import Rizhao
from angen.demo.scribe import Scribe
from angen.demo.xianning import Xianning
from angen.demo.year.build import Year
from angen.demo.year.elsewhere import Elsewhere
from angen.kernel.access import Actor
from angen.kernel.refusal import Refused
from angen.orgs.actions.sessions import give_demo_device
from angen.orgs.models import Area, Officer

SEED = 20211231
# Two make the seeds of the demo's draws, the first also approves schemes of the township; the third
# drafts the city's special inspections.
SEEDERS = ("zhuren", "xian", "shi")


@transaction.atomic
def build_world(key_counties: Sequence[str], *, by: Actor | None = None, seed: int = SEED) -> int:
    """Write the demo world; returns the number of records. The area tree must be loaded.

    Refused outside the demo and where people are already recorded: made-up people never mix with
    real ones.
    """
    if not settings.DEMO:
        raise Refused("只有演示环境才能生成演示数据，请用 make demo 启动。")
    if Officer.objects.exists():
        raise Refused("数据库中已有人员，演示数据不会与真实数据混在一起。请换一个空的数据库。")
    scribe = Scribe(seed)
    rizhao = Rizhao(scribe)
    rizhao.write()
    Xianning(scribe).write()
    mile(scribe)
    hubei(scribe, key_counties)
    hunan(scribe)
    records = scribe.store()
    accounts = write_accounts()
    for account in accounts:
        if account.needs_second_factor:
            give_demo_device(by=account)
    by_name = {one.username: one for one in accounts}
    Year(scribe, [by_name[name] for name in SEEDERS]).write()
    Elsewhere(scribe).write()
    rizhao.earlier_rotation()
    records += scribe.store()
    Rated(seed, accounts).write()
    living = Now(scribe, accounts, timezone.localdate())
    living.write()
    records += scribe.store()
    living.expect()
    office, head = by_name["zhuren"].agency, by_name["zhuren"]
    assert office is not None
    records += issue_sample(office, head)
    record(WorldBuilt(seed=seed, records=records), by=by, subject=Area.objects.get(pk="3711"))
    return records
