"""What enterprises do themselves; the unit is the township of the enterprise's main place."""

from __future__ import annotations

import ibis

from angen.enterprises.indicators import enterprises
from angen.inspections.indicators.relations import ENTERPRISE, TAGS, within
from angen.kernel.indicators import Period, Ratio, Tables, indicator
from angen.orgs.indicators.relations import records


@indicator("self_checks_in_period", "企业自查率", unit="比例", over="period", tags=TAGS)
def self_checks_in_period(t: Tables, period: Period) -> Ratio:
    """期末在管企业中，期内做过自查的比例，没查出隐患的自查也算；按企业所在乡镇计入单位。

    期末以前没有任何一家企业登记过自查的乡镇为未知。
    """
    found, s = enterprises(t, period.end), t.inspections_selfcheck
    ever = s.filter(s.checked_on <= period.end).select(checked_id=s.enterprise_id)
    ever = ever.distinct()
    known = found.left_join(ever, found.id == ever.checked_id).select("unit_id", "id", "checked_id")
    told = known.mutate(told=known.checked_id.count().over(ibis.window(group_by="unit_id")))
    whole = told.filter(told.told > 0).select("unit_id", "id")
    now = s.filter(within(s.checked_on, period)).select(checked_id=s.enterprise_id)
    part = whole.semi_join(now, whole.id == now.checked_id)
    return Ratio(part=records(part, "id", ENTERPRISE), whole=records(whole, "id", ENTERPRISE))
