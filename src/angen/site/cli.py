"""The command line: ``angen``."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "angen.site.settings")

from angen.site import postgres


def main() -> None:
    """Run a management command on the running (or just started) database."""
    postgres.start()
    django.setup()
    execute_from_command_line(sys.argv)
