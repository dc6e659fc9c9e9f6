"""Files kept by their SHA-256 under MEDIA_ROOT, recognised by their content."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings

from angen.desk.models import StoredFile
from angen.kernel.refusal import Refused

Kind = StoredFile.Kind
LARGEST = 30 * 1024 * 1024
# What a spreadsheet or document may unfold to; more is an attack or a mistake.
LARGEST_UNPACKED = 600 * 1024 * 1024
MOST_PARTS = 5_000
WORKBOOK, DOCUMENT = "xl/workbook.xml", "word/document.xml"


class Upload(Protocol):
    """What a form gives: a name, a size and the bytes in pieces."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def chunks(self) -> Iterable[bytes]: ...


def place(sha256: str) -> Path:
    """Where the file with this SHA-256 lies."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def keep(upload: Upload, *, largest: int = LARGEST) -> tuple[str, int, Path]:
    """Store an upload and return its SHA-256, size and place; the same bytes are stored once.

    The file appears under its name only when it is whole and on disk.
    """
    if upload.size is not None and upload.size > largest:
        raise Refused(f"文件太大，最大 {largest // 1024 // 1024} MB。请压缩或分成几个文件。")
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as file:
        temporary = Path(file.name)
        try:
            for piece in upload.chunks():
                size += len(piece)
                if size > largest:
                    raise Refused(f"文件太大，最大 {largest // 1024 // 1024} MB。")
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    target = place(digest.hexdigest())
    target.parent.mkdir(exist_ok=True)
    temporary.replace(target)
    return digest.hexdigest(), size, target


def kind_of(file: Path) -> Kind | None:
    """What the content is; None for everything that may not be stored."""
    with file.open("rb") as opened:
        start = opened.read(16)
        if start.startswith(b"%PDF-"):
            return Kind.PDF
        if start.startswith(b"\x89PNG\r\n\x1a\n"):
            return Kind.PNG
        if start.startswith(b"\xff\xd8\xff"):
            return Kind.JPEG
        if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
            return Kind.WEBP
        if start.startswith(b"PK\x03\x04"):
            return kind_of_package(opened)
    return None


def kind_of_package(opened: IO[bytes]) -> Kind | None:
    """The kind of an Office package without macros that unfolds to a sane size."""
    try:
        with zipfile.ZipFile(opened) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        return None
    if "[Content_Types].xml" not in names or any("vbaproject" in n.lower() for n in names):
        return None
    if WORKBOOK in names:
        return Kind.XLSX
    return Kind.DOCX if DOCUMENT in names else None


def tidy_name(name: str | None) -> str:
    """The last part of an upload's name, without control characters, at most 200 long."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[-200:] or "未命名"
