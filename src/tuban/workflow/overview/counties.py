"""How every county stands: by the work in this office, or by the sealed results that came as a package.

A county counts once. Where people found anything about its patches in this office, its work here counts; else the
last seal that came as a package; else what was issued to it here. A row says which it is, and as of when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from tuban.workflow.accountability.standings import of_county
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.queries import campaigns_seen_by
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.organisations.models import Unit
from tuban.workflow.overview.figures import UNLAWFUL, Figures, counted, total
from tuban.workflow.overview.keeping import of_ratio
from tuban.workflow.overview.models import Brought
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.models import Finding
from tuban.workflow.submission.queries import standing_of

_COUNTY, _TOWNSHIP = 6, 9
_M2_OF_MU = Decimal(10_000) / 15


class Origin(StrEnum):
    """Where figures come from: work in this office, a package, or (of several counties) both."""

    HERE = "here"
    PACKAGE = "package"
    BOTH = "both"


class Stage(StrEnum):
    """How far a county is, from the patches issued to the results accepted by all levels above."""

    ISSUED = "issued"
    COMPARED = "compared"
    FOUND = "found"
    SEALED = "sealed"
    SIGNED = "signed"
    RETURNED = "returned"
    REOPENED = "reopened"
    UNDER_WAY = "under_way"
    ACCEPTED = "accepted"


STAGES = tuple(Stage)
_ALL_DONE = frozenset({Stage.UNDER_WAY, Stage.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Area:
    """A division with its figures: a township of a county."""

    code: str
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class County:
    """A county with its figures as of a moment, how far it is, and its townships.

    ``campaign`` is that of this office, None where it has none; ``brought`` the package that counts or would count;
    ``holder`` is the unit that a submission lies with, empty where with none.
    """

    code: str
    name: str
    origin: Origin
    as_of: datetime | None
    figures: Figures
    stage: Stage
    townships: tuple[Area, ...]
    campaign: Campaign | None = None
    brought: Brought | None = None
    holder: str = ""

    @property
    def is_handed_in(self) -> bool:
        """Whether its results lie with a level above or were accepted by all."""
        return self.stage in _ALL_DONE


def years_of(by: Acting) -> list[tuple[int, str]]:
    """Return year and cadence of everything that counts for the acting person, the latest first."""
    here = campaigns_seen_by(by).order_by().values_list("year", "cadence").distinct()
    there = _brought_seen_by(by).order_by().values_list("year", "cadence").distinct()
    return sorted({*here, *there}, reverse=True)


def counties(by: Acting, year: int, cadence: str, within: str = "") -> list[County]:
    """Return every county of the acting person within a division in the campaigns of a year and cadence, by code; each
    once. Townships that a package told are there where one county is asked for."""
    here = {code: one for code, one in latest_campaigns(by, year, cadence).items() if code.startswith(within)}
    there = latest_packages(by, year, cadence, within)
    worked = _with_findings(here.values()) if here else set()
    live = [one for code, one in here.items() if code not in there or one.pk in worked]
    names = _names(by, {*here, *there})
    found = _live(live, there, names)
    found += [
        _by_package(one, here.get(code), names.get(code, "")) for code, one in there.items()
        if code not in here or here[code].pk not in worked
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.code)


def latest_campaigns(by: Acting, year: int, cadence: str) -> dict[str, Campaign]:
    """Return the latest campaign of each county in this office."""
    rows = campaigns_seen_by(by).filter(year=year, cadence=cadence).order_by("made_at", "pk")
    return {one.area_code: one for one in rows}


def latest_packages(by: Acting, year: int, cadence: str, within: str = "") -> dict[str, Brought]:
    """Return the last seal of each county within a division that came as a package, by the moment of the seal."""
    rows = in_areas(_brought_seen_by(by).filter(year=year, cadence=cadence), [within], "area_code")
    unread = ["tallies"] if len(within) == _COUNTY else ["tallies", "townships"]
    return {one.area_code: one for one in rows.order_by("sealed_at", "number", "pk").defer(*unread)}


def _brought_seen_by(by: Acting) -> Any:
    rows = Brought.objects.filter(is_practice=by.is_practice, refusal="")
    return rows.none() if by.is_administrator else in_areas(rows, by.area_codes, "area_code")


def _with_findings(campaigns: Iterable[Campaign]) -> set[Any]:
    rows = Finding.objects.filter(patch__campaign__in=list(campaigns), is_current=True).order_by()
    return set(rows.values_list("patch__campaign_id", flat=True).distinct())


def _live(campaigns: list[Campaign], there: Mapping[str, Brought], names: Mapping[str, str]) -> list[County]:
    groups = _groups(campaigns)
    now, found = timezone.now(), []
    for campaign in campaigns:
        standing = standing_of(campaign)
        own = groups.get(campaign.pk, {})
        areas, county = [], Figures()
        for one in of_county(campaign):
            if len(one.code) == _TOWNSHIP:
                areas.append(Area(one.code, one.name, own.get(one.code, Figures()) + of_ratio(one.ratio)))
            else:
                county = total(own.values()) + of_ratio(one.ratio)
        holder = standing.submission.holder if standing.submission is not None else None
        code, name = campaign.area_code, campaign.area_name or names.get(campaign.area_code, campaign.area_code)
        found.append(
            County(
                code, name, Origin.HERE, now, county, _stage(standing.state, county), tuple(areas), campaign,
                there.get(code), str(holder or ""),
            )
        )  # fmt: skip
    return found


def _groups(campaigns: list[Campaign]) -> dict[Any, dict[str, Figures]]:
    """Return what the patches of campaigns give, by campaign and township."""
    kept: dict[Any, dict[str, list[Figures]]] = {}
    rows = Patch.objects.filter(campaign__in=campaigns, fate=Fate.ACTIVE).order_by()
    for key, township, state, finding, count, m2 in rows.values_list(
        "campaign_id", "township_code", "state", "finding"
    ).annotate(Count("pk"), Sum("area_m2")):
        one = counted(state, finding or "", count, Decimal(m2 or 0) / _M2_OF_MU)
        kept.setdefault(key, {}).setdefault(township[:_TOWNSHIP], []).append(one)
    unlawful = Finding.objects.filter(
        patch__campaign__in=campaigns, patch__fate=Fate.ACTIVE, is_current=True, finding=UNLAWFUL
    ).order_by()  # fmt: skip
    for key, township, mu in unlawful.values_list("patch__campaign_id", "patch__township_code").annotate(
        Sum("counted_mu")
    ):
        one = Figures(unlawful_mu=Decimal(mu or 0))
        kept.setdefault(key, {}).setdefault(township[:_TOWNSHIP], []).append(one)
    return {key: {code: total(own).printed for code, own in towns.items()} for key, towns in kept.items()}


def _stage(state: str, figures: Figures) -> Stage:
    if state != "open":
        return Stage(state)
    if figures.patches and figures.found == figures.patches:
        return Stage.FOUND
    return Stage.COMPARED if figures.patches and figures.compared == figures.patches else Stage.ISSUED


def _by_package(one: Brought, campaign: Campaign | None, name: str) -> County:
    standing = standing_of(campaign) if campaign is not None else None
    sent = standing.submission if standing is not None else None
    told = () if "townships" in one.get_deferred_fields() else one.townships
    townships = tuple(
        Area(row["code"], row["name"], Figures.from_json({name: row[name] for name in one.figures})) for row in told
    )
    return County(
        one.area_code, one.area_name or name or one.area_code, Origin.PACKAGE, one.sealed_at,
        Figures.from_json(one.figures), Stage(sent.state) if sent is not None else Stage.SIGNED, townships, campaign,
        one, str(sent.holder or "") if sent is not None else "",
    )  # fmt: skip


def _names(by: Acting, codes: Iterable[str]) -> dict[str, str]:
    units = Unit.objects.filter(code__in=list(codes), is_practice=by.is_practice)
    return {one.code: one.short_name or one.name for one in units}
