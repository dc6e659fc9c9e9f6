"""Periodic duties of the installation itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

STALLED_AFTER = 60.0  # seconds without a sign of life from the worker


@app.periodic(cron="* * * * *")
@app.task(
    name="site.retry_stalled_jobs", queueing_lock="site.retry_stalled_jobs", pass_context=True
)
async def retry_stalled_jobs(context: object, timestamp: int) -> None:
    """Put jobs of killed workers back in the queue: every job can run twice without harm."""
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER)
    for job in stalled:
        await app.job_manager.retry_job(job)
