"""Installing packs: the only writes of the rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.kernel.access import Actor, can, require
from angen.kernel.indicators import registered
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.models import Area
from angen.policy.linter import check_files
from angen.policy.loader import load_pack_from_files, read_folder
from angen.policy.pack import Pack
from angen.policy.problems import PackRefused, Problem, errors
from angen.rulebook.events import PackInstalled
from angen.rulebook.models import InstalledPack
from angen.rulebook.past import past_edits

# An advisory lock: of two installations one waits for the other.
INSTALLING = 0x7061636B
OPERATOR = "系统管理命令"
PACKAGE = Path(__file__).resolve().parents[1]


def check(files: Mapping[str, str]) -> tuple[Pack | None, list[Problem]]:
    """Read, lint and try the examples of a pack against our indicators and areas; writes nothing."""
    return check_files(files, registered(), set(Area.objects.values_list("pk", flat=True)))


@transaction.atomic
def install_pack(
    files: Mapping[str, str], *, by: Actor | None, correction: str = ""
) -> InstalledPack:
    """Install a pack or a new version of it; the same text again changes nothing.

    ``by`` is None on the command line. A version that changes what was in force is refused, unless
    ``correction`` says why the text had been wrong. Raises PackRefused with every problem.
    """
    pack, problems = check(files)
    if pack is None:
        raise PackRefused(errors(problems))
    before = _lock_active(pack.id)
    if by is not None:
        _may_install(by, pack, before)
    if before is not None and before.digest == pack.digest:
        return before
    if before is not None and not correction.strip():
        edits = past_edits(load_pack_from_files(before.files), pack, timezone.localdate())
        if edits:
            raise PackRefused(edits)
    if before is not None:
        InstalledPack.objects.filter(pk=before.pk).update(active=False)
    installed = _new_version(pack, problems, before, by, correction.strip())
    record(
        PackInstalled(
            pack=pack.id,
            version=installed.version,
            digest=pack.digest,
            title=pack.title,
            correction=installed.correction,
        ),
        by=by,
        subject=installed,
    )
    return installed


def _lock_active(pack_id: str) -> InstalledPack | None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [INSTALLING])
    return InstalledPack.objects.filter(pack_id=pack_id, active=True).first()


def _may_install(by: Actor, pack: Pack, before: InstalledPack | None) -> None:
    """The actor must reach every area that the pack, or the version it replaces, governs."""
    for code in {*pack.head.governs, *(before.governs if before is not None else ())}:
        if code == "*":
            everywhere = any(r.kind == "all" for r in by.reach("rulebook.install_pack"))
            if not everywhere:
                raise NotAllowed("适用全国的政策包请由系统管理员用命令行安装。")
        else:
            require(by, "rulebook.install_pack", Area(pk=code))


def may_install(by: Actor, pack: Pack) -> bool:
    """Whether ``by`` reaches all that ``pack`` governs; for showing a button."""
    return all(
        code != "*" and can(by, "rulebook.install_pack", Area(pk=code))
        for code in pack.head.governs
    )


def _new_version(
    pack: Pack,
    problems: list[Problem],
    before: InstalledPack | None,
    by: Actor | None,
    correction: str,
) -> InstalledPack:
    return InstalledPack.objects.create(
        pack_id=pack.id,
        version=before.version + 1 if before is not None else 1,
        digest=pack.digest,
        title=pack.title,
        issuer=pack.head.issuer,
        governs=list(pack.head.governs),
        since=pack.head.since,
        until=pack.head.until,
        files=dict(pack.files),
        warnings=[
            {"file": p.file, "line": p.line, "sentence": p.sentence, "code": p.code}
            for p in problems
        ],
        correction=correction,
        by_name=by.display_name if by is not None else OPERATOR,
    )


def folder_files(folder: Path) -> dict[str, str]:
    """The files of a pack's folder. Raises PackRefused where one cannot be read."""
    files, problems = read_folder(folder)
    if problems:
        raise PackRefused(problems)
    return files


def shipped_folders() -> list[Path]:
    """The packs that ship: packed into the wheel, or in the source checkout."""
    for place in (PACKAGE / "rulebook" / "packs", PACKAGE.parents[1] / "packs"):
        if place.is_dir():
            return sorted(each.parent for each in place.glob("*/pack.yaml"))
    return []


def install_shipped_packs() -> list[InstalledPack]:
    """Install every shipped pack; a text that the software has mended since is a correction."""
    folders = shipped_folders()
    if not folders:
        raise Refused("没有找到随软件提供的政策包，请检查安装是否完整。")
    return [
        install_pack(folder_files(folder), by=None, correction="随软件更新的文本校订")
        for folder in folders
    ]
