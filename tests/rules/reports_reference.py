"""A second reckoning of the figures that reports state: from the facts and figures of the parts, no form asked.

Where a form and this file disagree, one of them counts the wrong parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tuban.rules.reports.composed import Case, Mark, Number, Paragraph, Report, Table, Words
from tuban.rules.reports.figures import Figure
from tuban.values.area import Area
from tuban.values.facts import UNKNOWN, Facts

Member = Callable[[Facts], bool]
BEFORE = ("used_without_applying", "used_while_applying", "used_without_supply")


def known(value: Any) -> bool:
    return value is not UNKNOWN and value is not None


def positive(fact: str) -> Member:
    return lambda f: known(f[fact]) and (f[fact].square_metres if isinstance(f[fact], Area) else f[fact]) > 0


def one_of(fact: str, *values: Any) -> Member:
    if None in values:
        return lambda f: f[fact] is UNKNOWN or f[fact] in values
    return lambda f: f[fact] is not UNKNOWN and f[fact] in values


def both(*members: Member) -> Member:
    return lambda f: all(member(f) for member in members)


NEW, BAD, LAWFUL = one_of("finding", "lawful", "unlawful"), one_of("finding", "unlawful"), one_of("finding", "lawful")
OFFICIAL = one_of("patch_list", "suspected", "unapproved", "approved", "earlier_approved", None)


def among(whole: Member, fact: str, **columns: tuple[Any, ...]) -> dict[str, Member]:
    return {name: both(whole, one_of(fact, *values)) for name, values in columns.items()}


TYPES = among(
    BAD,
    "violation_type",
    illegal_approval=("illegal_approval",),
    fraud=("fraud",),
    beyond_approval=("beyond_approval",),
    used_before_approval=BEFORE,
    used_without_applying=BEFORE[:1],
    used_while_applying=BEFORE[1:2],
    used_without_supply=BEFORE[2:],
    changed_use=("changed_use",),
    other_violation=("other_violation",),
    type_unknown=(None,),
)
MEMBERS: dict[tuple[str, str], Member] = {
    **{("unlawful_summary", name): member for name, member in ({"unlawful": BAD} | TYPES).items()},
    **{
        ("inspection_summary", name): member
        for name, member in {
            "monitored": lambda _f: True,
            "new_construction": NEW,
            "lawful": LAWFUL,
            "unlawful": BAD,
            "adjustment": one_of("finding", "agricultural_adjustment", "facility_agriculture"),
            "adjustment_only": one_of("finding", "agricultural_adjustment"),
            "facility": one_of("finding", "facility_agriculture"),
            "unchanged": one_of("finding", "unchanged"),
            "temporary": one_of("finding", "temporary_use"),
            "other": one_of("finding", "other"),
            "pending": one_of("finding", "split_first", "manual", None),
            "outside": one_of("patch_list", "outside"),
            "breaches_plan": both(NEW, one_of("plan_state", "breaching", "mixed")),
            "basic_farmland": both(NEW, one_of("basic_farmland_state", "some")),
            "state_project": both(NEW, one_of("key_project", "state")),
            "provincial_project": both(NEW, one_of("key_project", "provincial")),
            "separate_site": both(NEW, one_of("separate_site", True)),
            **among(
                LAWFUL,
                "lawful_kind",
                approved_this_year=("approved_this_year",),
                approved_earlier=("approved_earlier",),
                linkage=("linkage",),
                other_lawful=("registered", "other", None),
            ),
        }.items()
    },
    **{
        ("unlawful_classification", name): member
        for name, member in {
            **among(
                BAD,
                "user_kind",
                government=("government",),
                enterprise=("enterprise",),
                collective=("collective",),
                individual=("individual",),
                user_unknown=(None,),
            ),
            **among(
                BAD,
                "construction_class",
                rural=("rural",),
                urban=("urban",),
                key_project=("key_project",),
                class_unknown=(None,),
            ),
            "conforming_area": BAD,
            "breaching_area": BAD,
            "land_cultivated": both(BAD, positive("counted_cultivated_area")),
            "land_basic": both(BAD, positive("counted_basic_farmland_area")),
            "land_construction": both(BAD, positive("counted_construction_area")),
            "land_unused": both(BAD, positive("counted_unused_area")),
        }.items()
    },
    **{
        ("handling_summary", name): member
        for name, member in {
            "patrol_found": both(BAD, one_of("patrol_found", True)),
            "stopped": both(BAD, lambda f: known(f["stop_notice_number"]) or known(f["stop_notice_on"])),
            "to_be_filed": both(BAD, one_of("handling", "filed", "none", None)),
            "filed": both(BAD, one_of("handling", "filed")),
            "decided": both(BAD, lambda f: known(f["penalty_number"]) or known(f["penalty_on"])),
            "settled": both(BAD, one_of("settled", True)),
            "closed": both(BAD, one_of("case_closed", True)),
            "demolished": both(BAD, positive("demolished_area")),
            "confiscated": both(BAD, positive("confiscated_area")),
            "recultivated": both(BAD, positive("recultivated_area")),
            "regularised": both(BAD, one_of("regularised", True)),
            "fine_due": both(BAD, positive("fine_due")),
            "fine_paid": both(BAD, positive("fine_paid")),
            "proposed": both(BAD, positive("discipline_proposed_count")),
            "court": both(BAD, lambda f: known(f["court_applied_on"]) or known(f["court_number"])),
            "transferred": both(BAD, lambda f: known(f["crime_transfer_number"]) or known(f["crime_transfer_on"])),
        }.items()
    },
}
SUMS = {
    "area": "counted_area",
    "cultivated": "counted_cultivated_area",
    ("unlawful_classification", "land_cultivated", "area"): "counted_cultivated_area",
    ("unlawful_classification", "land_basic", "area"): "counted_basic_farmland_area",
    ("unlawful_classification", "land_construction", "area"): "counted_construction_area",
    ("unlawful_classification", "land_unused", "area"): "counted_unused_area",
    ("unlawful_classification", "conforming_area", "area"): "counted_plan_conforming_area",
    ("unlawful_classification", "breaching_area", "area"): "counted_plan_breaching_area",
    ("handling_summary", "recultivated", "area"): "recultivated_area",
}
RATES = {
    "discovery_rate": ("patrol_found", BAD),
    "filing_rate": ("filed", MEMBERS["handling_summary", "to_be_filed"]),
    "settlement_rate": ("settled", MEMBERS["handling_summary", "filed"]),
    "closing_rate": ("closed", MEMBERS["handling_summary", "filed"]),
}
MONEY = {("handling_summary", "fine_due"): "fine_due", ("handling_summary", "fine_paid"): "fine_paid"}


@dataclass(frozen=True)
class Reference:
    """The parts of a campaign with the figures of their cards."""

    parts: Sequence[tuple[Facts, dict[str, Decimal]]]

    def value(self, figure: Figure) -> Decimal | None:
        """Return what a figure must be; None where this file knows no second way to it."""
        if figure.operator in ("%", "/", "-", "+"):
            return self.worked_out(figure)
        if figure.operator == ":":
            whole = self.value(figure.operands[0])
            return None if whole is None else rounded(whole / 10000)
        if figure.address is None:
            return None
        form, row, column = figure.address.form, figure.address.row, figure.address.column
        inside = [p for p in self.parts if len(row) < 9 or p[0]["township_code"] == row]
        if column in RATES:
            part, whole_of = RATES[column]
            whole_count = sum(whole_of(f) for f, _ in inside)
            return rounded(Decimal(sum(MEMBERS[form, part](f) for f, _ in inside)) / whole_count * 100)
        name, _dot, measure = column.rpartition(".")
        if (form, name) not in MEMBERS:
            return None
        chosen = [p for p in inside if MEMBERS[form, name](p[0])]
        return self.measured(chosen, (form, name, measure), figure.operator)

    def measured(self, chosen: Sequence[tuple[Facts, dict[str, Decimal]]], asked: tuple[str, str, str], operator: str):
        if asked[2] == "money":
            values = [Decimal(repr(f[MONEY[asked[:2]]])) for f, _ in chosen]
            return sum(values, Decimal(0)).quantize(Decimal("0.01"))
        if asked[2] in ("plots", "patches"):
            return Decimal(len(chosen))
        fact = SUMS.get(asked, SUMS.get(asked[2]))
        if fact is None:
            return None
        measured = [figures[fact] for _, figures in chosen if fact in figures]
        if operator in ("measured", "unmeasured"):
            return Decimal(len(measured) if operator == "measured" else len(chosen) - len(measured))
        return sum(measured, Decimal("0.00"))

    def worked_out(self, figure: Figure) -> Decimal | None:
        left, right = (self.value(operand) for operand in figure.operands)
        if left is None or right is None:
            return None
        if figure.operator == "%":
            return rounded(left / right * 100)
        if figure.operator == "/":
            return rounded(left / right)
        return left - right if figure.operator == "-" else left + right


def rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


DATES_AND_NAMES = re.compile(
    r"\d{4}年(\d{1,2}月)?(\d{1,2}日)?|\d{4}-\d\d-\d\d|〔[^〕]*〕\s*第?\d+号|\d{6,}[A-Z]+\d+(_\d+)?|地块\d+|[（(]公开(系统|资料)[^）)]*[）)]"
    r"|\d{4}年(修正|修订)|GB/T \d+(-\d+)?|第\d+号|某村民\d+|[\w一-鿿/_-]+\.docx|不足0\.01%"
)


def loose_numbers(report: Report) -> list[str]:
    """Return the numbers in the text of a report that are no figure with a source, no date and no name."""
    loose = []
    for block in (*report.opening, *report.blocks):
        spans = []
        if isinstance(block, Paragraph):
            spans = list(block.spans)
        elif isinstance(block, Case):
            spans = [*block.story.spans, *(span for _label, line in block.lines for span in line)]
        text = "".join(span.text if isinstance(span, Words) else "#" for span in spans if not isinstance(span, Mark))
        loose += re.findall(r"\d+", DATES_AND_NAMES.sub("", text))
    return loose


def stated(report: Report) -> list[Figure]:
    """Return every figure that a report states, in its text and in its tables."""
    found = list(report.figures)
    for block in report.blocks:
        if isinstance(block, Table):
            found += [cell for row in block.rows for cell in row.cells if cell is not None]
    return found


def numbers_in_text(report: Report) -> set[int]:
    blocks = [b for b in (*report.opening, *report.blocks) if isinstance(b, Paragraph)]
    return {span.source for block in blocks for span in block.spans if isinstance(span, Number)}
