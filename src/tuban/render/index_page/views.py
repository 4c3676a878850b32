"""What the index page is told: the campaign, its townships, its patches and what belongs to them, ready to be shown.

Everything is a label, a sentence, an exact area or a relative link. Nothing here decides: a finding is a proposal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from tuban.values.area import Area
from tuban.values.problems import Problem


@dataclass(frozen=True, slots=True)
class Label:
    """An entry of a code list: what is stored, what is read, and the state or mark that goes with it."""

    slug: str
    text: str
    state: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class CampaignView:
    """The head of the page. ``disc`` names the data disc, ``as_of`` the day the result speaks for."""

    title: str
    county_code: str
    county_name: str
    disc: str
    as_of: date
    lawbook_edition: str
    epsg: int
    issuer: str = ""
    version: str = ""
    is_practice: bool = False


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file of the result, by its path relative to the page; ``lead`` puts it into the first view.

    ``group`` is the heading it stands under: tables, cards, reports, maps, data.
    """

    title: str
    path: str
    about: str = ""
    lead: bool = False
    group: str = ""

    @property
    def kind(self) -> str:
        """What opens: the ending of a file in capitals; empty for a folder."""
        name = self.path.rpartition("/")[2]
        return name.rpartition(".")[2].upper() if "." in name else ""


@dataclass(frozen=True, slots=True)
class OverlayBar:
    """How much of a patch lies in one thing; None where that layer was not on the disc (not compared)."""

    title: str
    area: Area | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the explanation, and the facts, presumptions and values it used, to be opened on demand."""

    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingView:
    """A fact nobody told us: what it is, why it matters, what would settle it."""

    title: str
    why: str
    settled_by: str


@dataclass(frozen=True, slots=True)
class Chips:
    """The before and after pictures of a patch, by paths relative to the page, with their dates as texts."""

    before: str = ""
    after: str = ""
    before_date: str = ""
    after_date: str = ""


@dataclass(frozen=True, slots=True)
class PatchView:
    """One part of a patch as the page shows it; areas are exact, None where unknown.

    ``counted`` is the area that the forms count, ``extent`` the measured one against which the bars are drawn; what is
    not decided yet has no counted area and is listed with its extent. ``is_taken`` where a person took the finding.
    ``geometry`` is a polygon of the working CRS, None where the patch has no figure.
    """

    number: str
    part: str
    finding: Label
    township_code: str = ""
    township_name: str = ""
    village: str = ""
    user: str = ""
    patch_list: Label | None = None
    prejudgement: Label | None = None
    violation: Label | None = None
    inconsistent: bool = False
    is_taken: bool = False
    monitored: Area | None = None
    extent: Area | None = None
    counted: Area | None = None
    cultivated: Area | None = None
    basic_farmland: Area | None = None
    overlays: tuple[OverlayBar, ...] = ()
    particulars: tuple[tuple[str, str], ...] = ()
    reasons: tuple[Reason, ...] = ()
    missing: tuple[MissingView, ...] = ()
    problems: tuple[Problem, ...] = ()
    links: tuple[FileLink, ...] = ()
    chips: Chips | None = None
    geometry: Any = field(default=None, compare=False)
    is_decided: bool = False

    @property
    def area(self) -> Area | None:
        """The area in lists and sums: what the forms count; while nothing is decided, as measured, else as issued.

        A decided patch whose area nobody measured has none, as in the forms.
        """
        if self.counted is not None or self.is_decided:
            return self.counted
        return self.extent if self.extent is not None else self.monitored


@dataclass(frozen=True, slots=True)
class RatioLine:
    """A line the ratio may cross: what then happens, its value, whether it is crossed, what it rests on."""

    action: str
    value: Fraction
    crossed: bool
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RatioView:
    """The unlawful cultivated ratio of one unit; ``before`` and ``after`` deductions are None where nothing was built.

    ``unmeasured`` unlawful parts lack their cultivated area, ``undecided`` parts still lack a finding.
    """

    code: str
    name: str
    numerator: Area
    deductions: Area
    denominator: Area
    before: Fraction | None
    after: Fraction | None
    lines: tuple[RatioLine, ...] = ()
    is_county: bool = False
    unmeasured: int = 0
    undecided: int = 0

    @property
    def gravest(self) -> RatioLine | None:
        """The gravest line that holds for the unit; ``lines`` stand from the mildest to the gravest."""
        return self.lines[-1] if self.lines else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records the files of the disc hold, how many were read and how many were left out."""

    total: int
    loaded: int
    skipped: int


@dataclass(frozen=True, slots=True)
class InputView:
    """A file of the disc that the result rests on."""

    role: str
    file: str
    edition: str
    count: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the result rests on: the inputs, the roles the disc lacks (role, what that costs), and further lines."""

    inputs: tuple[InputView, ...] = ()
    absent: tuple[tuple[str, str], ...] = ()
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PageContent:
    """All that one page shows."""

    campaign: CampaignView
    findings: tuple[Label, ...]
    townships: tuple[tuple[str, str, Any], ...]
    patches: tuple[PatchView, ...]
    ratios: tuple[RatioView, ...]
    counts: Counts
    problems: tuple[Problem, ...]
    files: tuple[FileLink, ...]
    provenance: Provenance
    rule_titles: Mapping[str, str]
    traced: Mapping[str, Any] | None = None
