"""Brings a practice county back to a stage: drops its work, loads its disc, lets its people work."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tuban.jobs.models import Job
from tuban.jobs.work import Run, do
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import record
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.loading import prepared_anew, write
from tuban.workflow.comparison.tasks import Asker
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.practice import restore_accounts
from tuban.workflow.organisations.queries import acting_named
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.practice.clearing import clear
from tuban.workflow.practice.disc import deliver_disc
from tuban.workflow.practice.stages import Stage
from tuban.workflow.results.actions import write as write_results
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
from tuban.workflow.submission import actions as submission
from tuban.workflow.submission.hindrances import Objection
from tuban.workflow.submission.queries import in_the_way
from tuban.workflow.submission.words import Hindrance
from tuban.workflow.survey.actions import tell
from tuban.workflow.survey.queries import Origin
from tuban.workflow.survey.telling import Telling

_ORGANISER = "zuzhi"
_SEEN = {"ground_state": "unchanged", "pseudo_change_cause": "shadow", "photo_count": 1}
_FOUND, _WORDS = "unchanged", "现场核实，以外业调查为准（练习）"
_LOOKS_AGAIN = 0.5


class AccountMissing(TubanError):
    """The practice county has no account «{username}» that may act."""

    code = "practice.account_missing"
    hint = "Bring the county back to an earlier stage, or found a practice office anew in an empty folder."


class StepFailed(TubanError):
    """The practice county stands before «{title}», which did not come to its end: {why}"""

    code = "practice.step_failed"
    hint = "Begin the reset again; it begins anew."


def bring_back(campaign: Campaign, stage: Stage, run: Run) -> dict[str, Any]:
    """Bring a practice county back to a stage. What takes long comes before anything is dropped; the load is one
    transaction with the dropping, the work of later stages is written as it goes.

    Raises NotPractice, AccountMissing and whatever the actions of the stages raise.
    """
    by = Asker.of(run)
    prepared = None
    if stage.is_loaded:
        kept = settings.HOME.caches / "practice" / campaign.opened_checksum[:16]
        prepared = prepared_anew(campaign, work=kept, progress=run.progress)
    run.progress(_("Dropping what was done"))
    with transaction.atomic():
        restored = restore_accounts()
        dropped = clear(campaign, by=by)
        record(
            "practice.brought_back", by=by, subject=subject_of(campaign),
            details={"stage": stage.value, "rows": dropped, "accounts": restored},
        )  # fmt: skip
        if prepared is not None:
            run.progress(_("Writing everything down"))
            write(prepared, by=by, is_practice=True, arrival=None, campaign=campaign)
    campaign.refresh_from_db()
    if stage is Stage.ARRIVED:
        run.progress(_("Reading the disc"))
        _finished(deliver_disc(campaign, by=_account(_ORGANISER)).job_id, run)
    is_sealed = False
    if stage in (Stage.REVIEWED, Stage.SETTLED):
        _work(campaign, run, is_all=stage is Stage.SETTLED)
    if stage is Stage.SETTLED:
        is_sealed = _seal(campaign, run)
    return {
        "stage": stage.value,
        "dropped": dropped,
        "patches": Patch.objects.filter(campaign=campaign).count(),
        "is_sealed": is_sealed,
    }


class _People:
    """The accounts of the practice county that do its work."""

    def __init__(self) -> None:
        self.organiser, self.chair, self.surveyor, self.taker = map(_account, ("zuzhi", "juzhang", "waiye", "zhifa"))
        self.departments = [_account(name) for name in ("guihua", "diji", "gengbao", "zhifa")]

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
        """Let a patch be visited and found unchanged."""
        patch = _now(key)
        telling = Telling(_SEEN, (), Origin.FIELD, "外业手簿（练习）")
        tell(patch, by=self.surveyor, expected_version=patch.version, telling=telling)
        if not self.review(key):
            said = Said(Opinion.Verdict.OBJECTS, _FOUND, reasons=(_first(patch, RETURN),), text=_WORDS)
            self._say(key, said, consider(_now(key), _FOUND).comparison.pk)
            patch = _now(key)
            confer(
                patch, by=self.chair, expected_version=patch.version, finding=_FOUND, text=_WORDS,
                reasons=[_first(patch, DIFFERING)], present="各股室负责人（练习）",
            )  # fmt: skip
        patch = _now(key)
        take_finding(
            patch, by=self.taker, expected_version=patch.version, finding=_FOUND, reasons=[_first(patch, DIFFERING)],
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


def _account(username: str) -> Acting:
    found = acting_named(username, on=timezone.localdate())
    if found is None:
        raise AccountMissing(username=username)
    return found


def _now(key: int) -> Patch:
    return Patch.objects.select_related("campaign").get(pk=key)


def _first(patch: Patch, codes: str) -> str:
    """Return the first of the coded reasons of a list."""
    return str(next(iter(rulebook_of(patch.campaign).codelist(codes))).value)


def _work(campaign: Campaign, run: Run, *, is_all: bool) -> None:
    """Let the departments give their opinions, and take findings of all patches where they are wanted."""
    people = _People()
    rows = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE).order_by("number", "part_number")
    keys = list(rows.values_list("pk", flat=True))
    words = _("Findings are taken") if is_all else _("Departments give their opinions")
    for place, key in enumerate(keys):
        run.progress(words, place, len(keys))
        with transaction.atomic():
            if is_all:
                people.settle(key)
            else:
                people.review(key)


def _seal(campaign: Campaign, run: Run) -> bool:
    """Have the results written, and seal them where no error stands; returns whether they are sealed.

    Errors of findings are corrected. Those of the disc itself stand, as they do for people: its issuer corrects them.
    """
    people = _People()
    found = _written(campaign, people, run)
    wrong = [_correctable(campaign, one) for one in found if one.kind is Hindrance.ERROR]
    if wrong and all(wrong):
        for key in dict.fromkeys(wrong):
            with transaction.atomic():
                people.correct(key)
        found = _written(campaign, people, run)
    if any(one.kind is Hindrance.ERROR for one in found):
        return False
    keys = [one.key for one in found if one.explanation is None]
    if keys:
        submission.explain(campaign, by=people.organiser, keys=keys, text="已与台账核对，属实（练习）。")
    _finished(submission.seal(campaign, by=people.organiser).job_id, run)
    return True


def _written(campaign: Campaign, people: _People, run: Run) -> list[Objection]:
    _finished(write_results(campaign, by=people.organiser, groups=["forms"]).job_id, run)
    return in_the_way(people.organiser, campaign)[1]


def _correctable(campaign: Campaign, wrong: Objection) -> int:
    """Return the patch whose finding can be corrected; 0 where an error is none of a finding's."""
    rows = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE, number=wrong.patch, part_number=wrong.part)
    return rows.exclude(finding=_FOUND).values_list("pk", flat=True).first() or 0


def _finished(job_id: UUID | None, run: Run) -> None:
    """Do a job that was just asked for, or wait for the worker that was quicker; raises what it ended with."""
    assert job_id is not None  # noqa: S101 - the action asked for it
    job = do(job_id)
    while not job.is_over:
        run.progress(job.words or job.title, job.done, job.total)
        time.sleep(_LOOKS_AGAIN)
        job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise StepFailed(title=job.title, why=job.error or job.get_state_display())
