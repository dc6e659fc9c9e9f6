"""Typed Chinese text, brought to one form before it is kept, compared or searched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

# Full-width letters, digits and the signs of numbers; Chinese punctuation stays as it was typed.
_HALF: Final = {
    code + 0xFEE0: code
    for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B), *map(ord, ".-+/%#&@_"))
}
_HAN: Final = (
    "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_SPACED_HAN: Final = re.compile(
    f"(?<=[{_HAN}·、，。；：？！（）《》〔〕“”]) (?=[{_HAN}·、，。；：？！（）《》〔〕“”])"
)
_BLANKS: Final = re.compile(r"\s+")
_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST_FILE_NAME: Final = 200  # bytes; file systems allow 255, and a suffix may still be added


def half_width(text: str) -> str:
    """Full-width digits, letters and number signs as plain ones: "２０２６．５" is "2026.5"."""
    return text.translate(_HALF)


def _visible(text: str) -> str:
    """Without what cannot be seen: zero-width marks, direction marks, controls, selectors."""
    return "".join(
        char
        for char in text
        if char in "\n\t\r"
        or not (unicodedata.category(char) in ("Cc", "Cf", "Cs") or "\ufe00" <= char <= "\ufe0f")
    )


def clean(text: str) -> str:
    """One line as it is kept: visible, half-width digits and letters, single spaces, none between
    Chinese characters ("王 　小明" is "王小明"). Applying it twice changes nothing more.
    """
    line = half_width(_visible(unicodedata.normalize("NFC", text)))
    return _SPACED_HAN.sub("", _BLANKS.sub(" ", line).strip())


def clean_lines(text: str) -> str:
    """Several lines as they are kept: each cleaned, no empty line at either end or twice in a row."""
    lines = "\n".join(clean(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def same(one: str, other: str) -> bool:
    """Whether two typed texts mean the same: case, width and all blanks aside."""
    return _key(one) == _key(other)


def _key(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", clean(text))).casefold()


def listing(items: Sequence[str], *, most: int = 0, unit: str = "项") -> str:
    """ "甲、乙和丙"; with ``most`` = 2 "甲、乙等 3 项"; empty text for no items."""
    if most and len(items) > most:
        return f"{'、'.join(items[:most])}等 {len(items)} {unit}"
    if len(items) < 2:
        return "".join(items)
    return f"{'、'.join(items[:-1])}和{items[-1]}"


def file_name(text: str, suffix: str = "") -> str:
    """A file name for ``text`` that every system accepts; ``suffix`` is ".xlsx"."""
    name = _UNSAFE.sub("_", clean(text)).strip(" ._")
    name = name.encode()[: _LONGEST_FILE_NAME - len(suffix.encode())].decode(errors="ignore")
    if not name or _RESERVED.fullmatch(name):
        name = f"文件{name}"
    return f"{name.rstrip(' .')}{suffix}"
