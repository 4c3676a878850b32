"""A case of the very small county: its patch was measured in the field and found unlawful."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from tests.workflow.review.speaking import fresh
from tests.workflow.small_disc import OTHER, SPLIT

from tuban.workflow.cases import actions
from tuban.workflow.cases.models import Case, Entry
from tuban.workflow.organisations.models import Person
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.findings.actions import take_finding
from tuban.workflow.review.models import Arrangement


@dataclass
class Desk:
    """The people of the enforcement section at their desk, with the patches of the county."""

    acting: Any
    unlawful: Patch
    unclear: Patch
    officers: list[Person] = field(default_factory=list)

    def register(self, *patches: Patch, **told: Any) -> Case:
        """Register a lead about patches."""
        by = self.acting("zhifa")
        given = {"title": "示范公司非法占地案", "source": "satellite", "received_on": date(2024, 6, 3)} | told
        return actions.register(by.post.unit, by=by, patches=[fresh(one) for one in patches], **given)

    def do(self, case: Case, step: str, day: date, *, by: str = "zhifa", **told: Any) -> Entry:
        """Record a step, by the officers where two must take part."""
        if step in ("stop", "verified", "investigated"):
            told.setdefault("officers", self.officers)
        if step in ("filed", "discussed", "decided", "closed"):
            by = "juzhang"
        if step == "legal_review":
            by = "fagui"
        now = Case.objects.get(pk=case.pk)
        return actions.do_step(now, step, by=self.acting(by), expected_version=now.version, day=day, **told)

    def until(self, case: Case, last: str) -> Case:
        """Do the steps with their usual days, up to one of them."""
        for step, day, told in USUAL:
            if step == "decided":
                self.propose(case)
            self.do(case, step, day, **told)
            if step == last:
                break
        return Case.objects.get(pk=case.pk)

    def propose(self, case: Case, *, rate: str = "300") -> None:
        """Set the items that the lawbook proposes."""
        for line, one in proposed(Case.objects.get(pk=case.pk)):
            now = Case.objects.get(pk=case.pk)
            actions.set_item(
                now, by=self.acting("zhifa"), expected_version=now.version, line=line, item=one.item,
                extent=extent_of(one, rate), is_proposed=True, because="情节一般",
            )  # fmt: skip


USUAL: tuple[tuple[str, date, dict[str, Any]], ...] = (
    ("verified", date(2024, 6, 5), {}),
    ("filed", date(2024, 6, 11), {}),
    ("investigated", date(2024, 7, 1), {}),
    ("examined", date(2024, 7, 3), {}),
    ("legal_review", date(2024, 7, 5), {}),
    ("discussed", date(2024, 7, 8), {}),
    ("notified", date(2024, 7, 9), {"number": "示范县告〔2024〕1号"}),
    ("hearing_notified", date(2024, 7, 9), {"number": "示范县听告〔2024〕1号"}),
    ("decided", date(2024, 7, 17), {"number": "示范县罚〔2024〕1号"}),
    ("served", date(2024, 7, 19), {}),
    ("published", date(2024, 7, 22), {}),
)


def proposed(case: Case) -> list[Any]:
    """Return the lines of a case with what is proposed on them."""
    from tuban.workflow.cases.penalties import proposals_of

    return [(line, one) for line, items in proposals_of(case) for one in items]


def extent_of(one: Any, rate: str) -> Any:
    """Return the extent of a proposed item."""
    from tuban.workflow.cases.penalties import extent_of_proposal

    return extent_of_proposal(one, rate=rate if one.range is not None else None, floor="1200", days=15)


@pytest.fixture
def desk(county, measured_disc, acting) -> Desk:
    """The desk; the patch of the other township was found unlawful."""
    measured_disc.load()
    patches = Patch.objects.select_related("campaign")
    Arrangement.objects.create(campaign=patches.first().campaign, duties=[])
    unlawful = patches.get(number=OTHER)
    take_finding(unlawful, by=acting("zhifa"), expected_version=unlawful.version, finding="unlawful",
                 violation_type=unlawful_type(unlawful))  # fmt: skip
    officers = [Person.objects.get(username=name) for name in ("zhifa", "zhifa2")]
    return Desk(acting, fresh(unlawful), patches.get(number=SPLIT, part_number="1"), officers)


def unlawful_type(patch: Patch) -> str:
    """Return the type of violation that is proposed."""
    from tuban.workflow.review.considering import consider

    return consider(patch, "unlawful").proposed_violation_type
