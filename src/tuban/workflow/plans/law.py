"""What the lawbook says of plans of units: ``lawbook/plans.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from tuban.rules.strict_yaml import read_mapping

FILE = "plans.yaml"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a draft: its words with blanks for figures, and what is left for the unit to write."""

    title: str
    text: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of plan: within how many days after the campaign begins it is due, and what its draft says."""

    id: str
    title: str
    due_days: int
    has_parcels: bool
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class PlanLaw:
    """The kinds of plans in their order, and how many days before the day a unit is reminded."""

    kinds: tuple[Kind, ...]
    remind_days: int

    def kind(self, name: str) -> Kind | None:
        """Return a kind by its id; None where there is no such kind."""
        return next((one for one in self.kinds if one.id == name), None)


@cache
def plan_law() -> PlanLaw:
    """Return it, read once in each process. Raises LawbookFault."""
    node = read_mapping(Path(str(files("tuban.lawbook").joinpath(FILE))), shown_as=FILE)
    node.only(required=("cites", "remind_days", "plans"))
    kinds = []
    for one in node.sequence("plans"):
        one.only(required=("id", "title", "due_days", "cites", "chapters"), optional=("parcels",))
        chapters = []
        for chapter in one.sequence("chapters"):
            chapter.only(required=("title", "text", "asks"))
            asks = tuple(chapter.texts("asks"))
            chapters.append(Chapter(chapter.text("title"), chapter.text("text"), asks))
        kinds.append(
            Kind(one.text("id"), one.text("title"), one.integer("due_days"), one.flag("parcels", False),
                 tuple(chapters))
        )  # fmt: skip
    return PlanLaw(tuple(kinds), node.integer("remind_days"))
