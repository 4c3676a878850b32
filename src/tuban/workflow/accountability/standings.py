"""How every unit stands: the ratio of each township, county and, over several counties, the city or province."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from django.core.cache import cache

from tuban.rules.ratio import Line, Ratio
from tuban.rules.whatif import Position, in_mu
from tuban.values.codes import LEVEL_BY_LENGTH
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.queries import campaigns_seen_by
from tuban.workflow.organisations.acting import Acting, inside
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.roles import Level
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.counting import counted_terms
from tuban.workflow.review.ratios import CountedRatio, mark_of, ratio_over, ratios_of

_COUNTY, _TOWNSHIP = 6, 9
_KEPT_SECONDS = 24 * 3600
_BELOW_COUNTY = (Level.TOWNSHIP, Level.ZONE)


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit with its ratio. ``campaign`` is the one that its parts are counted in, None where they are of several."""

    code: str
    name: str
    campaign: Campaign | None
    counted: CountedRatio

    @property
    def level(self) -> str:
        """One of province, city, county, township."""
        return LEVEL_BY_LENGTH[len(self.code)]

    @property
    def ratio(self) -> Ratio:
        """Its ratio."""
        return self.counted.ratio

    @property
    def crossed(self) -> Line | None:
        """The gravest line it stands past."""
        return self.ratio.crossed

    @property
    def is_proposed(self) -> bool:
        """Whether any of its denominator rests on a proposal only."""
        return bool(self.counted.resting(self.ratio.construction).proposed)

    def over(self, line: Line) -> Fraction | None:
        """Return by how much of the whole the ratio stands past a line, below nought where it does not reach it; None
        where the ratio is blank."""
        return None if self.ratio.after is None else self.ratio.after - line.value

    def room(self, line: Line) -> Decimal | None:
        """Return how many 亩 lie between the ratio and a line, as the denominator is; below nought how many must be
        deducted to come below it. None where nothing was built, or no deduction is enough."""
        ratio = self.ratio
        if ratio.after is None:
            return None
        if line.crossed:
            needed = Position.of(ratio).needed(line)
            return None if needed is None else -in_mu(needed)
        whole = ratio.denominator.mu - (ratio.deductions.mu if ratio.deducted_from_whole else 0)
        left = ratio.numerator.mu - ratio.deductions.mu
        return Decimal(line.value.numerator) * whole / line.value.denominator - left


def campaigns_together(by: Acting, campaign: Campaign) -> list[Campaign]:
    """Return the campaigns whose counties stand in one table: those of the year and cadence of a campaign that the
    acting person sees, the latest of each county; below the city it is the campaign alone."""
    if all(len(code) >= _COUNTY for code in by.area_codes):
        return [campaign]
    rows = campaigns_seen_by(by).filter(year=campaign.year, cadence=campaign.cadence).order_by("made_at", "pk")
    latest = {one.area_code: one for one in rows} | {campaign.area_code: campaign}
    return [latest[code] for code in sorted(latest)]


def standings(by: Acting, campaign: Campaign) -> list[Standing]:
    """Return how the units of the acting person stand, the highest first, then county by county with its townships."""
    if by.is_administrator:
        return []
    together = campaigns_together(by, campaign)
    found: list[Standing] = []
    if len(together) > 1:
        found += _above(by, together)
    for one in together:
        found += [standing for standing in of_county(one) if by.answers_for(standing.code)]
    return found


def standing_of(by: Acting, campaign: Campaign, code: str) -> Standing | None:
    """Return how one unit stands; None where it is none of theirs or none at all."""
    return next((one for one in standings(by, campaign) if one.code == code), None)


def of_county(campaign: Campaign) -> list[Standing]:
    """Return how the county of a campaign stands, and each of its townships that has a unit or a patch."""
    names = names_of(campaign)
    counted = ratios_of(campaign, names)
    return [Standing(code, names[code], campaign, counted[code]) for code in names]


def names_of(campaign: Campaign) -> dict[str, str]:
    """Return the divisions of a county with their names, itself first."""
    county = campaign.area_code
    units = Unit.objects.filter(
        inside(county, "code"), level__in=_BELOW_COUNTY, is_practice=campaign.is_practice, closed_on__isnull=True
    )
    told = (
        Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE)
        .order_by()
        .values_list("township_code", "township_name")
    )
    names = {code[:_TOWNSHIP]: name for code, name in told.distinct() if len(code) >= _TOWNSHIP}
    names |= {one.code: one.short_name or one.name for one in units if len(one.code) == _TOWNSHIP}
    return {county: campaign.area_name or county} | {code: names[code] or code for code in sorted(names)}


def _above(by: Acting, together: Sequence[Campaign]) -> list[Standing]:
    """Return how the cities and provinces above several counties stand, those that the acting person sees whole."""
    codes = sorted({code for one in together for code in (one.area_code[:2], one.area_code[:4])}, key=_by_size)
    wanted = [code for code in codes if by.answers_for(code) and sum(_lies(one, code) for one in together) > 1]
    units = {
        one.code: one.short_name or one.name
        for one in Unit.objects.filter(code__in=wanted, is_practice=together[0].is_practice)
    }
    return [
        Standing(code, units.get(code, code), None, _over([one for one in together if _lies(one, code)], code))
        for code in wanted
    ]


def _by_size(code: str) -> tuple[int, str]:
    return len(code), code


def _lies(campaign: Campaign, code: str) -> bool:
    return campaign.area_code.startswith(code)


def _over(campaigns: Iterable[Campaign], code: str) -> CountedRatio:
    """Return the ratio of a unit over several campaigns, by the lawbook of the installation."""
    listed = list(campaigns)
    marks = "+".join(f"{one.pk}:{mark_of(one)}" for one in listed)
    key = f"counted_over:{code}:{sha256(marks.encode()).hexdigest()}"
    kept: CountedRatio | None = cache.get(key)
    if kept is None:
        terms = [term for one in listed for term in counted_terms(one)]
        kept = ratio_over(terms, code, listed[0], rulebook_of(None), region=code)
        cache.set(key, kept, _KEPT_SECONDS)
    return kept
