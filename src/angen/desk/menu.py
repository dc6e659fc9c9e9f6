"""The menu of the apps below the desk, which know no menu themselves."""

from __future__ import annotations

from angen.desk import nav

nav.register(
    "审计",
    "审计日志",
    "audit:log",
    icon="shield-lock",
    permission="audit.see_log",
    place=10,
    bar=True,
)
nav.register(
    "审计",
    "核验与封印",
    "audit:checks",
    icon="shield-check",
    permission="audit.see_log",
    place=20,
    bar=True,
)
