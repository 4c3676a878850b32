"""The category of a part and what belongs to it (R15, R18, R19, R21, R22)."""

from __future__ import annotations

from collections.abc import Iterator

from tuban.rules.checks.registry import Breach, PartAsking, is_filled, part_rule
from tuban.values.facts import UNKNOWN


@part_rule("R15")
def exactly_one_category(ask: PartAsking) -> Iterator[Breach]:
    """The part has one final category; a part that still waits for a person blocks the report."""
    if not is_filled(ask.finding):
        yield from ask.unknown("finding")
    elif ask.finding not in ask.marked("finding", "final"):
        yield Breach("open", {"finding": ask.label("finding", ask.finding), "why": _why_open(ask)})


def _why_open(ask: PartAsking) -> str:
    titles = "、".join(dict.fromkeys(missing.title for missing in ask.judgement.missing))
    if titles:
        return str(ask.rule.data["missing"]).format(missing=titles)
    reasons = (decision.because for decision in ask.judgement.decisions if "finding" in decision.answers)
    return next(filter(None, reasons), str(ask.rule.data["otherwise"]))


@part_rule("R18")
def unlawful_use_is_described(ask: PartAsking) -> Iterator[Breach]:
    """Unlawful use has one leaf of the violation tree, an offender, a state of building and of handling."""
    if ask.finding == "unlawful":
        yield from ask.unknown(*ask.empty("violation_type", "user", "user_kind", "construction_state", "handling"))


@part_rule("R19")
def other_categories_carry_no_violation(ask: PartAsking) -> Iterator[Breach]:
    """What is not unlawful carries no mark of a violation."""
    if ask.finding == "unlawful" or ask.finding not in ask.marked("finding", "final"):
        return
    marks = [name for name in ("approval_forged", "unlawful_supply_method") if ask.facts[name] is True]
    marks += ["approved_within_power"] if ask.facts["approved_within_power"] is False else []
    leaf = ask.facts["violation_type"]
    said = [ask.title(name) for name in marks if name != "approved_within_power"]
    if "approved_within_power" in marks:
        said.append(ask.rule.data["without_power"])
    if is_filled(leaf):
        marks.append("violation_type")
        said.append(ask.label("violation_type", leaf))
    if said:
        about = {"finding": ask.label("finding", ask.finding), "marks": "、".join(said)}
        yield Breach("marked", about, ("finding", *marks))


@part_rule("R21")
def handling_has_its_paper(ask: PartAsking) -> Iterator[Breach]:
    """A filed case has number and date; handling without a case has its reason."""
    handling = ask.facts["handling"]
    if handling == "not_filed":
        yield from ask.unknown(*ask.empty("not_filed_reason"))
    elif handling == "filed":
        yield from ask.unknown(*ask.empty("case_number", "case_filed_on"))


@part_rule("R22")
def key_project_has_its_approval(ask: PartAsking) -> Iterator[Breach]:
    """A key project names the organ, level and number of its approval; the project type is one of three."""
    kind = ask.facts["key_project"]
    if kind is UNKNOWN or kind is None:
        # To be a key project is a privilege that must be claimed, where the lawbook presumes so.
        if ask.is_new_construction and "key_project" not in ask.parameters("presumptions/absent"):
            yield from ask.unknown("key_project")
        return
    levels = ask.rule.data["levels"]
    if kind not in levels:
        return
    yield from ask.unknown(*ask.empty("project_approval_organ", "project_approval_level", "project_approval_number"))
    level = ask.facts["project_approval_level"]
    if is_filled(level) and level != levels[kind]:
        about = {"kind": ask.label("key_project", kind), "level": ask.label("project_approval_level", level)}
        yield Breach("other_level", about, ("key_project", "project_approval_level"))
