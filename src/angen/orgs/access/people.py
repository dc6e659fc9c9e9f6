"""Who sees and keeps people, their posts and certificates.

A record of a person belongs to the body that answers for the person (``officer.agency``), so a
township sees its own people wherever they work, and nobody else's.
"""

from __future__ import annotations

from django.db.models import Q

from angen.kernel.access import Actor, rule, within
from angen.orgs.models import (
    Appointment,
    Certificate,
    CertificateCheck,
    CertificateSuspension,
    Officer,
    Sighting,
)


def _people(actor: Actor, permission: str, officer: str = "") -> Q:
    """Records whose person, reached through ``officer`` ("officer__"), is inside the reach."""
    return within(
        actor,
        permission,
        area=f"{officer}agency__area__path",
        body=f"{officer}agency",
        own=f"{officer}account",
    )


@rule("orgs.see_people", Officer, "查看人员")
def see_people(actor: Actor) -> Q:
    """People of bodies inside the reach."""
    return _people(actor, "orgs.see_people")


@rule("orgs.keep_people", Officer, "登记人员")
def keep_people(actor: Actor) -> Q:
    """People of bodies inside the reach."""
    return _people(actor, "orgs.keep_people")


@rule("orgs.see_appointments", Appointment, "查看任职")
def see_appointments(actor: Actor) -> Q:
    """With the person."""
    return _people(actor, "orgs.see_people", "officer__")


@rule("orgs.keep_appointments", Appointment, "登记任职")
def keep_appointments(actor: Actor) -> Q:
    """With the person, in bodies inside the reach: nobody appoints into another's office."""
    return _people(actor, "orgs.keep_people", "officer__") & within(
        actor, "orgs.keep_people", area="agency__area__path", body="agency"
    )


@rule("orgs.see_certificates", Certificate, "查看证件")
def see_certificates(actor: Actor) -> Q:
    """With the holder."""
    return _people(actor, "orgs.see_people", "officer__")


@rule("orgs.keep_certificates", Certificate, "登记证件")
def keep_certificates(actor: Actor) -> Q:
    """With the holder."""
    return _people(actor, "orgs.keep_people", "officer__")


@rule("orgs.suspend_certificate", Certificate, "暂扣和恢复证件")
def suspend_certificate(actor: Actor) -> Q:
    """The level above the holder's office."""
    return _people(actor, "orgs.suspend_certificate", "officer__")


@rule("orgs.verify_certificate", Certificate, "核验证件")
def verify_certificate(actor: Actor) -> Q:
    """The city checks numbers against the issuer's register."""
    return _people(actor, "orgs.verify_certificate", "officer__")


@rule("orgs.see_certificate_checks", CertificateCheck, "查看证件核验")
def see_certificate_checks(actor: Actor) -> Q:
    """With the holder."""
    return _people(actor, "orgs.see_people", "certificate__officer__")


@rule("orgs.see_certificate_suspensions", CertificateSuspension, "查看证件暂扣")
def see_certificate_suspensions(actor: Actor) -> Q:
    """With the holder."""
    return _people(actor, "orgs.see_people", "certificate__officer__")


@rule("orgs.sight_officer", Officer, "查岗")
def sight_officer(actor: Actor) -> Q:
    """The level above the person's office."""
    return _people(actor, "orgs.sight_officer")


@rule("orgs.see_sightings", Sighting, "查看查岗记录")
def see_sightings(actor: Actor) -> Q:
    """With the person."""
    return _people(actor, "orgs.see_people", "officer__")
