"""Posts: their end, and where the holder really works."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.actions.certificates import not_in_future
from angen.orgs.events.people import AppointmentEnded, AppointmentMade, WorkplaceChanged
from angen.orgs.models import Appointment, Officer


def _locked(appointment: Appointment) -> Appointment:
    return (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("agency", "officer")
        .get(pk=appointment.pk)
    )


def _post(appointment: Appointment) -> str:
    return str(Appointment.Post(appointment.post).label)


@transaction.atomic
def end_appointment(
    appointment: Appointment, *, last_day: dt.date, reason: str, by: Actor
) -> Appointment:
    """End a post; ``last_day`` is the last day in it."""
    appointment = _locked(appointment)
    require(by, "orgs.keep_appointments", appointment)
    if last_day < appointment.valid_from:
        raise Refused(f"任职自 {appointment.valid_from} 起，离任日期不能早于这一天。")
    if appointment.valid_to is not None and appointment.valid_to <= last_day:
        raise Refused(f"该任职已于 {appointment.valid_to} 结束。")
    appointment.valid_to = last_day
    appointment.save(update_fields=["valid_to"])
    event = AppointmentEnded(
        agency=appointment.agency.name, post=_post(appointment), last_day=last_day, reason=reason
    )
    record(event, by=by, subject=appointment.officer)
    return appointment


@transaction.atomic
def change_workplace(
    appointment: Appointment, *, since: dt.date, where: str, by: Actor
) -> Appointment:
    """From ``since`` on the holder works at ``where`` (borrowed, seconded), or is back if empty.

    The days before stay as they were: the post is closed and opened again. A person who works
    elsewhere does not count as in post.
    """
    appointment = _locked(appointment)
    require(by, "orgs.keep_appointments", appointment)
    not_in_future(since, "变动日期")
    where = where.strip()
    if where == appointment.works_elsewhere:
        raise Refused(
            f"已登记在“{where}”工作，没有变动。" if where else "该人员已登记为在岗，没有变动。"
        )
    if appointment.valid_to is not None and appointment.valid_to < since:
        raise Refused(f"该任职已于 {appointment.valid_to} 结束，请在新的任职上登记。")
    if since < appointment.valid_from:
        raise Refused(f"任职自 {appointment.valid_from} 起，变动日期不能早于这一天。")
    if since == appointment.valid_from:
        appointment.works_elsewhere = where
        appointment.save(update_fields=["works_elsewhere"])
    else:
        appointment = _divided(appointment, since, where)
    event = WorkplaceChanged(
        agency=appointment.agency.name, post=_post(appointment), since=since, where=where
    )
    record(event, by=by, subject=appointment.officer)
    return appointment


def _divided(appointment: Appointment, since: dt.date, where: str) -> Appointment:
    """Close the post the day before ``since`` and open it again with the new workplace."""
    until = appointment.valid_to
    appointment.valid_to = since - dt.timedelta(1)
    appointment.save(update_fields=["valid_to"])
    return Appointment.objects.create(
        officer=appointment.officer,
        agency=appointment.agency,
        post=appointment.post,
        rank=appointment.rank,
        full_time=appointment.full_time,
        on_establishment=appointment.on_establishment,
        works_elsewhere=where,
        valid_from=since,
        valid_to=until,
    )


@transaction.atomic(savepoint=False)  # one savepoint less for each row of an import
def first_appointment(
    officer: Officer,
    *,
    post: str,
    full_time: bool,
    on_establishment: bool,
    since: dt.date,
    by: Actor,
) -> Appointment:
    """Appoint a person in the body that keeps the record, as one sheet of people does.

    The same appointment entered again is changed, not doubled. Called for each row of an import,
    so it asks the database as little as it can.
    """
    made = Appointment(
        officer_id=officer.pk,
        agency_id=officer.agency_id,
        post=post,
        valid_from=since,
        full_time=full_time,
        on_establishment=on_establishment,
    )
    (made,) = Appointment.objects.bulk_create(
        [made],
        update_conflicts=True,
        unique_fields=["officer", "agency", "post", "valid_from"],
        update_fields=["full_time", "on_establishment"],
    )
    require(by, "orgs.keep_appointments", made)
    event = AppointmentMade(
        post=_post(made),
        since=since,
        full_time=full_time,
        on_establishment=on_establishment,
    )
    record(event, by=by, subject=officer)
    return made
