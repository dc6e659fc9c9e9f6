"""A process that issues papers until it is killed; run by test_crash.

Arguments: primary key of the account and of the agency; "worst" kills itself in the middle.
"""

from __future__ import annotations

import os
import signal
import sys

import django

django.setup()

from angen.orgs.models import Account, Agency  # noqa: E402
from angen.papers import actions  # noqa: E402
from papers import samples  # noqa: E402


def die(*args: object, **kwargs: object) -> None:
    """Number given, paper stored, nothing committed: the worst moment to die."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(account: str, agency: str, *how: str) -> None:
    samples.declare()
    by, body = Account.objects.get(pk=account), Agency.objects.get(pk=agency)
    if how:
        actions.issue(samples.order(), agency=body, by=by)
        actions.record = die
    while True:
        paper = actions.issue(samples.order(), agency=body, by=by)
        print(paper.serial, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
