"""An enterprise that refuses to sign: reported to the body, whose head says what follows."""

from __future__ import annotations

import pytest

from angen.audit.models import Entry
from angen.inspections.actions import visits_sign
from angen.kernel.refusal import NotAllowed, Refused
from angen.worklist.models import Deadline

pytestmark = pytest.mark.django_db


def test_a_refusal_to_sign_waits_for_the_head_who_heeds_it_once(world, clock):
    visit = world.begun()
    clock.shift(3600)
    with pytest.raises(Refused, match="没有待处理的拒签报告"):
        visits_sign.heed_refusal(visit, said="约谈", by=world.head)
    signing = world.signing(refused=True, witness="李村会计", refusal="负责人离开")
    visits_sign.sign_visit(visit, signing=signing, by=world.officer)
    waiting = Deadline.objects.of(visit).waiting().filter(kind="inspections.refused_signing")
    task = waiting.get()
    assert (task.agency, task.article) == (world.office, "安全生产法 第六十八条")
    for said, by, error in (
        ("约谈", world.officer, NotAllowed),
        ("约谈", world.stranger, NotAllowed),
        (" ", world.head, Refused),
    ):
        with pytest.raises(error):
            visits_sign.heed_refusal(visit, said=said, by=by)
    assert waiting.exists() and not Entry.objects.filter(label="处理拒签报告").exists()
    visits_sign.heed_refusal(visit, said="约谈主要负责人", by=world.head)
    assert not waiting.exists()
    assert Entry.objects.get(label="处理拒签报告").content["said"] == "约谈主要负责人"
    with pytest.raises(Refused, match="没有待处理的拒签报告"):
        visits_sign.heed_refusal(visit, said="再约谈", by=world.head)
