"""A pack that was uploaded as a zip file, until it is confirmed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from django.core import signing

from angen.kernel.refusal import Refused
from angen.policy.loader import MAX_FILES

MAX_BYTES = 2_000_000
SALT = "rulebook.upload"
HOURS = 3600


def files_in(content: bytes) -> dict[str, str]:
    """The YAML texts of a zip by name inside the pack; a folder around the pack is taken off.

    Nothing is unpacked to disk. Raises Refused for what is no zip, too large, or not UTF-8.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise Refused("这不是zip文件，请把政策包的文件夹压缩成zip再上传。") from None
    members = [each for each in archive.infolist() if _belongs(each)]
    if not members:
        raise Refused("压缩包里没有YAML文件，请压缩政策包的文件夹。")
    if len(members) > MAX_FILES or sum(each.file_size for each in members) > MAX_BYTES:
        raise Refused(f"压缩包太大：最多{MAX_FILES}个文件、{MAX_BYTES // 1_000_000}MB。")
    top = _folder([each.filename for each in members])
    return {each.filename.removeprefix(top): _text(archive, each) for each in members}


def _belongs(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    hidden = name.startswith("__MACOSX/") or "/." in f"/{name}"
    return not member.is_dir() and not hidden and name.endswith((".yaml", ".yml"))


def _folder(names: list[str]) -> str:
    """The folder that holds pack.yaml, with its slash; empty at the top."""
    heads = sorted((name for name in names if name.split("/")[-1] == "pack.yaml"), key=len)
    folder = heads[0].removesuffix("pack.yaml") if heads else ""
    return folder if all(name.startswith(folder) for name in names) else ""


def _text(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    try:
        with archive.open(member) as file:
            # The size a zip claims for a member need not be the size it has.
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise Refused("压缩包里有文件太大，请检查。")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{member.filename}不是UTF-8文本，请另存为UTF-8。") from None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
        raise Refused("压缩包已损坏或加了密码，请重新压缩。") from None


def sealed(files: Mapping[str, str]) -> str:
    """The files as text that a form can carry and nobody can change."""
    return signing.dumps(dict(files), salt=SALT, compress=True)


def opened(text: str) -> dict[str, str]:
    """The files a form carried. Raises Refused for what we did not seal, or too long ago."""
    try:
        found: dict[str, str] = signing.loads(text, salt=SALT, max_age=24 * HOURS)
    except signing.BadSignature:
        raise Refused("上传的内容已过期，请重新上传。") from None
    return found
