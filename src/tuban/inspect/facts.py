"""Where rows become facts: what the disc, the overlay, the field and the case ledger say about one patch part.

A register on the disc that has no row for a patch says «there is none» (None). A register that is not on the disc, or
a field of a field sheet left empty, says nothing: the fact stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tuban.inspect.records import Record
from tuban.values.area import Area
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.papers import Paper

PENDING_FACTS = (
    "city_accepted_on",
    "city_accepted_number",
    "province_accepted_on",
    "province_accepted_number",
    "ministry_accepted_on",
    "ministry_accepted_number",
    "authority",
)
SHARED_AREAS = ("surveyed_area", "surveyed_cultivated_area", "change_survey_area", "built_floor_area")
"""Field areas of a whole patch that its parts share by their size."""

KEYS = ("patch_number", "part_number")


@dataclass(frozen=True)
class Registers:
    """The registers that are looked up by patch number; None where the disc has no such register."""

    field_results: Mapping[str, Sequence[Record]] | None = None
    cases: Mapping[str, Sequence[Record]] | None = None
    pending: Mapping[str, Sequence[Record]] | None = None
    patrol: Mapping[str, Sequence[Record]] | None = None
    public_reports: Mapping[str, Sequence[Record]] | None = None
    case_fields: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Told:
    """What people told of a part since: facts that stand above those of the disc, and papers that come beside its
    own."""

    facts: Facts = field(default_factory=Facts)
    papers: tuple[Paper, ...] = ()


def patch_facts(patch: Record, marks: Mapping[str, Any]) -> Facts:
    """Return what the issued row itself says; ``marks`` are what the run found about the whole patch.

    Where the row names no location (土地坐落), the township in which the patch lies and its village do.
    """
    stated = {
        "patch_number": patch.get("number"),
        "patch_list": patch.get("list", UNKNOWN),
        "stated_county_code": patch.get("county_code", UNKNOWN),
        "stated_township_name": patch.get("township_name", UNKNOWN),
        "village": patch.get("village", UNKNOWN),
        "location": patch.get("location", UNKNOWN),
        "patch_type": patch.get("patch_type", UNKNOWN),
        "image_before": patch.get("image_before", UNKNOWN),
        "image_after": patch.get("image_after", UNKNOWN),
        "project_name": patch.get("project_name", UNKNOWN),
        "user": patch.get("user", UNKNOWN),
        "note": patch.get("note", UNKNOWN),
    }
    known = {name: value for name, value in stated.items() if value is not UNKNOWN}
    facts = Facts().with_facts(patch.source, **known).with_facts("套合", **marks)
    township = marks.get("township_name", UNKNOWN)
    if not facts.is_known("location") and township is not UNKNOWN:
        return facts.with_facts("行政区界线", location=f"{township}{patch.get('village') or ''}")
    return facts


def paper_facts(papers: Sequence[Paper], kinds_on_disc: Sequence[str]) -> dict[str, Any]:
    """Return the papers of a part, and which registers were there to look into."""
    facts: dict[str, Any] = {"papers_on_disc": tuple(kinds_on_disc)}
    if kinds_on_disc:
        facts["approvals"] = tuple(papers)
    if "facility" in kinds_on_disc:
        facts["facility_filing_number"] = next((paper.number for paper in papers if paper.kind == "facility"), None)
    return facts


def register_facts(facts: Facts, registers: Registers) -> Facts:
    """Add what the applications, the patrol ledger and the public's reports say about the patch."""
    number = str(facts["patch_number"])
    if registers.pending is not None:
        rows = registers.pending.get(number, ())
        source = rows[0].source if rows else "在报项目（无记录）"
        facts = facts.with_facts(
            source,
            **{name: rows[0].get(name) if rows else None for name in PENDING_FACTS if rows or name != "authority"},
        )
    if registers.patrol is not None:
        rows = registers.patrol.get(number, ())
        source = rows[0].source if rows else "动态巡查台账（无记录）"
        facts = facts.with_facts(source, in_patrol_ledger=bool(rows))
        if not facts.is_known("patrol_found"):
            facts = facts.with_facts(source, patrol_found=bool(rows))
        if rows and not facts.is_known("patrol_found_on") and rows[0].get("found_on"):
            facts = facts.with_facts(source, patrol_found_on=rows[0].get("found_on"))
    if registers.public_reports is not None:
        facts = facts.with_facts("群众举报登记", reported_by_public=number in registers.public_reports)
    return facts


def field_facts(facts: Facts, row: Record | None, share: Fraction) -> Facts:
    """Add what the surveyors found; ``share`` is the part's share of the patch where the row is of the whole patch."""
    if row is None:
        return facts
    told = {name: value for name, value in row.fields.items() if name not in KEYS}
    if share != 1 and not row.get("part_number"):
        for name in SHARED_AREAS:
            if isinstance(told.get(name), Area):
                told[name] = told[name] * share
    return facts.with_facts(row.source, **told)


def told_facts(facts: Facts, told: Told) -> Facts:
    """Add what people told. A paper that covers the whole part is as wide as the part; whoever shows a paper of a kind
    has looked into the register of that kind."""
    facts = facts.with_facts_of(told.facts)
    if not told.papers:
        return facts
    known = facts["approvals"]
    kinds = facts["papers_on_disc"]
    filed = next((one.number for one in told.papers if one.kind == "facility" and one.number), None)
    if filed is not None and "facility_filing_number" not in told.facts:
        facts = facts.with_facts("填报", facility_filing_number=filed)
    return facts.with_facts(
        "套合与填报",
        approvals=(*(known if isinstance(known, tuple) else ()), *told.papers),
        papers_on_disc=tuple(
            dict.fromkeys((*(kinds if isinstance(kinds, tuple) else ()), *(one.kind for one in told.papers)))
        ),
    )


def case_facts(facts: Facts, registers: Registers, row: Record | None) -> Facts:
    """Add the case ledger's row; a ledger without a row for this part says that nothing was done yet."""
    if registers.cases is None:
        return facts
    names = [name for name in registers.case_fields if name not in KEYS]
    if row is None:
        empty = dict.fromkeys(names)
        return facts.with_facts("查处整改台账（无记录）", **{**empty, "handling": "none"})
    return facts.with_facts(row.source, **{name: row.get(name) for name in names})


def by_patch(records: Sequence[Record]) -> dict[str, list[Record]]:
    """Return rows by the patch number they name, in their order."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(str(record.get("patch_number")), []).append(record)
    return found
