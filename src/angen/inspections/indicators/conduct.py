"""How visits were made: two certified officers, cards, signatures, approval before the visit."""

from __future__ import annotations

from ibis.expr.types import Table

from angen.inspections.indicators.relations import INSPECTION, TAGS, heard, recorded
from angen.kernel.indicators import Count, Measure, Period, Ratio, Tables, indicator, shared
from angen.orgs.indicators.relations import amount, records


def _officers(t: Tables, made: Table) -> Table:
    """Of each visit, the officers with a certificate in force and not suspended on its day."""
    o, c, s = (
        t.inspections_inspectionofficer,
        t.orgs_certificate,
        t.orgs_certificatesuspension,
    )
    took = o.filter(o.number != "").select(
        on_visit=o.inspection_id, officer_id=o.officer_id, shown_id=o.certificate_id
    )
    papers = c.filter(c.kind == "enforcement").select(
        paper_id=c.id, since=c.valid_from, until=c.valid_to
    )
    days = made.select("visit_id", "unit_id", "visited_on")
    parts = took.join(days, took.on_visit == days.visit_id)
    held = parts.join(papers, parts.shown_id == papers.paper_id)
    valid = held.filter(
        held.since <= held.visited_on, held.until.isnull() | (held.until >= held.visited_on)
    )
    stopped = s.select(stopped_id=s.certificate_id, stop=s.valid_from, go=s.valid_to)
    return valid.anti_join(
        stopped,
        [
            valid.shown_id == stopped.stopped_id,
            stopped.stop <= valid.visited_on,
            stopped.go.isnull() | (stopped.go >= valid.visited_on),
        ],
    )


@shared
def _numbered(t: Tables, period: Period) -> Table:
    """Recorded visits of the period with ``certified``, the number of such officers.

    Counted by visit and unit, so that whoever asks for one unit reads the officers of its visits
    only. An officer takes part in a visit once.
    """
    made = recorded(t, period)
    valid = _officers(t, made)
    counts = valid.group_by(of=valid.visit_id, at=valid.unit_id).aggregate(
        number=valid.officer_id.count()
    )
    joined = made.left_join(counts, [made.visit_id == counts.of, made.unit_id == counts.at])
    return joined.mutate(certified=joined.number.fill_null(0)).drop("of", "at", "number")


def _staffed(t: Tables, period: Period) -> Table:
    """Visits with ``certified``, the number of such officers, and ``enough``, the packs' least."""
    return _asked(t, _numbered(t, period))


def _asked(t: Tables, made: Table) -> Table:
    """Visits of units for which a pack says how many officers it takes, with ``enough``."""
    least = t.value_certificate_minimum
    least = least.select(number_of=least.unit_id, enough=least.value)
    return made.join(least, made.unit_id == least.number_of).drop("number_of")


def _answered(t: Tables, made: Table) -> Table:
    """Rechecks, and visits on which a line of a checklist was answered; they may repeat.

    No union of the two: the visits would be computed for all units before one is looked at.
    """
    s = t.inspections_sheet
    filled = s.filter(s.answers.cast("string") != "{}").select(filled_id=s.inspection_id)
    joined = made.left_join(filled, made.visit_id == filled.filled_id)
    return joined.filter(joined.filled_id.notnull() | (joined.origin == "recheck"))


def _visits(rows: Table) -> Table:
    return records(rows, "visit_id", INSPECTION)


@indicator("inspection_records_compliant", "现场检查合规率", unit="比例", over="period", tags=TAGS)
def inspection_records_compliant(t: Tables, period: Period) -> Ratio:
    """期内已记录的检查（含复查）中，记录合规的比例；按检查机构所在区划计入单位。

    合规是指：检查当日持有效执法证（证号已记、未暂扣）的人员不少于政策规定的人数，已出示证件，
    已签字或拒签有见证人，检查表已作答（复查不要求）。没有政策规定人数的单位为未知。
    """
    whole = _asked(t, recorded(t, period))
    staffed = _staffed(t, period)
    pair = staffed.filter(
        staffed.certified >= staffed.enough,
        staffed.card_shown,
        ~staffed.refused | (staffed.witness != ""),
    )
    return Ratio(part=_visits(_answered(t, pair)), whole=_visits(whole))


@indicator(
    "certified_officers_per_visit_min",
    "每次检查持证人员最少数",
    unit="人",
    over="period",
    tags=TAGS,
)
def certified_officers_per_visit_min(t: Tables, period: Period) -> Measure:
    """期内已记录的检查（含复查）中，检查当日持有效执法证人员最少的一次有几人。按检查机构所在区划计入单位。"""
    found = _numbered(t, period)
    rows = amount(found, found.certified, "visit_id", INSPECTION)
    return Measure(rows, how="min")


@indicator("procedure_breaches", "检查程序违规次数", unit="次", over="period", tags=TAGS)
def procedure_breaches(t: Tables, period: Period) -> Count:
    """期内已记录的检查（含复查）中，有下列情形之一的次数；按检查机构所在区划计入单位。

    持有效执法证人员少于政策规定人数；未出示证件；方案在检查开始后才批准或没有批准；方案报审和批准是同一人。
    没有政策规定人数的单位为未知。
    超过频次上限没有理由的检查、超越权限的决定由办理时拦下，不在此列。
    """
    made = _staffed(t, period)
    late = made.approved_at.isnull() | (made.approved_at > made.started_at).fill_null(False)
    alone = (made.approved_by_id == made.submitted_by_id).fill_null(False)
    wrong = made.filter((made.certified < made.enough) | ~made.card_shown | late | alone)
    # Where no pack says how many it takes, nobody can say that it was enough.
    known, said = heard(t, period), t.value_certificate_minimum
    return Count(_visits(wrong), recorded=known.semi_join(said, known.unit_id == said.unit_id))
