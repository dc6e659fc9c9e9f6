"""The living part of the demo: whatever the day is, people have something to do."""

from __future__ import annotations

from angen.demo.now.township import STAFF
from angen.orgs.models import Account
from demo.conftest import run


def test_the_township_has_visits_at_every_stage_and_people_who_may_make_them(world) -> None:
    rows = run("""select state, count(*) from inspections_inspection
      where planned_on > current_date - 12 and state <> 'recorded' group by 1 order by 1""")
    assert rows == [("approved", 3), ("submitted", 1), ("underway", 1)]
    renewed = run("select count(*) from orgs_certificate where valid_from > current_date - 600")
    assert renewed == [(STAFF,)]


def test_hazards_wait_for_the_enterprise_for_the_recheck_and_for_the_level_above(world) -> None:
    states = dict(run("select state, count(*) from inspections_hazard where state <> 'closed' group by 1"))  # fmt: skip
    assert states == {"rectifying": 7, "reported": 2, "found": 6}
    assert run("select count(*) from inspections_extension where state = 'asked'") == [(1,)]
    assert run("select state, count(*) from inspections_listing where state <> 'delisted' group by 1 order by 1") == [("listed", 1), ("proposed", 6)]  # fmt: skip


def test_accounts_belong_to_people_a_village_and_an_enterprise(world) -> None:
    accounts = {one.username: one for one in Account.objects.select_related("officer")}
    assert accounts["zhen"].officer and accounts["zhuren"].officer
    assert len(str(accounts["cun"].assignments[0].area_id)) == 12
    links = run("select count(*) from enterprises_enterpriseaccount where account_id = %s", accounts["qiye"].pk)  # fmt: skip
    assert links == [(1,)]


def test_a_sample_of_papers_is_numbered_by_the_day(world) -> None:
    kinds = dict(run("select kind, count(*) from papers_paper group by 1"))
    assert kinds["inspection_record"] == 50 and kinds["rectification_order"] >= 50
    assert run("""select count(*) from inspections_order o join papers_paper p on p.id = o.paper_id
      where p.issued_on <> o.issued_on""") == [(0,)]  # fmt: skip


def test_every_deadline_says_by_which_article(world) -> None:
    assert run("select count(*) > 20 from worklist_deadline") == [(True,)]
    assert run("select distinct kind from worklist_deadline where article = ''") == []
