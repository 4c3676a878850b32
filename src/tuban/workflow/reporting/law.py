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
COLUMNS = (
    "unit", "plots", "area_mu", "cultivated_mu", "number", "place", "ways", "stand", "due_on", "done_on",
)  # fmt: skip


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
class HandoverWay:
    """A way in which the weekly report goes to the county government; with ``has_scan`` its receipt is on paper."""

    id: str
    title: str
    has_scan: bool


@dataclass(frozen=True, slots=True)
class HandoverLaw:
    """The ways, within how many working days receipt is confirmed, and by whom: a duty in a kind of group."""

    receipt_days: int
    group: str
    duty: str
    ways: tuple[HandoverWay, ...]

    def way(self, name: str) -> HandoverWay | None:
        """Return a way by its id; None where there is no such way."""
        return next((one for one in self.ways if one.id == name), None)


@dataclass(frozen=True, slots=True)
class PaperLaw:
    """The words of the tables on paper: of their columns, of both tables, of the sum, and who signs by hand."""

    columns: Mapping[str, str]
    sums: str
    parcels: str
    together: str
    signatures: tuple[str, ...]
    daily_signatures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportingLaw:
    """When reports are due, the titles of reports and groups, the kinds in the order in which they are asked, how the
    weekly one is handed over, and the words of the paper."""

    due: Due
    handover: HandoverLaw
    paper: PaperLaw

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
    node.only(required=("cites", "due", "daily", "weekly", "groups", "kinds", "handover", "paper"))
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
        _handover(node.mapping("handover")), _paper(node.mapping("paper")),
        titles["daily"], titles["weekly"],
        {name: groups.mapping(name).only(required=("title", "cites")).text("title") for name in GROUPS}, tuple(kinds),
    )  # fmt: skip


def _handover(node: StrictMapping) -> HandoverLaw:
    node.only(required=("receipt_days", "receiver", "ways", "cites"))
    receiver = node.mapping("receiver").only(required=("group", "duty"))
    ways = []
    for one in node.sequence("ways"):
        one.only(required=("id", "title", "scan", "cites"))
        ways.append(HandoverWay(one.text("id"), one.text("title"), one.flag("scan", False)))
    return HandoverLaw(node.integer("receipt_days"), receiver.text("group"), receiver.text("duty"), tuple(ways))


def _paper(node: StrictMapping) -> PaperLaw:
    node.only(required=("columns", "sums", "parcels", "together", "signatures", "daily_signatures", "cites"))
    columns = node.mapping("columns").only(required=COLUMNS)
    return PaperLaw(
        {name: columns.text(name) for name in COLUMNS}, node.text("sums"), node.text("parcels"), node.text("together"),
        tuple(node.texts("signatures")), tuple(node.texts("daily_signatures")),
    )  # fmt: skip


def _hour(node: StrictMapping, name: str) -> time:
    try:
        return time.fromisoformat(node.text(name))
    except ValueError:
        raise HourUnreadable(where=node.where(name)) from None
