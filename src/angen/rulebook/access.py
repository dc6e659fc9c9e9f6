"""Who may read and who may install packs."""

from __future__ import annotations

from django.db.models import Q

from angen.kernel.access import EVERYBODY, NOBODY, Actor, rule, within
from angen.orgs.models import Area
from angen.rulebook.models import InstalledPack


@rule("rulebook.see_packs", InstalledPack, "查看政策包")
def see_packs(actor: Actor) -> Q:
    """Policies are public documents: whoever reads one reads all."""
    return EVERYBODY if actor.reach("rulebook.see_packs") else NOBODY


@rule("rulebook.install_pack", Area, "安装政策包")
def install_pack(actor: Actor) -> Q:
    """Packs may be installed for the areas within reach, each with all below it."""
    return within(actor, "rulebook.install_pack", area="path")
