"""The periodic duty: tell of deadlines that come near, run out and are reported up."""

from __future__ import annotations

from procrastinate.contrib.django import app

from angen.worklist.actions import tell


@app.periodic(cron="*/10 * * * *")
@app.task(name="worklist.tell_people", queueing_lock="worklist.tell_people")
def tell_people(timestamp: int) -> None:
    """Tell in batches, each a transaction of its own; what one run leaves the next takes up."""
    while tell():
        pass
