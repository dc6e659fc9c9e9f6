"""Backup and restore: one file with the database and the attachments of one moment."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from angen.kernel.refusal import Refused
from angen.site import postgres

DUMP = "database.dump"
FILES = "files"
KEEP = ("secret_key",)  # sealed and signed values of the base cannot be read without it


def backup(target: Path) -> None:
    """Write the archive; it appears under its name only when it is complete."""
    if target.exists():
        raise Refused(f"{target} 已存在，请换一个文件名。")
    if not target.absolute().parent.is_dir():
        raise Refused(f"目录 {target.absolute().parent} 不存在，请先建立。")
    with tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
        dump, whole = Path(folder) / DUMP, Path(folder) / "whole.tar"
        with dump.open("wb") as out:
            _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", out=out)
        with tarfile.open(whole, "w") as archive:
            archive.add(dump, DUMP)
            if Path(settings.MEDIA_ROOT).exists():
                archive.add(settings.MEDIA_ROOT, FILES)
            for name in KEEP:
                if (settings.VAR / name).exists():
                    archive.add(settings.VAR / name, name)
        whole.chmod(0o600)
        whole.rename(target)


def restore(source: Path, *, replace: bool) -> None:
    """Read an archive into the database, all of it or nothing; refuses to overwrite unasked."""
    if connection.introspection.table_names() and not replace:
        raise Refused("数据库中已有数据。确定要覆盖时请加 --replace；建议先 angen backup 备份。")
    connections.close_all()
    try:
        archive = tarfile.open(source)  # noqa: SIM115 - closed below
    except tarfile.TarError:
        raise Refused(f"{source} 不是安根的备份文件，请核对文件名。") from None
    with archive, tempfile.TemporaryDirectory(dir=settings.VAR) as folder:
        if DUMP not in archive.getnames():
            raise Refused(f"{source} 不是安根的备份文件，请核对文件名。")
        archive.extractall(folder, filter="data")
        script = Path(folder) / "whole.sql"
        with script.open("wb") as out:
            out.write(b"drop schema public cascade; create schema public;\n")
            out.flush()
            _pg_restore(Path(folder) / DUMP, out)
        _run("psql", "--single-transaction", "--quiet", "-v", "ON_ERROR_STOP=1", "-f", str(script))
        if (files := Path(folder) / FILES).exists():
            shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
            shutil.move(files, settings.MEDIA_ROOT)
        for name in KEEP:
            if (kept := Path(folder) / name).exists():
                shutil.move(kept, settings.VAR / name)


def _pg_restore(dump: Path, out: io.BufferedWriter) -> None:
    command = [str(postgres.program("pg_restore")), "--no-owner", "--no-acl", "-f", "-", str(dump)]
    outcome = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, check=False)  # noqa: S603
    if outcome.returncode != 0:
        raise Refused(f"备份文件已损坏，没有改动任何数据。\n{outcome.stderr.decode()}")


def _run(name: str, *words: str, out: io.BufferedWriter | None = None) -> None:
    """Run a PostgreSQL program on the configured database."""
    at = settings.DATABASES["default"]
    environment = {
        "PGHOST": at["HOST"],
        "PGPORT": at["PORT"],
        "PGUSER": at["USER"],
        "PGPASSWORD": at.get("PASSWORD", ""),
        "PGDATABASE": connections["default"].settings_dict["NAME"],
        "LC_ALL": "C.UTF-8",
    }
    outcome = subprocess.run(  # noqa: S603
        [postgres.program(name), *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=out or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if outcome.returncode != 0:
        raise Refused(f"{name} 失败，没有完成。\n{outcome.stderr.decode(errors='replace')}")
