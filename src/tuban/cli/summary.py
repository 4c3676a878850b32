"""What the main job says at the end, on one screen: how much was judged, how it came out, where it lies."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from tuban.inspect.disc import Proposal
from tuban.inspect.run import Inspection
from tuban.render.results.reports import charts_note
from tuban.rules.rulebook import Rulebook
from tuban.values.language import gettext as _
from tuban.values.problems import Severity


def result_summary(
    inspection: Inspection, output: Path, rulebook: Rulebook, seconds: Mapping[str, float], notes: Sequence[str] = ()
) -> str:
    """Return the closing lines of `tuban inspect`."""
    campaign = inspection.disc.campaign
    patches = len({part.key[0] for part in inspection.parts})
    lines = [
        "",
        f"{campaign.area_name} {campaign.area_code}  {campaign.title or campaign.year}",
        _("{patches} patches in {parts} parts; proposals until a person signs:").format(
            patches=patches, parts=len(inspection.parts)
        ),
        "",
        *_findings(inspection, rulebook),
        "",
        *_ratio(inspection),
        *_problems(inspection),
        *charts_note(),
        *notes,
        "",
        _("Done in {seconds:.1f} s. Begin with {page}").format(
            seconds=sum(seconds.values()), page=output.absolute() / "index.html"
        ),
    ]
    return "\n".join(lines)


def proposals_table(proposals: Sequence[Proposal]) -> str:
    """Return what every file is taken for, as a table."""
    rows = [(_("File"), _("Layer"), _("Taken for"), _("Count"), _("Because"))]
    rows += [(one.file, one.layer, one.role or _("nothing"), str(one.count), one.reason) for one in proposals]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _findings(inspection: Inspection, rulebook: Rulebook) -> list[str]:
    """One line for each finding; an area is blank where none of its parts is measured."""
    lines = []
    for entry in rulebook.codelist("finding").entries:
        found = [
            figures
            for part, figures in zip(inspection.parts, inspection.figures, strict=True)
            if part.facts["finding"] == entry.value
        ]
        if not found:
            continue
        measured = [figures for figures in found if "counted_area" in figures]
        line = f"  {_padded(entry.label, 14)}{len(found):>6} 宗"
        if measured:
            area = sum((figures["counted_area"] for figures in measured), Decimal(0))
            cultivated = sum((figures.get("counted_cultivated_area", Decimal(0)) for figures in measured), Decimal(0))
            line += f" {area:>12} 亩   其中耕地 {cultivated:>9} 亩"
        if len(measured) < len(found):
            line += f"   面积待定 {len(found) - len(measured)} 宗"
        lines.append(line)
    return lines


def _ratio(inspection: Inspection) -> list[str]:
    ratio = inspection.ratios.get(inspection.disc.campaign.area_code)
    if ratio is None:
        return []
    if ratio.before is None:
        return [_("Ratio of unlawfully taken cultivated land: blank, nothing was built on cultivated land.")]
    lines = [
        _("Ratio of unlawfully taken cultivated land: {before}, after deductions {after}.").format(
            before=ratio.before_percent, after=ratio.after_percent
        )
    ]
    if ratio.undecided:
        lines.append(_("  {count} plots are not decided yet, so it will change.").format(count=len(ratio.undecided)))
    if ratio.unmeasured:
        lines.append(
            _("  {count} unlawful plots are not measured, so it must not be published.").format(
                count=len(ratio.unmeasured)
            )
        )
    return lines


def _problems(inspection: Inspection) -> list[str]:
    errors = sum(problem.severity is Severity.ERROR for problem in inspection.problems)
    warnings = sum(problem.severity is Severity.WARNING for problem in inspection.problems)
    return [
        _("{errors} contradictions block reporting, {warnings} want an explanation.").format(
            errors=errors, warnings=warnings
        )
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - _width(text), 0)
