"""The county of the plans' tests, with everything in it published or still closed."""

from plans.conftest import national, visited, world

__all__ = ["national", "visited", "world"]
