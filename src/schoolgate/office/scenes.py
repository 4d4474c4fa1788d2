"""The people and records that a demonstration begins with. Each part adds its own, made by its own actions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from schoolgate.office.calendar import business_calendar
from schoolgate.office.people.models import User
from schoolgate.sample.facts import Facts


@dataclass(frozen=True, slots=True)
class Scene:
    """What the parts share while they add to a demonstration: the district, the day, and the people by their names.

    people: `requester`, `partner`, `researcher`, `agency`, `teacher`, `principal`, `analyst`, `second_analyst`,
    `reviewer`, `second_reviewer`, `releaser`, `second_releaser`, `steward`, `auditor`. records: what a part leaves for
    those after it, such as a request's reference.
    """

    district: Facts
    on: date
    people: dict[str, User] = field(default_factory=dict)
    records: dict[str, object] = field(default_factory=dict)

    def at(self, business_days_ago: int, hour: int = 10) -> datetime:
        """Return an instant some business days before the demonstration's day."""
        calendar, day, left = business_calendar(), self.on, business_days_ago
        while left or not calendar.is_business_day(day):
            day -= timedelta(days=1)
            left -= 1 if left and calendar.is_business_day(day) else 0
        return datetime.combine(day, time(hour), tzinfo=calendar.time_zone)


Plant = Callable[[Scene], None]
_plants: dict[str, tuple[int, Plant]] = {}


def register(name: str, plant: Plant, place: int) -> None:
    """Add what a part plants; small places come first: people 0, requests 100."""
    _plants[name] = (place, plant)


def plant_all(scene: Scene) -> None:
    """Plant everything."""
    for _place, plant in sorted(_plants.values(), key=lambda found: found[0]):
        plant(scene)
