"""What waits for whom in the living part of the demo.

Each row names a deadline's kind and the page where it is done, as the inspections declare them. A
kind or page that is not installed is left out, so that the demo works with any set of apps.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from angen.inspections.actions.village import TERM
from angen.inspections.queries import levels
from angen.inspections.queries.origins import REACH
from angen.inspections.states import LISTING_RULES, OWN_DUTY, POWERS, RECHECK_RULES, RECORD
from angen.kernel.calendar import Due
from angen.orgs.models import Account, Agency, Officer
from angen.worklist.actions import Expected, expect_many
from angen.worklist.kinds import kinds

ARTICLES = {
    "answer_extension": RECHECK_RULES,
    "approve_scheme": REACH,
    "decide_listing": LISTING_RULES,
    "handle_major": OWN_DUTY,
    "listing_due": LISTING_RULES,
    "listing_progress": LISTING_RULES,
    "make_visit": REACH,
    "own_order": POWERS,
    "recheck": RECHECK_RULES,
    "rectify": POWERS,
    "self_check": OWN_DUTY,
    "sign_visit": RECORD,
}


@dataclass(frozen=True)
class Task:
    """One deadline to come; ``page`` is the name of a URL that takes the key of ``at``."""

    kind: str
    page: str
    subject: Model
    at: Model
    due_on: dt.date
    agency: Agency
    title: str
    officer: Officer | None = None
    account: Account | None = None


def expect_tasks(tasks: list[Task]) -> int:
    """Put the tasks on the worklist; returns how many are new. Their subjects must be stored."""
    known = {kind.name for kind in kinds()}
    found = []
    for task in tasks:
        url = _url(task)
        if task.kind in known and url:
            found.append(
                Expected(
                    task.subject,
                    task.kind,
                    Due(task.due_on, article=_article(task)),
                    task.agency,
                    task.title,
                    url,
                    officer=task.officer,
                    account=task.account,
                )
            )
    return expect_many(found, by=None)


def _article(task: Task) -> str:
    """The article of a deadline; of a term that packs set, what they cite."""
    name = task.kind.partition(".")[2]
    if name in ARTICLES:
        return ARTICLES[name]
    due = levels.term(TERM, task.agency.area, task.due_on, working=True)
    return due.article if due else ""


def _url(task: Task) -> str:
    try:
        return reverse(task.page, args=[task.at.pk])
    except NoReverseMatch:
        return ""
