"""The figures known before anyone clicks: tiles by finding, bars of the ratio, problems by rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tuban.render.index_page.views import FileLink, Label, PatchView, RatioView
from tuban.values.area import Area, round_half_up, total
from tuban.values.problems import Problem, Severity

_GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Tile:
    """How many parcels (宗) and how much land fall to one finding, as the forms count them.

    Land whose finding is open counts in no form: a tile of open parcels has ``is_counted`` false and says their extent,
    which is in no other tile. ``unmeasured`` counts the parcels that the areas leave out.
    """

    finding: Label | None
    parcels: int
    patches: int
    mu: str
    cultivated_mu: str
    unmeasured: int
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class RatioBar:
    """One unit's ratio as drawn: widths are shares of the chart, texts are percents, blank where nothing to divide.

    ``grave`` says that its gravest line is crossed, ``crossed`` names the gravest of those that are.
    """

    view: RatioView
    before: str
    after: str
    before_width: str
    after_width: str
    line_at: str
    grave: bool
    crossed: str


@dataclass(frozen=True, slots=True)
class RatioChart:
    """All bars on one scale; ``lines`` are all lines in use, each once: action, percent, what it rests on."""

    county: RatioBar | None
    townships: tuple[RatioBar, ...]
    county_line: tuple[str, str] | None
    township_line: tuple[str, str] | None
    lines: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class RuleProblems:
    """The problems of one rule: how many patches they touch and the first of them as an example."""

    rule: str
    title: str
    severity: str
    patches: int
    example: str
    settled_by: str


def whole_campaign(patches: Sequence[PatchView]) -> Tile:
    """Return the tile of everything."""
    return _tile(None, patches)


def tiles(findings: Iterable[Label], patches: Sequence[PatchView]) -> list[Tile]:
    """Return a tile for every finding of the code list, in its order, also where nothing falls to it."""
    by_finding: dict[str, list[PatchView]] = {}
    for patch in patches:
        by_finding.setdefault(patch.finding.slug, []).append(patch)
    return [_tile(label, by_finding.get(label.slug, [])) for label in findings]


def _tile(finding: Label | None, patches: Sequence[PatchView]) -> Tile:
    is_counted = not patches or any(patch.is_decided or patch.counted is not None for patch in patches)
    summed = [patch for patch in patches if not is_counted or patch.is_decided or patch.counted is not None]
    return Tile(
        finding,
        parcels=len(patches),
        patches=len({patch.number for patch in patches}),
        mu=str(total(patch.area for patch in summed if patch.area is not None).mu),
        cultivated_mu=str(total(patch.cultivated for patch in summed if patch.cultivated is not None).mu),
        unmeasured=len(patches) - sum(patch.area is not None for patch in summed),
        is_counted=is_counted,
    )


def ratio_bars(ratios: Sequence[RatioView]) -> RatioChart:
    """Return the chart: the county first, townships from the highest ratio down, blank ones last."""
    shares = [share for ratio in ratios for share in (ratio.before, ratio.after) if share is not None]
    shares += [line.value for ratio in ratios for line in ratio.lines]
    scale = max([*shares, Fraction(1, 100)]) * Fraction(11, 10)
    bars = [_bar(ratio, scale) for ratio in ratios]
    county = next((bar for bar in bars if bar.view.is_county), None)
    rest = sorted((bar for bar in bars if bar is not county), key=_highest_first)
    lines = [line for bar in [county, *rest] if bar for line in bar.view.lines]
    return RatioChart(
        county,
        tuple(rest),
        county_line=_label(county),
        township_line=_label(next((bar for bar in rest if bar.view.lines), None)),
        lines=tuple(dict.fromkeys((line.action, percent(line.value), line.cites) for line in lines)),
    )


def _label(bar: RatioBar | None) -> tuple[str, str] | None:
    line = bar.view.gravest if bar else None
    return (f"{line.action} {percent(line.value)}", bar.line_at) if line and bar else None


def percent(share: Fraction | None) -> str:
    """Return a share in percent with two places; blank where there is none.

    >>> percent(Fraction(1, 6)), percent(None)
    ('16.67', '')
    """
    return "" if share is None else str(round_half_up(share * 100, 2))


def _bar(ratio: RatioView, scale: Fraction) -> RatioBar:
    crossed = [line.action for line in ratio.lines if line.crossed]
    gravest = ratio.gravest
    return RatioBar(
        ratio,
        before=percent(ratio.before),
        after=percent(ratio.after),
        before_width=_width(ratio.before, scale),
        after_width=_width(ratio.after, scale),
        line_at=_width(gravest.value if gravest else None, scale),
        grave=gravest is not None and gravest.crossed,
        crossed=crossed[-1] if crossed else "",
    )


def _width(share: Fraction | None, scale: Fraction) -> str:
    return "" if share is None else f"{round_half_up(share / scale * 100, 2)}%"


def _highest_first(bar: RatioBar) -> tuple[bool, Fraction, Area, str]:
    after = bar.view.after
    return (after is None, -(after or Fraction(0)), bar.view.numerator * -1, bar.view.code)


def problem_rules(problems: Iterable[Problem], titles: Mapping[str, str]) -> list[RuleProblems]:
    """Return the problems of patches by rule, the gravest rules first."""
    by_rule: dict[tuple[int, str], list[Problem]] = {}
    for problem in problems:
        if problem.patch_number:
            by_rule.setdefault((_GRAVEST_FIRST.index(problem.severity), problem.rule), []).append(problem)
    return [
        RuleProblems(
            rule,
            titles.get(rule, ""),
            _GRAVEST_FIRST[gravity].value,
            patches=len({problem.patch_number for problem in found}),
            example=f"{found[0].patch_number}：{found[0].message}",
            settled_by=found[0].settled_by,
        )
        for (gravity, rule), found in sorted(by_rule.items(), key=lambda item: item[0])
    ]


def file_groups(files: Iterable[FileLink]) -> list[tuple[str, tuple[FileLink, ...]]]:
    """Return the files under their headings, both in the order in which they come."""
    groups: dict[str, list[FileLink]] = {}
    for file in files:
        groups.setdefault(file.group, []).append(file)
    return [(title, tuple(together)) for title, together in groups.items()]
