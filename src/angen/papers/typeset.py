"""Typesetting: one warm Typst compiler a process, and what it reads.

What people typed goes to the compiler as JSON data (``sys.inputs``), never as source. The compiler
sees this package's folder and the fonts; it fetches nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pylopdf_fonts_zh_cn
import segno
import typst
from django.conf import settings

from angen.kernel.refusal import Refused

PACKAGE: Final = Path(__file__).resolve().parents[1]
BASE: Final = PACKAGE / "papers" / "typst" / "base.typ"
# Archival PDF: fonts embedded, every character mapped to Unicode (ISO 19005-2).
STANDARD: Final = "a-2u"
PREVIEW_RESOLUTION: Final = 110.0
_UNPRINTABLE: Final = re.compile(r'^PDF/A.*?the text [^"]*"(.*?)"', re.DOTALL)
FONTS: Final = ("Noto Serif SC", "Noto Sans SC")


@dataclass(frozen=True)
class Face:
    """What a paper carries besides its document. ``on`` is the date printed on it."""

    label: str
    body: str
    on: dt.date
    number: str = ""
    numbered: bool = True
    code: str = ""
    head: str = ""
    watermark: str = ""


def watermark() -> str:
    """What lies across every page of a demo, and of no real paper."""
    return "演示数据" if settings.DEMO else ""


def preferred_fonts() -> list[str]:
    """Installed font families to use first, as ``settings.PAPER_FONTS`` names them.

    GB/T 9704 asks for FangSong_GB2312, which may not be shipped; where it is installed it is named
    there. Without it Noto Serif SC is used, and for what the named font lacks as well.
    """
    return list(getattr(settings, "PAPER_FONTS", ()))


class _Press:
    """The compiler of this process; one job at a time, for it keeps state while it works."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.owner = 0
        self.compiler: typst.Compiler | None = None

    def compile(self, source: bytes, data: str, **options: Any) -> Any:
        with self.lock:
            if self.compiler is None or self.owner != os.getpid():
                self.compiler, self.owner = _compiler(), os.getpid()
            return self.compiler.compile(input=source, sys_inputs={"data": data}, **options)


def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=bool(preferred_fonts()),
        include_embedded_fonts=False,
        font_paths=[str(pylopdf_fonts_zh_cn.serif_path().parent)],
    )
    lacking = set(FONTS) - set(fonts.families())
    if lacking:
        raise RuntimeError(f"fonts are missing: {sorted(lacking)}")
    return typst.Compiler(root=str(PACKAGE), font_paths=fonts)


_press = _Press()


@lru_cache(maxsize=256)
def _source(template: Path) -> bytes:
    return template.read_bytes()


@lru_cache(maxsize=256)
def revision(template: Path) -> str:
    """SHA-256 over everything that shapes a paper besides its data: template, parts, compiler."""
    total = hashlib.sha256(version("typst").encode())
    for part in (_source(template), BASE.read_bytes()):
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def verify_address() -> str:
    """Where people verify a paper; empty while the installation has no public address."""
    public = str(getattr(settings, "PUBLIC_URL", "")).rstrip("/")
    return f"{public}/verify/" if public else ""


def code_drawing(code: str) -> str:
    """The QR code of a verification code, as SVG."""
    address = verify_address()
    made = segno.make(f"{address}?code={code}" if address else code, error="m", micro=False)
    out = io.BytesIO()
    made.save(out, kind="svg", xmldecl=False, border=1)
    return out.getvalue().decode()


def grouped(code: str) -> str:
    """A verification code as people read it: ACDE-4679-XYRT."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def _data(face: Face, doc: Mapping[str, Any]) -> str:
    shown = {
        "fonts": preferred_fonts(),
        "label": face.label,
        "body": face.body,
        "head": face.head or face.body,
        "on": face.on.isoformat(),
        "number": face.number,
        "numbered": face.numbered,
        "code": grouped(face.code),
        "qr": code_drawing(face.code) if face.code else "",
        "verify-at": verify_address(),
        "watermark": face.watermark,
    }
    return json.dumps({"paper": shown, "doc": doc}, ensure_ascii=False)


def pdf(template: Path, face: Face, doc: Mapping[str, Any], *, at: dt.datetime) -> bytes:
    """The paper as archival PDF; the same arguments give the same bytes.

    Raises ``Refused`` for a character that no font has: a box in place of a name is no paper.
    """
    try:
        made = _press.compile(
            _source(template),
            _data(face, doc),
            format="pdf",
            pdf_standards=[STANDARD],
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        if not (found := _UNPRINTABLE.search(str(error))):
            raise
        raise Refused(
            f"文书中的“{found[1]}”没有可用的字体，打印出来会是空框。"
            "请改用规范写法，或请系统管理员安装含该字的字体。"
        ) from error
    assert isinstance(made, bytes)
    return made


def images(
    template: Path, face: Face, doc: Mapping[str, Any], *, resolution: float = PREVIEW_RESOLUTION
) -> list[bytes]:
    """The pages as PNG, for a preview on any device."""
    made = _press.compile(_source(template), _data(face, doc), format="png", ppi=resolution)
    return [made] if isinstance(made, bytes) else list(made)
