"""Service: what a receipt must tell, and by which article."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from angen.audit.models import Entry
from angen.kernel.refusal import NotAllowed, Refused
from angen.papers.actions import Delivery, issue, serve, void
from angen.papers.models import Service
from angen.papers.states import Method
from factories import AccountFactory
from papers.samples import order

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world):
    return issue(order(), agency=world.bureau, by=world.brigade, title="甲厂")


def by_hand(**changes) -> Delivery:
    whole = Delivery(
        Method.DIRECT, "镕堃、李喆", timezone.now(), recipient="王五", place="甲厂办公室"
    )
    return replace(whole, **changes)


def test_direct_service_is_recorded(world, paper):
    made = serve(paper, by_hand(), by=world.brigade)
    assert (made.method, made.recipient, made.recorded_by) == ("direct", "王五", world.brigade)
    entry = Entry.objects.get(event="papers.PaperServed")
    assert entry.content["method"] == "直接送达" and "王五" not in str(entry.content)
    with pytest.raises(DatabaseError), transaction.atomic():
        Service.objects.update(recipient="赵六")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"recipient": " "}, "签收人"),
        ({"officers": ""}, "送达人"),
        ({"refused": True}, "留置送达"),
        ({"method": Method.LEFT, "refused": True, "note": "拒收"}, "见证人"),
        ({"method": Method.LEFT, "witness": "张某", "note": "拒收"}, "拒绝签收"),
        ({"method": Method.POST}, "邮件号"),
        ({"method": Method.ELECTRONIC}, "同意"),
        ({"method": Method.ANNOUNCEMENT}, "公告的原因"),
        ({"method": Method.ENTRUSTED}, "受托单位"),
        ({"served_at": timezone.now() - dt.timedelta(days=2)}, "不能更早"),
        ({"served_at": timezone.now() + dt.timedelta(days=1)}, "晚于现在"),
    ],
)
def test_a_receipt_that_would_not_stand_is_refused(world, paper, changes, said):
    with pytest.raises(Refused, match=said):
        serve(paper, by_hand(**changes), by=world.brigade)
    assert not Service.objects.exists()


def test_refusal_to_sign_with_a_witness(world, paper):
    made = serve(
        paper,
        by_hand(
            method=Method.LEFT, refused=True, witness="村委会张某", note="拒绝签字，留置于办公室"
        ),
        by=world.brigade,
    )
    assert made.refused and made.witness == "村委会张某"


def test_a_voided_paper_is_not_served_and_a_served_one_not_voided(world, paper):
    serve(paper, by_hand(), by=world.brigade)
    with pytest.raises(Refused, match="已经送达"):
        void(paper, reason="错", by=world.brigade)
    other = issue(order(), agency=world.bureau, by=world.brigade)
    void(other, reason="错", by=world.brigade)
    with pytest.raises(Refused, match="已经作废"):
        serve(other, by_hand(), by=world.brigade)


def test_only_who_handles_the_paper_serves_it(world, paper):
    with pytest.raises(NotAllowed):
        serve(paper, by_hand(), by=world.officer)
    with pytest.raises(NotAllowed):
        serve(paper, by_hand(), by=AccountFactory(role="legal_reviewer", area=world.county))
