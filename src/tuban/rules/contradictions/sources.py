"""What is held against one another: judged parts, registers row by row, papers with their outlines, surveyed places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tuban.rules.checks import CampaignTotals
from tuban.rules.decision import Judgement
from tuban.values.area import Area
from tuban.values.papers import Paper


class RegisterRow(Protocol):
    """A row of a register as it was read: its filled fields by name, and where it stands in words."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return a field; the default where the row leaves it empty."""
        ...

    @property
    def source(self) -> str:
        """Where the row stands: its file and number."""
        ...


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A paper as its register has it: the patch it names, and what its outline measures (None without an outline)."""

    paper: Paper
    patch_number: str = ""
    outline: Area | None = None
    township_code: str = ""


@dataclass(frozen=True, slots=True)
class SurveyedPlace:
    """Ground that this year's change survey records as newly built, and how much of it lies in no patch.

    ``before`` and ``now`` are land classes, ``others_before`` counts further parcels of last year in it; the sources
    say where both parcels stand.
    """

    parcel: str
    place: str
    before: str
    now: str
    others_before: int
    area: Area
    unpatched: Area
    patches: tuple[str, ...]
    township_code: str
    source_now: str
    source_before: str


@dataclass(frozen=True, slots=True)
class RoleSource:
    """A role of the disc as a person names it: its title, files and editions in words."""

    title: str
    files: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything at hand. ``roles`` are those the disc has; ``missing_titles`` names the others.

    ``rows`` are the registers by role; ``places`` is None where the disc lacks one of the surveys;
    ``names`` names divisions by code.
    """

    judgements: Sequence[Judgement]
    totals: CampaignTotals
    roles: Mapping[str, RoleSource] = field(default_factory=dict)
    missing_titles: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Sequence[RegisterRow]] = field(default_factory=dict)
    papers: Sequence[FiledPaper] = ()
    places: Sequence[SurveyedPlace] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
