"""No sequence of deeds, in whatever order and by whomever, leads to a favourable finding while a fact is missing or
without its papers; one finding counts at a time, and what a minority said is never lost."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import transaction
from tests.workflow.review.speaking import fresh, say

from tuban.rules.rulebook import load
from tuban.values.errors import TubanError
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import State
from tuban.workflow.review.considering import consider, current_comparison
from tuban.workflow.review.findings.actions import reopen, take_chosen, take_finding
from tuban.workflow.review.models import Conference, Finding, Opinion
from tuban.workflow.review.opinions.actions import agree, confer, consult, minority_of, withdraw
from tuban.workflow.review.opinions.prefilling import prefilled
from tuban.workflow.review.returns.actions import send_back
from tuban.workflow.review.returns.queries import hands_of

STEPS = 30
FINDINGS = ["lawful", "unlawful", "unchanged", "facility_agriculture", "temporary_use", "other", "manual", ""]
FAVOURABLE = [one.value for one in load().codelist("finding") if one.get("favourable")]


class _Somebody:
    """Somebody who does whatever the pages offer, rightly or not."""

    def __init__(self, office: Any, patch: Patch, seed: int) -> None:
        self.office, self.patch, self.dice = office, patch, random.Random(seed)
        self.people = [*office.departments.values(), office.chair, office.organiser]

    def finding(self) -> str:
        return self.dice.choice(FINDINGS)

    def kind(self, finding: str) -> str:
        return self.dice.choice(["used_without_applying", "fraud", ""]) if finding == "unlawful" else ""

    def do(self) -> None:
        """Do one thing; what is refused is refused."""
        patch, by = fresh(self.patch), self.dice.choice(self.people)
        deed = self.dice.choice([
            self.ask, self.say, self.say, self.say, self.agree, self.confer, self.take, self.take_chosen, self.reopen,
            self.withdraw, self.send_back,
        ])  # fmt: skip
        try:
            with transaction.atomic():
                deed(patch, by)
        except TubanError:
            pass

    def ask(self, patch: Patch, by: Any) -> None:
        consult(patch, by=by, expected_version=patch.version)

    def agree(self, patch: Patch, by: Any) -> None:
        agree(patch, by=by)

    def say(self, patch: Patch, _by: Any) -> None:
        duty = self.dice.choice(list(self.office.departments))
        points = prefilled(consider(patch, "lawful"), duty)
        answers = {one.id: self.dice.choice(["yes", "no", "unknown"]) for one in points if self.dice.random() < 0.5}
        finding = self.finding()
        verdict = self.dice.choice(["agrees", "objects", "open"])
        say(
            patch, self.office.departments[duty], verdict, finding, violation_type=self.kind(finding), answers=answers,
            document="示函1号", text="如此", missing=["use_date"] if verdict == "open" else (),
        )  # fmt: skip

    def confer(self, patch: Patch, by: Any) -> None:
        finding = self.finding()
        confer(patch, by=by, expected_version=patch.version, finding=finding, violation_type=self.kind(finding),
               reasons=["no_papers"], text="会议决定", present="全体")  # fmt: skip

    def take(self, patch: Patch, by: Any) -> None:
        finding = self.finding()
        take_finding(patch, by=by, expected_version=patch.version, finding=finding,
                     violation_type=self.kind(finding), reasons=["new_evidence"], text="如此")  # fmt: skip

    def take_chosen(self, patch: Patch, by: Any) -> None:
        take_chosen(patch, by=by)

    def reopen(self, patch: Patch, by: Any) -> None:
        reopen(patch, by=by, expected_version=patch.version, because="new_evidence", reason="新材料")

    def withdraw(self, patch: Patch, by: Any) -> None:
        withdraw(patch, by=by, reason="撤回")

    def send_back(self, patch: Patch, by: Any) -> None:
        hand = self.dice.choice(hands_of(patch, by=by) or [None])
        if hand is not None:
            send_back(patch, by=by, expected_version=patch.version, what=hand.what, to=hand.person,
                      reasons=["fact_unclear"])  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("which", ["unlawful", "lawful", "unclear"])
def test_no_sequence_of_deeds_leads_to_a_favourable_finding_against_missing_facts(office, which, seed):
    patch = getattr(office, which)
    somebody = _Somebody(office, patch, seed)
    minorities: dict[object, set[object]] = {}
    for _step in range(STEPS):
        somebody.do()
        current = list(Finding.objects.filter(patch=patch, is_current=True))
        assert len(current) <= 1
        now = fresh(patch)
        assert (now.finding or None) == (current[0].finding if current else None)
        assert (now.state == State.SETTLED) == bool(current)
        for one in Finding.objects.filter(patch=patch, finding__in=FAVOURABLE):
            held = consider(now, one.finding, comparison=one.comparison)
            assert not held.judgement.missing
            assert not held.papers_missing
        for one in Opinion.objects.filter(patch=patch, finding__in=FAVOURABLE).exclude(verdict="open"):
            unknown = {point["id"] for point in one.points if point["answer"] == "unknown"}
            must = {point.id for point in prefilled(consider(now, one.finding), one.duty) if point.must}
            assert not unknown & must
        for chaired in Conference.objects.filter(patch=patch):
            minority = {one.pk for one in minority_of(chaired)}
            assert minorities.setdefault(chaired.pk, minority) == minority
    assert Opinion.objects.filter(patch=patch, is_current=True).count() <= len(office.departments)
    assert current_comparison(fresh(patch)).is_current
