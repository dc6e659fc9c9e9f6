"""Letterheads, without which nothing is numbered."""

from __future__ import annotations

import factory

from angen.papers.models import Letterhead
from factories.bodies import SINCE, AgencyFactory


class LetterheadFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """The letterhead of a bureau: （鄂试0）应急, office head 试0应急."""

    class Meta:
        model = Letterhead

    agency = factory.SubFactory(AgencyFactory, kind="emergency_bureau")
    region = factory.Sequence(lambda n: f"鄂试{n}")
    head = "应急"
    office_head = factory.Sequence(lambda n: f"试{n}应急")
    valid_from = SINCE
