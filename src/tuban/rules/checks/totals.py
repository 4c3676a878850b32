"""What the campaign as a whole declares, so that its parts can be held against it.

Nothing here is worked out: these are the numbers that others stated (the descriptor of a disc, the annual plan, the
patrol ledger, the supervision platform) and the forms as they were filled. What nobody stated stays UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tuban.rules.forms.filled import FilledForm
from tuban.values.area import Area
from tuban.values.facts import UNKNOWN, Unknown


@dataclass(frozen=True, slots=True)
class Quota:
    """The annual plan quota of a county (年度计划指标): new construction land, and cultivated land within it."""

    area: Area
    cultivated: Area | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class PlatformRecord:
    """An approval as the supervision platform (综合监管平台) holds it; None for what the platform leaves empty."""

    number: str
    county_code: str | None = None
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of plots, their area and the cultivated land in it (宗数、面积、耕地)."""

    count: int
    area: Area
    cultivated: Area


@dataclass(frozen=True, slots=True)
class RectificationFigures:
    """The rectification figures somebody reported: total = rectified + open, rectified = demolished + regularised.

    ``both`` are the patches rectified by both ways together (拆补组合), counted in neither of the two.
    """

    total: Figure
    rectified: Figure
    open: Figure
    demolished: Figure
    regularised: Figure
    both: Figure


@dataclass(frozen=True, slots=True)
class CampaignTotals:
    """Everything a campaign states about itself; each item is UNKNOWN where nobody stated it.

    ``declared_counts`` and ``loaded_counts`` are features per file; ``figure_counts`` figures (图件) per patch number;
    ``crs_by_file`` the EPSG code of each issued vector file, None where the file states none; ``earlier_numbers`` the
    patch numbers of earlier batches; ``quotas`` and ``survey_new_construction`` go by county code; ``patrol_numbers``
    are the patch numbers in the patrol ledger; ``signatures`` are the names by form title and role; ``platform``
    holds approvals by number; ``linkage_filings`` the numbers of 增减挂钩 projects filed with the ministry.
    """

    declared_counts: Mapping[str, int] | Unknown = UNKNOWN
    loaded_counts: Mapping[str, int] | Unknown = UNKNOWN
    figure_counts: Mapping[str, int] | Unknown = UNKNOWN
    crs_by_file: Mapping[str, int | None] | Unknown = UNKNOWN
    earlier_numbers: frozenset[str] | Unknown = UNKNOWN
    quotas: Mapping[str, Quota] | Unknown = UNKNOWN
    survey_new_construction: Mapping[str, Area] | Unknown = UNKNOWN
    patrol_numbers: frozenset[str] | Unknown = UNKNOWN
    platform: Mapping[str, PlatformRecord] | Unknown = UNKNOWN
    linkage_filings: frozenset[str] | Unknown = UNKNOWN
    rectification: RectificationFigures | Unknown = UNKNOWN
    forms: tuple[FilledForm, ...] | Unknown = UNKNOWN
    signatures: Mapping[str, Mapping[str, str]] | Unknown = UNKNOWN
