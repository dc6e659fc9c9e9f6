"""What has to be done by when: the rulebook's terms, put on the worklist of the body."""

from __future__ import annotations

from django.db.models import Model

from angen.kernel.access import Actor
from angen.kernel.calendar import Due
from angen.orgs.models import Agency
from angen.worklist import actions as worklist
from angen.worklist.kinds import Kind


def wait(
    subject: Model,
    kind: Kind,
    due: Due | None,
    *,
    agency: Agency,
    title: str,
    url: str,
    working: bool,
    by: Actor | None,
) -> None:
    """Expect something of a body; nothing where the rulebook sets no term (``due`` None)."""
    if due is not None:
        worklist.expect(
            subject, kind.name, due,
            agency=agency, title=title, url=url, working=working, by=by,
        )  # fmt: skip
