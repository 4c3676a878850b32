"""What a plan is asked to keep to (外业安排): hours, days, times on site; filled in before from the planning values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any

from tuban.inspect.routes.planning import Planning, WorkingDay, read_planning
from tuban.inspect.routes.stops import PRIORITIES
from tuban.values.errors import TubanError
from tuban.workflow.routes.models import Plan

MOST_DAYS, MOST_MINUTES, MOST_ON_FOOT_M = 60, 480, 10_000


class SettingUnfit(TubanError):
    """{what} must be from {least} to {most}."""

    code = "routes.setting_unfit"
    hint = "Correct it, and plan again."


class PriorityUnknown(TubanError):
    """Nobody knows the priority “{priority}”."""

    code = "routes.priority_unknown"
    hint = "Choose of: balanced, doubtful, large, equal."


@dataclass(frozen=True, slots=True)
class Settings:
    """Hours as 08:30; ``lunch_from`` and ``lunch_to`` are alike where there is no break. ``days`` is None for as many
    as it takes; ``minutes`` are the minutes on site by kind of patch, those of the planning values where none is given;
    ``farthest_m`` is how far from a road one goes on foot, 0 for as far as the planning values say.
    """

    opens: str
    closes: str
    lunch_from: str
    lunch_to: str
    days: int | None = None
    most_stops: int = 0
    priority: str = "balanced"
    default_minutes: int = 20
    minutes: Mapping[str, int] = field(default_factory=dict)
    farthest_m: int = 0

    def checked(self) -> Settings:
        """Return them where they hold; raises SettingUnfit, PriorityUnknown, NotATime, HoursReversed."""
        WorkingDay.of(self.opens, self.closes, self.lunch_from, self.lunch_to)
        if self.priority not in PRIORITIES:
            raise PriorityUnknown(priority=self.priority)
        if self.days is not None and not 1 <= self.days <= MOST_DAYS:
            raise SettingUnfit(what="days", least=1, most=MOST_DAYS)
        if not 0 <= self.most_stops <= MOST_MINUTES:
            raise SettingUnfit(what="most_stops", least=0, most=MOST_MINUTES)
        if not 0 <= self.farthest_m <= MOST_ON_FOOT_M:
            raise SettingUnfit(what="farthest_m", least=0, most=MOST_ON_FOOT_M)
        for one in (self.default_minutes, *self.minutes.values()):
            if not 0 <= one <= MOST_MINUTES:
                raise SettingUnfit(what="minutes", least=0, most=MOST_MINUTES)
        return self

    def but(self, **values: Any) -> Settings:
        """Return them with the values given (not None) in the place of their own; minutes are laid on top."""
        given = {name: value for name, value in values.items() if value is not None}
        if "minutes" in given:
            given["minutes"] = {**self.minutes, **given["minutes"]}
        return replace(self, **given)

    def as_wire(self) -> dict[str, Any]:
        """Return them as JSON."""
        return {**asdict(self), "minutes": dict(self.minutes)}

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> Settings:
        """Return what :meth:`as_wire` wrote."""
        return cls(**wire)

    def planning(self) -> Planning:
        """Return the planning values with these laid on top."""
        return _planning(json.dumps(self.as_wire(), sort_keys=True))


@lru_cache(maxsize=16)
def _planning(wire: str) -> Planning:
    given = Settings.from_wire(json.loads(wire))
    return read_planning(
        changes={
            **({"off_road": {"farthest_m": given.farthest_m}} if given.farthest_m else {}),
            "day": {
                "opens": given.opens, "closes": given.closes, "lunch_from": given.lunch_from,
                "lunch_to": given.lunch_to, "most_stops": given.most_stops,
            },
            "service": {"default": given.default_minutes, "kinds": dict(given.minutes)},
        }
    )  # fmt: skip


@lru_cache(maxsize=1)
def proposed_settings() -> Settings:
    """Return the settings as the planning values of the product propose them."""
    values = read_planning()
    day = values.data.mapping("day")
    service = values.data.mapping("service")
    return Settings(
        opens=day.text("opens"), closes=day.text("closes"), lunch_from=day.text("lunch_from"),
        lunch_to=day.text("lunch_to"), most_stops=int(day.number("most_stops")),
        default_minutes=int(service.number("default")),
        farthest_m=int(values.number("off_road", "farthest_m")),
        minutes={kind: int(minutes) for kind, minutes in service.mapping("kinds").items()},
    )  # fmt: skip


def on_foot_m(plan: Plan) -> int:
    """Return how far from a road one goes on foot by a plan."""
    return int(Settings.from_wire(plan.settings).planning().number("off_road", "farthest_m"))
