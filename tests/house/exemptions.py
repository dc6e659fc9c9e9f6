"""Actions that may miss a beat, each with its reason."""

from __future__ import annotations

OPERATOR = "run by the operator on the machine, who has no account"

ASKED_HERE = "called inside an act of this app, which has asked already"

DUTY = "the daily duty of the installation, no person acts"

ASKED = "called inside the act of another app, which has asked already"

ACTIONS: dict[str, dict[str, str]] = {
    "angen.assess.actions.corrections.correct": {"require": ASKED},
    "angen.assess.actions.following.open_following": {"require": ASKED},
    "angen.assess.actions.following.revoke": {"require": ASKED},
    "angen.assess.actions.following.settle_following": {"require": ASKED},
    "angen.assess.actions.hints.raise_hints": {"require": DUTY},
    "angen.assess.actions.runs.store_run": {"require": ASKED},
    "angen.assess.actions.suspending.resume_following": {"require": ASKED},
    "angen.assess.actions.suspending.suspend_following": {"require": ASKED},
    "angen.assess.actions.tour_findings.close_if_done": {"require": ASKED_HERE},
    "angen.assess.actions.tour_findings.settle_month": {"require": ASKED_HERE},
    "angen.assess.actions.tour_months.expect_months": {"require": DUTY},
    "angen.audit.actions.record": {
        "atomic": "belongs to the transaction of the act it records",
        "require": "the act it records has asked already",
        "record": "it is the log",
    },
    "angen.audit.actions.record_many": {
        "atomic": "belongs to the transaction of the acts it records",
        "require": "the acts it records have asked already",
        "record": "it is the log",
    },
    "angen.audit.actions.seal": {
        "by": "the daily duty of the installation, no person acts",
        "require": "the daily duty of the installation, no person acts",
        "record": "the seal itself is the record",
    },
    "angen.inspections.actions.overdue.settle": {"require": ASKED},
    "angen.inspections.actions.hazards.enter": {"require": ASKED_HERE},
    "angen.inspections.actions.overdue.escalate": {"require": DUTY},
    "angen.orgs.actions.founding.found_administrators": {
        "require": OPERATOR,
    },
    "angen.orgs.actions.sessions.start_second_factor": {
        "record": "an unbound device opens nothing; its binding is recorded",
    },
    "angen.plans.actions.shortfalls.find_shortfalls": {
        "require": "the daily duty of the installation, no person acts",
    },
    "angen.rulebook.actions.install_shipped_packs": {
        "atomic": "each pack is installed or refused by itself",
        "by": OPERATOR,
    },
    "angen.worklist.actions.deadlines.cancel": {"require": ASKED},
    "angen.worklist.actions.deadlines.expect": {"require": ASKED},
    "angen.worklist.actions.deadlines.expect_many": {"require": ASKED},
    "angen.worklist.actions.deadlines.meet": {"require": ASKED},
    "angen.worklist.actions.pauses.pause": {"require": ASKED},
    "angen.worklist.actions.pauses.resume": {"require": ASKED},
    "angen.worklist.actions.telling.tell": {
        "by": "the periodic duty of the installation, no person acts",
        "require": "the periodic duty of the installation, no person acts",
    },
}
