"""What people do: explain what is objected, seal a campaign, send it up; a level above accepts, returns, reopens."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.jobs.queue import ask_for
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit
from tuban.workflow.results.queries import newest
from tuban.workflow.submission.going_back import kept, open_again
from tuban.workflow.submission.hindrances import objections
from tuban.workflow.submission.law import reasons
from tuban.workflow.submission.models import Explanation, Seal, Station, Submission
from tuban.workflow.submission.pinning import Pin, demand_known, pin_to
from tuban.workflow.submission.policies import may_examine, may_explain, may_reopen, may_seal, may_send
from tuban.workflow.submission.receiving import next_above, right_below
from tuban.workflow.submission.sealing import demand_way_is_free
from tuban.workflow.submission.tasks import SEAL
from tuban.workflow.submission.telling import tell_came, tell_decided
from tuban.workflow.submission.words import EXPLAINED, Outcome, State

_SHORTEST, _LONGEST = 4, 500


class WordsWanted(TubanError):
    """This needs words: {why}."""

    code = "submission.words_wanted"
    hint = "Say it in a sentence; it is kept with your name, and the level above reads it."


class NothingChosen(TubanError):
    """Nothing was chosen that can be explained."""

    code = "submission.nothing_chosen"
    hint = "Choose warnings or contradictions of the list as it is now; errors are corrected, not explained."


class NoResults(TubanError):
    """No results were written yet."""

    code = "submission.no_results"
    hint = "Write the results of the campaign first: a seal takes what they counted."


class NobodyAbove(TubanError):
    """No level above is known to this office."""

    code = "submission.nobody_above"
    hint = "Hand the submission over as a package, or let the organisations be registered."


@action("submission.explain", policy=may_explain)
def explain(campaign: Campaign, *, by: Acting, keys: Collection[str], text: str) -> list[Explanation]:
    """Explain warnings and contradictions with one text; what was explained before is explained anew.

    Raises NothingChosen, WordsWanted.
    """
    words = _words(text, _("say why it may stand so"))
    result = newest(by, campaign)
    found = objections(campaign, result) if result is not None else []
    chosen = [one for one in found if one.key in set(keys) and one.kind in EXPLAINED]
    if not chosen:
        raise NothingChosen
    Explanation.objects.filter(campaign=campaign, key__in=[one.key for one in chosen]).update(is_current=False)
    made = [
        Explanation(
            campaign=campaign, key=one.key, kind=one.kind, objection=f"{one.number} {one.says}".strip(), text=words,
            by=by.person, post=by.post,
        )
        for one in chosen
    ]  # fmt: skip
    note(count=len(made))
    return Explanation.objects.bulk_create(made)


@action("submission.seal", policy=may_seal)
def seal(campaign: Campaign, *, by: Acting, reason: str = "") -> Seal:
    """Ask for a seal of a campaign as its newest results have it. Raises StandsInTheWay, WordsWanted."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    may_seal.demand(by, campaign)
    result = newest(by, campaign)
    if result is None:
        raise NoResults
    demand_way_is_free(campaign, result)
    Seal.objects.filter(campaign=campaign, whole_at=None).delete()  # an attempt that failed never stood
    last = Seal.objects.filter(campaign=campaign).aggregate(Max("number"))["number__max"] or 0
    words = _words(reason, _("it replaces a seal that stands")) if last else reason.strip()[:300]
    made = Seal.objects.create(
        campaign=campaign, unit=by.post.unit, number=last + 1, result=result, asked_by=by.person, post=by.post,
        reason=words[:300],
    )  # fmt: skip
    job = ask_for(
        SEAL, _("Seal: {name}").format(name=campaign.title), {"seal_id": str(made.pk)}, person_id=by.person_id,
        person_name=by.person_name, area_code=campaign.area_code, campaign_id=campaign.pk,
    )  # fmt: skip
    made.job_id = job.pk
    made.save(update_fields=["job_id"])
    note(seal=str(made.pk), number=made.number)
    return made


@action("submission.send", policy=may_send)
def send(seal: Seal, *, by: Acting, words: str = "") -> Submission:
    """Send a signed seal to the next level above."""
    Seal.objects.select_for_update().get(pk=seal.pk)
    may_send.demand(by, seal)
    above = next_above(seal.unit)
    if above is None:
        raise NobodyAbove
    made = Submission.objects.create(
        seal=seal, campaign=seal.campaign, holder=above, by=by.person, post=by.post, note=words.strip()[:300]
    )
    tell_came(Station.objects.create(submission=made, unit=above))
    note(submission=str(made.pk), to=str(above), digest=seal.digest)
    return made


@action("submission.accept", policy=may_examine)
def accept(submission: Submission, *, by: Acting, text: str = "") -> Submission:
    """Accept a submission: its data are locked, and it goes on to the next level above where there is one."""
    station = _decide(submission, by, Outcome.ACCEPTED, text)
    station.pinned.all().delete()  # what was pinned for a return that did not come
    campaign = submission.campaign
    campaign.locked_at, campaign.locked_by = timezone.now(), station.unit_name[:80]
    campaign.save(update_fields=["locked_at", "locked_by"])
    above = next_above(station.unit) if station.unit is not None else None
    submission.holder = above
    if above is None:
        submission.state = State.ACCEPTED
    kept(submission)
    if above is not None:
        tell_came(Station.objects.create(submission=submission, unit=above))
    tell_decided(station)
    note(unit=station.unit_name, on_to=str(above or ""))
    return submission


@action("submission.send_back", policy=may_examine)
def send_back(
    submission: Submission, *, by: Acting, reasons_given: Sequence[str], text: str, pins: Sequence[Pin] = ()
) -> Submission:
    """Return a submission to the level right below, with coded reasons and the patches that they are about: those that
    were pinned before, and ``pins``.

    What comes back to the county is open again, and each patch goes back to the hands that took its finding. Raises
    ReasonUnknown, WordsWanted, PatchNotSealed.
    """
    demand_known(reasons(), reasons_given)
    station = _decide(submission, by, Outcome.RETURNED, _words(text, _("say what is to be corrected")), reasons_given)
    pin_to(station, pins)
    below = _below(station, submission)
    if below is not None:
        submission.holder = below
        kept(submission)
        tell_came(Station.objects.create(submission=submission, unit=below))
    else:
        submission.state, submission.holder = State.RETURNED, None
        open_again(submission, station, by)
    tell_decided(station)
    note(unit=station.unit_name, patches=[str(one) for one in station.pinned.all()])
    return submission


@action("submission.reopen", policy=may_reopen)
def reopen(
    submission: Submission, *, by: Acting, reasons_given: Sequence[str], reason: str, pins: Sequence[Pin] = ()
) -> Submission:
    """Open again what was accepted, with the reason: the county may change it, seal and send it anew.

    Raises ReasonUnknown, WordsWanted, PatchNotSealed.
    """
    demand_known(reasons(), reasons_given)
    words = _words(reason, _("say why it is reopened"))
    submission.refresh_from_db(from_queryset=Submission.objects.select_for_update().select_related("campaign", "seal"))
    may_reopen.demand(by, submission)
    submission.stations.filter(outcome=Outcome.WAITING).delete()
    station = Station.objects.create(
        submission=submission, unit=by.post.unit, outcome=Outcome.REOPENED, decided_at=timezone.now(), by=by.person,
        post=by.post, reasons=list(reasons_given), text=words,
    )  # fmt: skip
    pin_to(station, pins)
    submission.state, submission.holder = State.REOPENED, None
    open_again(submission, station, by)
    tell_decided(station)
    return submission


def _below(station: Station, submission: Submission) -> Unit | None:
    """Return the unit that it goes back to within this installation; None where that is whoever made the seal, here or
    elsewhere."""
    if station.unit is None or submission.seal.came.get("unit") == str(station.unit_id):
        return None
    return right_below(station.unit, submission.seal.unit)


def _words(text: str, why: str) -> str:
    words = text.strip()[:_LONGEST]
    if len(words) < _SHORTEST:
        raise WordsWanted(why=why)
    return words


def _decide(
    submission: Submission, by: Acting, outcome: Outcome, text: str, given: Sequence[str] = ()
) -> Station:  # fmt: skip
    submission.refresh_from_db(from_queryset=Submission.objects.select_for_update().select_related("campaign", "seal"))
    may_examine.demand(by, submission)
    station = submission.stations.select_related("unit").get(unit=submission.holder_id, outcome=Outcome.WAITING)
    station.outcome, station.decided_at, station.by, station.post = outcome, timezone.now(), by.person, by.post
    station.text, station.reasons = text.strip()[:_LONGEST], list(given)
    station.save()
    return station
