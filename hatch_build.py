"""Build hook: packs the built front end into the wheel and the source archive."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEnd(BuildHookInterface):  # type: ignore[type-arg]
    """Runs ``web/build.py`` unless the assets came with a source archive.

    ``ANGEN_SKIP_WEB=1`` leaves the front end out, for work on the server alone.
    """

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        manifest = root / "src" / "angen" / "desk" / "static" / "dist" / "manifest.json"
        if os.environ.get("ANGEN_SKIP_WEB") == "1":
            return
        if (root / "PKG-INFO").is_file() and manifest.is_file():
            return
        subprocess.run([sys.executable, str(root / "web" / "build.py")], check=True)  # noqa: S603
