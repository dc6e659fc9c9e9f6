"""The rated city as tests use it."""

from __future__ import annotations

import datetime as dt

from angen.assess.actions import cycles, scoring
from angen.assess.models import Consequence, Cycle, Result
from assess import rated, world

PUBLISHED = {
    "2021Q1": dt.date(2021, 4, 20),
    "2021Q2": dt.date(2021, 7, 20),
    "2021Q3": dt.date(2021, 10, 20),
}


class Place:
    """The city with its people and towns."""

    def __init__(self) -> None:
        self.city, self.towns = rated.built()
        self.by = world.account("city_office", self.city)
        self.other = world.account("city_office", self.city)
        self.third = world.account("city_office", self.city)

    def head(self, name: str):
        return world.account("township_head", self.towns[name])

    def run(self, key: str, rating: str = "effect") -> Cycle:
        made = cycles.open_cycle(self.city, pack="city-2021", rating=rating, key=key, by=self.by)
        if rating == "effect":
            for unit in self.towns.values():
                for who in (self.by, self.other):
                    scoring.give_points(made, unit, item="files", marks=rated.FULL, by=who)
            cycles.run_cycle(made, by=self.by)
        return made

    def publish(self, key: str, rating: str = "effect") -> Cycle:
        made = self.run(key, rating)
        cycles.confirm_cycle(made, by=self.other)
        return cycles.publish_cycle(made, on=PUBLISHED.get(key), by=self.by)

    def failing(self, *quarters: str) -> list[Cycle]:
        """丙 fails in these quarters."""
        made = []
        for key in quarters:
            rated.state(self.towns["丙"], rated.MARK, 30, rated.ENDS[int(key[-1]) - 1])
            made.append(self.publish(key))
        return made

    def result(self, cycle: Cycle, name: str) -> Result:
        return cycle.results.get(current=True, unit=self.towns[name])

    def cases(self, cycle: Cycle, name: str) -> dict[str, str]:
        found = Consequence.objects.filter(cycle=cycle, unit=self.towns[name])
        return dict(found.values_list("deed", "state"))
