"""The accountability ratio (违法占用耕地比例): cultivated land taken unlawfully, of all that new construction took.

    before = unlawful ÷ (lawful + unlawful + approved earlier and built this year)
    after  = (unlawful − deductible) ÷ the same

Every sum is the sum of the parts' printed figures, so that the printed areas give the printed percentage, and keeps the
parts behind it. Where nothing was built the ratio is blank, never nought. It must not be published while an unlawful
part lacks its cultivated area (R40), nor is it settled while parts are undecided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tuban.rules.campaign import CampaignContext
from tuban.rules.checks.registry import part_key
from tuban.rules.decision import Judgement
from tuban.rules.forms.filled import PartKey
from tuban.rules.parameters import NotInForce, ParameterValue
from tuban.rules.part_figures import Figures, figures_of
from tuban.rules.rulebook import Rulebook
from tuban.rules.vocabulary import Entry
from tuban.values.area import Area, AreaUnit, round_half_up, total
from tuban.values.codes import RegionCode
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts

_FOLDER = "accountability"
_SWITCHES = ("count_key_projects", "deduct_demolished", "deduct_regularised", "deduct_from_denominator")
BASES = {
    "recultivated": ("deduct_demolished", "recultivated_area", "recultivated_on"),
    "regularised": ("deduct_regularised", "regularised_cultivated_area", "regularised_on"),
}
"""Each basis of deduction: the parameter that allows it, the area it restored or regularised, and when."""

FACTS = (
    "patch_number", "part_number", "county_code", "township_code", "patch_list", "finding", "ground_state",
    "key_project", "deduction_basis", "recultivated_on", "regularised_on", "counted_cultivated_area",
    "built_cultivated_area",
)  # fmt: skip
FIGURES = (
    "counted_cultivated_area", "built_cultivated_area", "deductible_cultivated_area", "recultivated_area",
    "regularised_cultivated_area",
)  # fmt: skip
"""All that the ratio reads of a part, for a caller that keeps no more of it."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of cultivated land, the patch parts in it, and what each of them gives.

    ``fact`` names the figure of a part that is added up; the sum of everything built adds up several.
    """

    area: Area
    keys: tuple[PartKey, ...]
    amounts: tuple[Decimal, ...] = ()
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that the ratio may cross: what then happens (提醒、约谈、问责), its value, and whether it is crossed.

    ``operator`` is «≥» where reaching the value is enough, else «>». ``crossed`` is None where the ratio is blank.
    """

    id: str
    action: str
    operator: str
    value: Fraction
    crossed: bool | None
    cites: tuple[str, ...]
    rests_on: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """The ratio of one unit: exact shares, the sums they are made of, the lines, and what still stands against it.

    ``unmeasured`` are unlawful parts without cultivated area: the ratio must not be published (R40).
    ``unmeasured_lawful`` and ``unmeasured_earlier`` are lawful and earlier approved parts without it, ``undecided``
    parts without a final finding, ``left_out`` key projects that the campaign does not count, ``not_deducted`` parts
    whose deduction could not be allowed (no basis, a basis that the campaign does not allow, or not in time).
    ``deducted_from_whole`` says that the campaign takes the deduction off the denominator too.
    """

    unit_code: str
    unlawful: Sum
    deducted: Sum
    lawful: Sum
    earlier_approved: Sum
    construction: Sum
    before: Fraction | None
    after: Fraction | None
    lines: tuple[Line, ...]
    unmeasured: tuple[PartKey, ...]
    unmeasured_lawful: tuple[PartKey, ...]
    unmeasured_earlier: tuple[PartKey, ...]
    undecided: tuple[PartKey, ...]
    left_out: tuple[PartKey, ...]
    not_deducted: tuple[PartKey, ...]
    parameters: tuple[ParameterValue, ...]
    cites: tuple[str, ...]
    deducted_from_whole: bool = False

    @property
    def numerator(self) -> Area:
        """Cultivated land taken unlawfully, before deduction."""
        return self.unlawful.area

    @property
    def deductions(self) -> Area:
        """Cultivated land that the campaign deducts."""
        return self.deducted.area

    @property
    def denominator(self) -> Area:
        """Cultivated land taken by all new construction: lawful, unlawful, and approved earlier but built this year."""
        return self.construction.area

    @property
    def before_percent(self) -> str:
        """The ratio before deduction, in per cent with two places; empty where it is blank."""
        return percent(self.before)

    @property
    def after_percent(self) -> str:
        """The ratio after deduction, in per cent with two places; empty where it is blank."""
        return percent(self.after)

    @property
    def unmeasured_others(self) -> tuple[PartKey, ...]:
        """Lawful and earlier approved parts without their cultivated area."""
        return (*self.unmeasured_lawful, *self.unmeasured_earlier)

    @property
    def publishable(self) -> bool:
        """Whether every unlawful part has its cultivated area (R40)."""
        return not self.unmeasured

    @property
    def complete(self) -> bool:
        """Whether every part that may count is decided and measured; else the ratio will still move."""
        return not (self.unmeasured or self.unmeasured_others or self.undecided)

    @property
    def crossed(self) -> Line | None:
        """The gravest line that is crossed; None where none is, or where the ratio is blank."""
        return next((line for line in reversed(self.lines) if line.crossed), None)

    @property
    def accountability(self) -> Line | None:
        """The line of accountability (问责); None where the unit has none."""
        return next((line for line in self.lines if line.id == "account"), None)

    @property
    def threshold(self) -> Fraction | None:
        """The share at the line of accountability; None where the unit has none."""
        return None if self.accountability is None else self.accountability.value

    @property
    def over(self) -> bool | None:
        """Whether the line of accountability is crossed; None where the ratio or the line is missing."""
        return None if self.accountability is None else self.accountability.crossed


def percent(share: Fraction | None) -> str:
    """Return a share in per cent with two places; empty where there is none.

    >>> percent(Fraction(1, 6)), percent(Fraction(0)), percent(None)
    ('16.67%', '0.00%', '')
    """
    return "" if share is None else f"{round_half_up(share * 100, 2)}%"


def unlawful_ratio(
    judgements: Iterable[Judgement],
    rulebook: Rulebook,
    *,
    campaign: CampaignContext,
    unit_code: str,
    area_unit: AreaUnit = AreaUnit.MU,
    figures: Sequence[Figures] | None = None,
) -> Ratio:
    """Return the accountability ratio of one unit (a township, county, city or province by its division code).

    A part belongs to the unit by its township, or by its county where the unit is a county or larger. ``figures`` are
    those of ``judgements`` in ``area_unit``, for a caller that has them already. Raises NotARegionCode,
    NoSuchParameter, NotInForce.
    """
    everybody = [judgement.facts for judgement in judgements]
    sums = _Sums.of(everybody, figures_of(everybody, area_unit) if figures is None else figures, area_unit)
    unit = RegionCode(unit_code)
    settings = _Settings.read(rulebook, on=campaign.day, region=unit_code)
    construction = {entry.value for entry in rulebook.codelist("finding") if entry.get("new_construction") is True}
    final = {entry.value for entry in rulebook.codelist("finding") if entry.get("final") is True}
    parts = [facts for facts in sorted(everybody, key=part_key) if lies_in(facts, unit)]
    left_out = [facts for facts in parts if not settings.counts(facts)]
    counted = [facts for facts in parts if settings.counts(facts)]
    unlawful = [facts for facts in counted if facts["finding"] == "unlawful"]
    others = [facts for facts in counted if facts["finding"] != "unlawful"]
    # Registered, not judged: its finding says nothing of what was built.
    earlier = [facts for facts in others if built_on_earlier_approval(facts)]
    lawful = [facts for facts in others if facts["finding"] in construction and not is_listed_earlier(facts)]
    numerator = sums.of_fact(unlawful, "counted_cultivated_area")
    lawful_sum = sums.of_fact(lawful, "counted_cultivated_area")
    earlier_sum = sums.of_fact(earlier, "built_cultivated_area")
    deductions, not_deducted = _deductions(unlawful, settings, sums)
    whole = Sum(
        total((numerator.area, lawful_sum.area, earlier_sum.area)),
        (*lawful_sum.keys, *numerator.keys, *earlier_sum.keys),
        (*lawful_sum.amounts, *numerator.amounts, *earlier_sum.amounts),
        "counted_cultivated_area",
    )
    from_whole = settings.flag("deduct_from_denominator")
    after_whole = whole.area - deductions.area if from_whole else whole.area
    after = (numerator.area - deductions.area).share_of(after_whole)
    before = numerator.area.share_of(whole.area)
    lines = lines_at(rulebook, unit, {"before": before, "after": after}, on=campaign.day)
    said = [cite for value in settings.values for cite in value.cites] + [cite for line in lines for cite in line.cites]
    return Ratio(
        unit_code=unit_code,
        unlawful=numerator,
        deducted=deductions,
        lawful=lawful_sum,
        earlier_approved=earlier_sum,
        construction=whole,
        before=before,
        after=after,
        lines=lines,
        unmeasured=_lacking(unlawful, "counted_cultivated_area"),
        unmeasured_lawful=_lacking(lawful, "counted_cultivated_area"),
        unmeasured_earlier=_lacking(earlier, "built_cultivated_area"),
        undecided=tuple(part_key(facts) for facts in counted if facts["finding"] not in final),
        left_out=tuple(part_key(facts) for facts in left_out),
        not_deducted=not_deducted,
        parameters=settings.values,
        cites=rulebook.citations(dict.fromkeys(said)),
        deducted_from_whole=from_whole,
    )


def is_listed_earlier(facts: Facts) -> bool:
    """Whether a part is on the list of land approved earlier, unused, and built this year (PJ)."""
    return bool(facts["patch_list"] == "earlier_approved")


def built_on_earlier_approval(facts: Facts) -> bool:
    """Whether a part of that list was built: the list says so, and nobody found otherwise on the ground."""
    return is_listed_earlier(facts) and facts["ground_state"] in (UNKNOWN, None, "new_construction")


def lies_in(facts: Facts, unit: RegionCode) -> bool:
    """Whether a part lies in a unit: by its county code for a county or more, by its township code for less.

    A part whose county nobody told is placed by its township.
    """
    county, township = facts["county_code"], facts["township_code"]
    code = township if len(unit.text) > 6 or county is UNKNOWN or county is None else county
    return code is not UNKNOWN and code is not None and str(code).startswith(unit.text)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Adds up the figures of parts."""

    figures: dict[int, Figures]
    unit: AreaUnit

    @classmethod
    def of(cls, parts: Sequence[Facts], figures: Sequence[Figures], unit: AreaUnit) -> _Sums:
        # By object: a disc may issue one number twice.
        return cls({id(facts): own for facts, own in zip(parts, figures, strict=True)}, unit)

    def figure(self, facts: Facts, name: str) -> Decimal | None:
        return self.figures[id(facts)].get(name)

    def of_fact(self, parts: Sequence[Facts], name: str) -> Sum:
        measured = [(facts, figure) for facts in parts if (figure := self.figure(facts, name)) is not None]
        return self.of_amounts(measured, name)

    def of_amounts(self, amounts: Sequence[tuple[Facts, Decimal]], name: str) -> Sum:
        whole = sum((amount for _facts, amount in amounts), Decimal(0))
        keys = tuple(part_key(facts) for facts, _amount in amounts)
        return Sum(Area.of(whole, self.unit), keys, tuple(amount for _facts, amount in amounts), name)


def _lacking(parts: Sequence[Facts], name: str) -> tuple[PartKey, ...]:
    return tuple(part_key(facts) for facts in parts if not isinstance(facts[name], Area))


@dataclass(frozen=True, slots=True)
class _Settings:
    """What the campaign decides about the ratio: switches, and the last day on which a deduction counts."""

    values: tuple[ParameterValue, ...]
    cutoff: date | None

    @classmethod
    def read(cls, rulebook: Rulebook, *, on: date, region: str) -> _Settings:
        values = [rulebook.parameter(f"{_FOLDER}/{name}", on=on, region=region) for name in _SWITCHES]
        try:
            cutoff = rulebook.parameter(f"{_FOLDER}/cutoff_date", on=on, region=region)
        except NotInForce:
            # A campaign that sets no last day lets every deduction count.
            return cls(tuple(values), None)
        return cls((*values, cutoff), cutoff.value)

    def flag(self, name: str) -> bool:
        return next(bool(value.value) for value in self.values if value.path == f"{_FOLDER}/{name}")

    def counts(self, facts: Facts) -> bool:
        """Whether the part counts at all: a key project may be left to the nation's or the province's account."""
        return self.flag("count_key_projects") or facts["key_project"] not in ("state", "provincial")

    def allows(self, facts: Facts, basis: str) -> bool:
        """Whether the campaign deducts on this basis, and it was done in time."""
        switch, _area, day = BASES[basis]
        if not self.flag(switch):
            return False
        done = facts[day]
        return self.cutoff is None or (isinstance(done, PartialDate) and done.latest <= self.cutoff)


def _deductions(unlawful: Sequence[Facts], settings: _Settings, sums: _Sums) -> tuple[Sum, tuple[PartKey, ...]]:
    amounts: list[tuple[Facts, Decimal]] = []
    refused: list[PartKey] = []
    for facts in unlawful:
        wanted = sums.figure(facts, "deductible_cultivated_area")
        if not wanted:
            continue
        taken = sums.figure(facts, "counted_cultivated_area") or Decimal(0)
        granted = min(_granted(facts, wanted, settings, sums), taken)
        if granted < wanted:
            refused.append(part_key(facts))
        if granted:
            amounts.append((facts, granted))
    return sums.of_amounts(amounts, "deductible_cultivated_area"), tuple(refused)


def _granted(facts: Facts, wanted: Decimal, settings: _Settings, sums: _Sums) -> Decimal:
    """Return how much of a deduction the campaign grants; a basis nobody named grants nothing."""
    named = facts["deduction_basis"]
    bases = [] if named is UNKNOWN or named is None else [basis for basis in named if basis in BASES]
    allowed = [basis for basis in bases if settings.allows(facts, basis)]
    if not allowed:
        return Decimal(0)
    if len(allowed) == len(bases):
        return wanted
    done = [sums.figure(facts, BASES[basis][1]) for basis in allowed]
    return min(wanted, sum((figure for figure in done if figure is not None), Decimal(0)))


def lines_at(
    rulebook: Rulebook, unit: RegionCode, ratios: Mapping[str, Fraction | None], *, on: date
) -> tuple[Line, ...]:
    """Return the lines that a unit of its level is measured by, mildest first, and which of them its ratios ``before``
    and ``after`` deduction cross. Raises NoSuchParameter, NotInForce."""
    entries = [entry for entry in rulebook.codelist("accountability_line") if unit.level in entry["levels"]]
    return tuple(_line(rulebook, unit, entry, ratios[entry["indicator"]], on=on) for entry in entries)


def _line(rulebook: Rulebook, unit: RegionCode, entry: Entry, ratio: Fraction | None, *, on: date) -> Line:
    value = rulebook.parameter(entry["share"], on=on, region=unit.text)
    reached = rulebook.parameter(entry["includes_equal"], on=on, region=unit.text)
    share = Fraction(str(value.value))
    crossed = None if ratio is None else (ratio >= share if reached.value else ratio > share)
    return Line(
        id=entry.value,
        action=entry.label,
        operator="≥" if reached.value else ">",
        value=share,
        crossed=crossed,
        cites=tuple(dict.fromkeys((*value.cites, *reached.cites))),
        rests_on=(value, reached),
    )
