"""The list for the field (外业核查名单): parts that the office cannot settle, with the reason of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tuban.rules.checks.registry import part_key
from tuban.rules.decision import Judgement
from tuban.rules.rulebook import Rulebook
from tuban.values.facts import UNKNOWN, Facts

REASONS = ("inconsistent", "open", "survey_needed")
"""Inconsistent with the change survey; without a final finding; pre-judged as wanting a visit."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A part to be visited: its numbers, where it lies, why (words of :data:`REASONS`), and what is to be found out.

    ``questions`` are the Chinese titles of the facts that nobody told and that could change an answer.
    """

    patch_number: str
    part_number: str
    township_code: str
    reasons: tuple[str, ...]
    questions: tuple[str, ...]


def field_list(judgements: Iterable[Judgement], rulebook: Rulebook) -> tuple[Visit, ...]:
    """Return the parts to be visited, in their order."""
    final_findings = frozenset(entry.value for entry in rulebook.codelist("finding") if entry.get("final") is True)
    visits = (_visit(judgement, final_findings) for judgement in judgements)
    return tuple(visit for visit in visits if visit.reasons)


def _visit(judgement: Judgement, final_findings: frozenset[str]) -> Visit:
    facts = judgement.facts
    reasons = [reason for reason, holds in _reasons(facts, final_findings).items() if holds]
    number, part = part_key(facts)
    township = facts["township_code"]
    titles = dict.fromkeys(missing.title for missing in judgement.missing)
    code = "" if township is UNKNOWN or township is None else str(township)
    return Visit(number, part, code, tuple(reasons), tuple(titles))


def _reasons(facts: Facts, final_findings: frozenset[str]) -> dict[str, bool]:
    return {
        "inconsistent": facts["survey_comparison"] == "inconsistent",
        "open": facts["finding"] not in final_findings,
        "survey_needed": facts["prejudgement"] == "survey_needed" and facts["ground_state"] is UNKNOWN,
    }
