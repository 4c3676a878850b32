"""The gate for approvals (V4): unlawful land that is not settled gets no approval.

An approval registered for it nevertheless counts as an illegal approval (按非法批地处理). Settlement that nobody told
us of keeps the gate shut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuban.rules.decision import Judgement
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts, Unknown
from tuban.values.papers import Paper


@dataclass(frozen=True, slots=True)
class Blocked:
    """A part on the block list: its numbers, who uses how much of it since when.

    ``made_up_by`` is the number of an approval registered before the violation was settled (空号记作“—”), None where
    there is none; a part with one is on the list of illegal approvals. ``settlement_known`` is False where nobody told
    whether the violation was settled. What nobody told us is UNKNOWN.
    """

    patch_number: str
    part_number: str
    township_code: str
    user: str | Unknown | None
    project_name: str | Unknown | None
    area: Area | Unknown | None
    used_since: PartialDate | Unknown | None
    made_up_by: str | None
    settlement_known: bool


def block_list(judgements: Sequence[Judgement]) -> tuple[Blocked, ...]:
    """Return the parts for which no approval may be organised or accepted (不得组织报批、受理), in their order."""
    return tuple(_entry(judgement.facts) for judgement in judgements if is_blocked(judgement.facts))


def illegal_approvals(judgements: Sequence[Judgement]) -> tuple[Blocked, ...]:
    """Return the blocked parts that got an approval all the same, to be treated as illegal approval."""
    return tuple(blocked for blocked in block_list(judgements) if blocked.made_up_by is not None)


def is_blocked(facts: Facts) -> bool:
    """Whether the part is unlawful and not known to be settled."""
    return bool(facts["finding"] == "unlawful" and facts["settled"] is not True)


def made_up_afterwards(facts: Facts) -> str | None:
    """Return the number of an approval given after the use began, «—» where it has none; None without approval."""
    if facts["regularised"] is True or facts["regularised_number"] not in (UNKNOWN, None, ""):
        number = facts["regularised_number"]
        return "—" if number in (UNKNOWN, None, "") else str(number)
    used = facts["use_date"]
    approvals = facts["approvals"]
    if not isinstance(used, PartialDate) or isinstance(approvals, Unknown):
        return None
    later = [paper for paper in approvals or () if _is_later_conversion(paper, used)]
    return (later[0].number or "—") if later else None


def _is_later_conversion(paper: Paper, used: PartialDate) -> bool:
    covers = isinstance(paper.covered, Unknown) or bool(paper.covered)
    return paper.kind == "conversion" and covers and paper.date is not None and used.before(paper.date) is True


def _entry(facts: Facts) -> Blocked:
    return Blocked(
        patch_number=_text(facts["patch_number"]),
        part_number=_text(facts["part_number"]),
        township_code=_text(facts["township_code"]),
        user=facts["user"],
        project_name=facts["project_name"],
        area=facts["counted_area"],
        used_since=facts["use_date"],
        made_up_by=made_up_afterwards(facts),
        settlement_known=facts["settled"] is False,
    )


def _text(value: object) -> str:
    return "" if value is UNKNOWN or value is None else str(value)
