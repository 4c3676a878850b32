"""What the lawbook says of daily and weekly reports: ``lawbook/reporting.yaml``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib.resources import files
from pathlib import Path

from tuban.rules.strict_yaml import LawbookFault, StrictMapping, read_mapping
from tuban.workflow.installed_lawbook import installed_lawbook

FILE = "reporting.yaml"
GROUPS = ("total", "rectified", "open")


class KindsUnsound(LawbookFault):
    """{where}: the last kind, and no other, takes the rest."""

    code = "lawbook.reporting_kinds_unsound"


class HourUnreadable(LawbookFault):
    """{where}: an hour is written as 17:30."""

    code = "lawbook.reporting_hour_unreadable"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of parcels that were put right, by the ways that make it; ``is_rest`` takes what no other takes."""

    id: str
    title: str
    ways: frozenset[str]
    is_rest: bool


@dataclass(frozen=True, slots=True)
class Due:
    """When reports are due where the organisers say nothing else; of the days of the week Monday is 1."""

    daily_by: time
    weekly_day: int
    weekly_by: time


@dataclass(frozen=True, slots=True)
class ReportingLaw:
    """When reports are due, the titles of reports and groups, and the kinds in the order in which they are asked."""

    due: Due

    daily: str
    weekly: str
    groups: Mapping[str, str]
    kinds: tuple[Kind, ...]

    def kind_of(self, ways: Collection[str]) -> str:
        """Return under which kind a parcel stands that was put right in these ways."""
        fitting = (one for one in self.kinds if one.ways.intersection(ways) or one.is_rest)
        return next(fitting).id

    @property
    def titles(self) -> Mapping[str, str]:
        """The title of every group and kind, in the order of the table."""
        kinds = {one.id: one.title for one in self.kinds}
        return {"total": self.groups["total"], "rectified": self.groups["rectified"]} | kinds | {
            "open": self.groups["open"]
        }  # fmt: skip


@cache
def reporting_law() -> ReportingLaw:
    """Return it, read once in each process. Raises LawbookFault."""
    node = read_mapping(Path(str(files("tuban.lawbook").joinpath(FILE))), shown_as=FILE)
    node.only(required=("cites", "due", "daily", "weekly", "groups", "kinds"))
    titles = {name: node.mapping(name).only(required=("title", "cites")).text("title") for name in ("daily", "weekly")}
    due = node.mapping("due").only(required=("daily_by", "weekly_day", "weekly_by", "cites"))
    groups = node.mapping("groups").only(required=GROUPS)
    routes = installed_lawbook().codelist("rectification_route").by_value
    kinds = []
    for one in node.sequence("kinds"):
        one.only(required=("id", "title", "cites"), optional=("ways", "rest"))
        is_rest = one.flag("rest", False)
        ways = frozenset() if is_rest else frozenset(one.words("ways", routes))
        kinds.append(Kind(one.text("id"), one.text("title"), ways, is_rest))
    if [one.is_rest for one in kinds] != [False] * (len(kinds) - 1) + [True]:
        raise KindsUnsound(where=node.where("kinds"))
    return ReportingLaw(
        Due(_hour(due, "daily_by"), due.integer("weekly_day"), _hour(due, "weekly_by")),
        titles["daily"], titles["weekly"],
        {name: groups.mapping(name).only(required=("title", "cites")).text("title") for name in GROUPS}, tuple(kinds),
    )  # fmt: skip


def _hour(node: StrictMapping, name: str) -> time:
    try:
        return time.fromisoformat(node.text(name))
    except ValueError:
        raise HourUnreadable(where=node.where(name)) from None
