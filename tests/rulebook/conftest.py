"""The small world's indicators, here too."""

from __future__ import annotations

from assess.conftest import indicators as indicators
