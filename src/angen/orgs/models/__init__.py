"""Tables of areas, bodies, people and accounts."""

from angen.orgs.models.accounts import Account, RoleAssignment
from angen.orgs.models.agencies import (
    Agency,
    AgencyRelation,
    Establishment,
    Grant,
    KeyListEntry,
    LedgerStatement,
)
from angen.orgs.models.areas import Area, AreaFeature, AreaName, AreaPlace
from angen.orgs.models.people import (
    Appointment,
    Certificate,
    CertificateCheck,
    CertificateSuspension,
    Education,
    Officer,
    Sighting,
    VillageOfficer,
)

__all__ = [
    "Account",
    "Agency",
    "AgencyRelation",
    "Appointment",
    "Area",
    "AreaFeature",
    "AreaName",
    "AreaPlace",
    "Certificate",
    "CertificateCheck",
    "CertificateSuspension",
    "Education",
    "Establishment",
    "Grant",
    "KeyListEntry",
    "LedgerStatement",
    "Officer",
    "RoleAssignment",
    "Sighting",
    "VillageOfficer",
]
