"""Write the desk's icon sprite from the names in ``icons.txt`` and Tabler's icon package.

``python web/icons.py`` after adding a name; the sprite is kept in the repository, so that a build
does not fetch five thousand drawings for the few we use.
"""

from __future__ import annotations

import re
import sys
import tarfile
import tempfile
from pathlib import Path

from build import WEB, npm

PACKAGE = "@tabler/icons@3.51.0"
SPRITE = WEB.parent / "src" / "angen" / "desk" / "static" / "desk" / "icons.svg"
NOTICE = "Tabler Icons, Copyright (c) 2020-2026 Paweł Kuna, MIT License"


def symbol(name: str, drawing: str) -> str:
    """One icon as a symbol; stroke and size come from the style sheet."""
    inner = re.sub(r"<!--.*?-->|\s*<path stroke=\"none\"[^>]*/>", "", drawing, flags=re.DOTALL)
    paths = "".join(line.strip() for line in re.findall(r"<(?!svg|/svg)[^>]+/>", inner))
    return f'<symbol id="{name}" viewBox="0 0 24 24">{paths}</symbol>'


def main() -> int:
    names = (WEB / "icons.txt").read_text().split()
    with tempfile.TemporaryDirectory() as folder:
        npm("pack", PACKAGE, "--silent", "--pack-destination", folder)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            archive.extractall(folder, filter="data")
        drawings = Path(folder) / "package" / "icons" / "outline"
        missing = [name for name in names if not (drawings / f"{name}.svg").is_file()]
        if missing:
            print(f"no such icon: {', '.join(missing)}", file=sys.stderr)
            return 1
        symbols = [symbol(name, (drawings / f"{name}.svg").read_text()) for name in names]
    body = "\n".join(symbols)
    SPRITE.parent.mkdir(parents=True, exist_ok=True)
    SPRITE.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg"><!-- {NOTICE} -->\n{body}\n</svg>\n'
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
