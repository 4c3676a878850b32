"""Brings a practice county back to a stage: drops its work, loads its disc, lets its people work."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from tuban.jobs.work import Run
from tuban.values.language import gettext as _
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import record
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.loading import prepared_anew, write
from tuban.workflow.comparison.tasks import Asker
from tuban.workflow.organisations.practice import restore_accounts
from tuban.workflow.patches.arrivals.actions import confirm
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.practice.clearing import clear
from tuban.workflow.practice.disc import deliver_disc, is_kept, issued_content, put_back, set_aside
from tuban.workflow.practice.people import People, account
from tuban.workflow.practice.sending import StepFailed, finished, seal, send_up, sign_all, write_down
from tuban.workflow.practice.stages import Stage

_ORGANISER = "zuzhi"


def bring_back(campaign: Campaign, stage: Stage, run: Run) -> dict[str, Any]:
    """Bring a practice county back to a stage. What takes long comes before anything is dropped; the load is one
    transaction with the dropping, the work of later stages is written as it goes. What is sealed is worked on the
    corrected disc, where one is kept: it comes in by the door that discs come in by.

    Raises NotPractice, AccountMissing, DiscAtFault and whatever the actions of the stages raise.
    """
    by = Asker.of(run)
    is_corrected = stage.is_sealed and is_kept(campaign, is_corrected=True)
    prepared = None
    if stage.is_loaded and not is_corrected:
        content = issued_content(campaign)
        kept = settings.HOME.caches / "practice" / content[:16]
        prepared = prepared_anew(campaign, content, work=kept, progress=run.progress)
    run.progress(_("Dropping what was done"))
    with transaction.atomic():
        restored = restore_accounts()
        if is_corrected:
            set_aside(campaign)
        else:
            put_back(campaign)
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
        finished(deliver_disc(campaign, by=account(_ORGANISER)).job_id, run)
    if is_corrected:
        _take_in(campaign, run)
    _work(campaign, stage, run)
    return {
        "stage": stage.value,
        "dropped": dropped,
        "patches": Patch.objects.filter(campaign=campaign).count(),
        "is_corrected": is_corrected,
    }


def _take_in(campaign: Campaign, run: Run) -> None:
    """Take the corrected disc in, as the organiser does: it arrives, is checked, confirmed and loaded."""
    by = account(_ORGANISER)
    run.progress(_("Reading the corrected disc"))
    arrival = deliver_disc(campaign, by=by, is_corrected=True)
    finished(arrival.job_id, run)
    arrival.refresh_from_db()
    run.progress(_("Loading the corrected disc"))
    loading = confirm(arrival, by=by, version=arrival.version)
    finished(loading.pk, run)
    arrival.refresh_from_db()
    if arrival.campaign_id != campaign.pk:
        raise StepFailed(title=loading.title, why=_("the corrected disc is of another campaign"))
    campaign.refresh_from_db()


def _work(campaign: Campaign, stage: Stage, run: Run) -> None:
    """Let people do the work of a stage: opinions, findings, results, seal, signatures, submission."""
    if not stage.is_worked_on:
        return
    people = People()
    is_settled = stage is not Stage.REVIEWED
    rows = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE).order_by("number", "part_number")
    keys = list(rows.values_list("pk", flat=True))
    words = _("Findings are taken") if is_settled else _("Departments give their opinions")
    for place, key in enumerate(keys):
        run.progress(words, place, len(keys))
        with transaction.atomic():
            if is_settled:
                people.settle(key)
            else:
                people.review(key)
    if is_settled:
        write_down(campaign, people, run)
    if stage.is_sealed:
        made = seal(campaign, people, run)
        sign_all(made, run)
        if stage is Stage.SUBMITTED:
            send_up(made, people)
