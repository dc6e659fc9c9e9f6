"""Factories of areas, bodies, people and accounts, for the tests of every app."""

from factories.accounts import AccountFactory
from factories.areas import AreaFactory
from factories.bodies import (
    AgencyFactory,
    AgencyRelationFactory,
    EstablishmentFactory,
    GrantFactory,
    KeyListEntryFactory,
    LedgerStatementFactory,
)
from factories.identity import identity_no
from factories.people import (
    AppointmentFactory,
    CertificateCheckFactory,
    CertificateFactory,
    CertificateSuspensionFactory,
    OfficerFactory,
    SightingFactory,
    VillageOfficerFactory,
)

__all__ = [
    "AccountFactory",
    "AgencyFactory",
    "AgencyRelationFactory",
    "AppointmentFactory",
    "AreaFactory",
    "CertificateCheckFactory",
    "CertificateFactory",
    "CertificateSuspensionFactory",
    "EstablishmentFactory",
    "GrantFactory",
    "KeyListEntryFactory",
    "LedgerStatementFactory",
    "OfficerFactory",
    "SightingFactory",
    "VillageOfficerFactory",
    "identity_no",
]
