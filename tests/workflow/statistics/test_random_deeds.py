"""Whatever people do, in whatever order, the kept sums are those of a recount: the deeds are drawn by a state machine.

``TUBAN_DEEDS=FIRST:LAST`` runs pieces of 1 000 deeds, each of its own seed, so that a long run can be had by parts and
any of them again: 1:100 are 100 000 deeds.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from tests.workflow.review.test_compared_later import again, split
from tests.workflow.small_disc import LEFT, RIGHT

from tuban.values.errors import TubanError
from tuban.workflow.campaigns.actions import lay_values
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.actions import merge_and_compare, restore_and_compare
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.findings.actions import reopen, take_finding
from tuban.workflow.review.later import tell_later
from tuban.workflow.statistics.keeping import fold, is_true
from tuban.workflow.statistics.models import Book, Recount
from tuban.workflow.statistics.recounting import held_against_records, held_by_the_engine, recount

PIECE, EXAMPLES = 1000, 10
DEEDS = {"take", "reopen", "split", "merge", "restore", "tell", "compare", "lay", "fold", "seal"}
_DIFFERING = {"reasons": ("new_evidence",), "text": "现场核实"}


class Office(RuleBasedStateMachine):
    """People of a county at work on its patches; ``done`` counts what they did over all histories.

    Everything that a history wrote is taken back at its end.
    """

    def __init__(self, found, done: Counter[str], look_every: int) -> None:
        super().__init__()
        self.found, self.done, self.look_every = found, done, look_every
        self.steps, self.sealed_at, self.locked = 0, 0, False
        self.undone = transaction.atomic()
        self.undone.__enter__()
        cache.clear()

    def teardown(self) -> None:
        """Look a last time, at every cell that the engine of forms fills from the parts; then it never happened."""
        try:
            self.look()
            assert held_by_the_engine(self.campaign).differences == ()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    def look(self) -> None:
        """Hold the sums against the records."""
        fold(self.campaign)
        assert held_against_records(self.campaign).differences == ()

    @property
    def campaign(self) -> Campaign:
        """The campaign as it is now."""
        return Campaign.objects.get(pk=self.found.campaign.pk)

    def patch(self, place: int) -> Patch:
        """Return one of the patches that count now."""
        rows = list(Patch.objects.select_related("campaign").filter(fate=Fate.ACTIVE).order_by("number", "part_number"))
        return rows[place % len(rows)]

    def do(self, name: str, deed) -> None:
        """Let somebody do something; what is refused changes nothing. Where the data are locked, all is refused but
        what comes after a finding, and the level above opens them again."""
        try:
            deed()
        except TubanError:
            name = f"{name} refused"
        else:
            assert not self.locked or name in ("tell", "fold"), f"{name} in a locked campaign"
        if self.locked:
            Campaign.objects.filter(pk=self.found.campaign.pk).update(locked_at=None, locked_by="")
            self.locked = False
        self.done[name] += 1
        self.steps += 1
        if self.steps % self.look_every == 0:
            self.look()

    @rule(place=st.integers(0, 60), finding=st.sampled_from(("unlawful", "unlawful", "lawful", "unchanged", "other")),
          kind=st.sampled_from(("used_without_applying", "beyond_approval")))  # fmt: skip
    def take(self, place: int, finding: str, kind: str) -> None:
        """A department takes a finding."""
        patch = self.patch(place)
        self.do("take", lambda: take_finding(
            patch, by=self.found.section, expected_version=patch.version, finding=finding,
            violation_type=kind if finding == "unlawful" else "", **_DIFFERING,
        ))  # fmt: skip

    @rule(place=st.integers(0, 60))
    def withdraw(self, place: int) -> None:
        """The county takes a finding back."""
        found = list(Patch.objects.filter(fate=Fate.ACTIVE).exclude(finding=None).order_by("number", "part_number"))
        patch = found[place % len(found)] if found else self.patch(place)
        self.do("reopen", lambda: reopen(
            patch, by=self.found.county, expected_version=patch.version, because="new_evidence", reason="补充",
        ))  # fmt: skip

    @rule(place=st.integers(0, 60))
    def cut(self, place: int) -> None:
        """A patch is split."""
        self.do("split", lambda: split(self.patch(place), self.found.section))

    @rule()
    def join(self) -> None:
        """The two patches that adjoin become one."""
        rows = Patch.objects.select_related("campaign").filter(number__in=(LEFT, RIGHT), fate=Fate.ACTIVE)
        patches = list(rows.order_by("number", "part_number"))
        self.do("merge", lambda: merge_and_compare(
            *patches, by=self.found.section, expected_versions=[one.version for one in patches], reason="一户",
        ))  # fmt: skip

    @rule(place=st.integers(0, 60))
    def restore(self, place: int) -> None:
        """What was split or merged is put back."""
        patch = self.patch(place)
        self.do("restore", lambda: restore_and_compare(
            patch, by=self.found.section, expected_version=patch.version, reason="误分",
        ))  # fmt: skip

    @rule(place=st.integers(0, 60), fine=st.integers(0, 8))
    def tell(self, place: int, fine: int) -> None:
        """What came after a finding is told of a patch."""
        self.do("tell", lambda: tell_later(
            self.patch(place), by=self.found.section, facts={"fine_due": fine}, source="处罚决定",
        ))  # fmt: skip

    @rule(place=st.integers(0, 60))
    def compare(self, place: int) -> None:
        """A patch is compared anew."""
        self.do("compare", lambda: again(self.patch(place), self.found.section))

    @rule(share=st.sampled_from((0.97, 0.98, 0.99)))
    def change_lawbook(self, share: float) -> None:
        """The campaign lays a value of its own on the lawbook: another edition."""
        campaign = self.campaign
        values = {"coverage/full_share": {"value": share, "because": "本县通知〔2024〕1号"}}
        self.do("lay", lambda: lay_values(
            campaign, by=self.found.organiser, expected_version=campaign.version, reason="本县通知", parameters=values,
        ))  # fmt: skip

    @rule()
    def open_the_statistics(self) -> None:
        """Somebody opens the statistics."""
        self.do("fold", lambda: fold(self.campaign))
        assert is_true(Book.objects.get(), self.campaign)

    @precondition(lambda self: self.steps >= self.sealed_at + 10)
    @rule()
    def seal(self) -> None:
        """The county seals: the sums are held against a recount that stays to be read; the level above accepts, and
        nobody may change anything."""
        assert recount(Recount.objects.create(campaign=self.campaign)).agrees
        Campaign.objects.filter(pk=self.found.campaign.pk).update(locked_at=timezone.now(), locked_by="示范市")
        self.locked, self.sealed_at = True, self.steps
        self.done["seal"] += 1


def random_deeds(found, deeds: int, *, examples: int, look_every: int, start: int) -> Counter[str]:
    """Let histories of people's deeds be drawn, as many deeds altogether; returns what was done how often."""
    done: Counter[str] = Counter()
    run_state_machine_as_test(
        seed(start)(lambda: Office(found, done, look_every)),
        settings=settings(
            max_examples=examples, stateful_step_count=deeds // examples, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    return done


def test_after_random_deeds_a_recount_finds_no_difference(found):
    assert len(random_deeds(found, 36, examples=2, look_every=9, start=3)) > 6


def pieces() -> range:
    """Return the seeds of the long test."""
    first, _colon, last = os.environ.get("TUBAN_DEEDS", "11:11").partition(":")
    return range(int(first), int(last or first) + 1)


@pytest.mark.long
@pytest.mark.parametrize("start", pieces())
def test_nor_does_it_after_many(found, start):
    done = random_deeds(found, PIECE, examples=EXAMPLES, look_every=20, start=start)
    print(f"TUBAN_DEEDS={start}: {done.total()} {dict(done.most_common())}")
    assert len(done.keys() & DEEDS) > 7  # a seed may leave one out
