"""The tables of this app that follow a merged enterprise."""

from __future__ import annotations

from angen.enterprises.models import (
    Contact,
    EnterpriseAccount,
    FormerName,
    Letter,
    MajorHazard,
    Responsible,
    RiskRating,
    Site,
    StandardisationReview,
    Supervision,
)
from angen.enterprises.movers import mover

mover("sites", "场所", Site)
mover("contacts", "联系人", Contact)
mover("former_names", "曾用名", FormerName)
mover("supervisions", "监管主体", Supervision)
mover("responsibles", "包保责任人", Responsible)
mover("letters", "两书", Letter)
mover("ratings", "风险评定", RiskRating)
mover("reviews", "标准化评审", StandardisationReview)
mover("hazards", "重大危险源", MajorHazard)
mover("accounts", "企业账号", EnterpriseAccount)
