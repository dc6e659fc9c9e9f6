"""What this app adds to the menu."""

from __future__ import annotations

from angen.desk import nav

nav.register(
    "政策标准", "政策包", "rulebook:packs", icon="book-2", permission="rulebook.see_packs", place=10
)
