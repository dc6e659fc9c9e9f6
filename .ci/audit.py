"""Hold the locked dependencies against the published vulnerabilities.

Exit code 1 for a known vulnerability. Where no registry answers this says so and passes: a machine
without a network must still be able to check its own work.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAMS = Path(sys.executable).parent


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        locked = Path(folder) / "requirements.txt"
        subprocess.run(  # noqa: S603
            [
                *(PROGRAMS / "uv", "export", "--frozen", "--quiet", "--no-emit-project"),
                *("--output-file", locked),
            ],
            check=True,
        )
        outcome = subprocess.run(  # noqa: S603
            [
                *(PROGRAMS / "pip-audit", "--requirement", locked, "--disable-pip"),
                *("--require-hashes", "--format", "json", "--progress-spinner", "off"),
                *("--timeout", "20"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    try:
        found = json.loads(outcome.stdout)["dependencies"]
    except (ValueError, KeyError):
        reason = (outcome.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"漏洞库没有应答，跳过：{reason[:200]}")
        return 0
    bad = [d for d in found if d.get("vulns")]
    for dependency in bad:
        names = "、".join(v["id"] for v in dependency["vulns"])
        print(f"{dependency['name']} {dependency['version']} 有已知漏洞：{names}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
