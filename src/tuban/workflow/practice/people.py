"""What the accounts of the practice county do at a patch, by the actions that people take."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.queries import acting_named
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.considering import consider
from tuban.workflow.review.findings.actions import reopen, take_chosen, take_finding
from tuban.workflow.review.models import Opinion
from tuban.workflow.review.opinions.actions import (
    DIFFERING,
    RETURN,
    Said,
    clear_opinion,
    confer,
    consult,
    give_opinion,
)
from tuban.workflow.review.opinions.policies import may_ask
from tuban.workflow.survey.actions import tell
from tuban.workflow.survey.queries import Origin
from tuban.workflow.survey.telling import Telling

FOUND = "unchanged"
"""What a visit of the practice county finds."""
_SEEN = {"ground_state": "unchanged", "pseudo_change_cause": "shadow", "photo_count": 1}
_WORDS = "现场核实，以外业调查为准（练习）"


class AccountMissing(TubanError):
    """The practice county has no account «{username}» that may act."""

    code = "practice.account_missing"
    hint = "Bring the county back to an earlier stage, or found a practice office anew in an empty folder."


def account(username: str) -> Acting:
    """Return an account of the practice county under its post. Raises AccountMissing."""
    found = acting_named(username, on=timezone.localdate())
    if found is None:
        raise AccountMissing(username=username)
    return found


class People:
    """The accounts of the practice county that do its work."""

    def __init__(self) -> None:
        self.organiser, self.chair, self.surveyor, self.taker = map(account, ("zuzhi", "juzhang", "waiye", "zhifa"))
        self.departments = [account(name) for name in ("guihua", "diji", "gengbao", "zhifa")]

    def review(self, key: int) -> bool:
        """Put a patch to the departments where it may be, and let them agree where the proposal is clear; returns
        whether they did."""
        patch = _now(key)
        if not may_ask.allows(self.organiser, patch):
            return False
        consult(patch, by=self.organiser, expected_version=patch.version)
        try:
            with transaction.atomic():
                held, said = clear_opinion(_now(key))
                self._say(key, said, held.comparison.pk)
        except TubanError:
            return False
        return True

    def settle(self, key: int) -> None:
        """Take the finding of a patch. What cannot be settled at the desk was visited and found unchanged; where a
        rule objects to that, departments object and the chair decides."""
        if self.review(key):
            try:
                with transaction.atomic():
                    take_chosen(_now(key), by=self.taker)
            except TubanError:
                self.visit(key)
        else:
            self.visit(key)

    def visit(self, key: int) -> None:
        """Let a patch be visited and found unchanged, or what departments agree on then."""
        patch = _now(key)
        telling = Telling(_SEEN, (), Origin.FIELD, "外业手簿（练习）")
        tell(patch, by=self.surveyor, expected_version=patch.version, telling=telling)
        if self.review(key):
            with suppress(TubanError), transaction.atomic():  # what a visit tells may speak for another finding
                take_chosen(_now(key), by=self.taker)
                return
        else:
            said = Said(Opinion.Verdict.OBJECTS, FOUND, reasons=(_first(patch, RETURN),), text=_WORDS)
            self._say(key, said, consider(_now(key), FOUND).comparison.pk)
            patch = _now(key)
            confer(
                patch, by=self.chair, expected_version=patch.version, finding=FOUND, text=_WORDS,
                reasons=[_first(patch, DIFFERING)], present="各股室负责人（练习）",
            )  # fmt: skip
        patch = _now(key)
        take_finding(
            patch, by=self.taker, expected_version=patch.version, finding=FOUND, reasons=[_first(patch, DIFFERING)],
            text=_WORDS,
        )  # fmt: skip

    def correct(self, key: int) -> None:
        """Take the finding of a patch back that a rule of the results objects to, and visit it."""
        patch = _now(key)
        reopen(
            patch, by=self.organiser, expected_version=patch.version, because=_first(patch, DIFFERING), reason=_WORDS
        )
        self.visit(key)

    def _say(self, key: int, said: Said, seen: UUID) -> None:
        before = dict(Opinion.objects.filter(patch=key, is_current=True).values_list("duty", "pk"))
        for department in self.departments:
            duty = department.post.department.duty if department.post.department is not None else ""
            give_opinion(_now(key), by=department, said=said, seen=seen, replaces=before.get(duty))


def _now(key: int) -> Patch:
    return Patch.objects.select_related("campaign").get(pk=key)


def _first(patch: Patch, codes: str) -> str:
    """Return the first of the coded reasons of a list."""
    return str(next(iter(rulebook_of(patch.campaign).codelist(codes))).value)
