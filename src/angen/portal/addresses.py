"""Where the apps below find the public page of what they publish."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from angen.plans import registry


def draw(pk: UUID) -> str:
    """The public page of a draw."""
    return reverse("portal:draw", args=[pk])


registry.open_at("draw", draw)
