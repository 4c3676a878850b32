"""Supervisions as those above and the county read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from tuban.rules.sampling import chance_of_finding
from tuban.rules.strata import least_chance, share_needed, sizes
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.queries import campaigns_seen_by
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Holding, Person
from tuban.workflow.organisations.roles import ABOVE_COUNTIES
from tuban.workflow.supervision import listing
from tuban.workflow.supervision.law import DrawLaw, draw_law, law_of
from tuban.workflow.supervision.models import Correction, Drawn, Lot, Meeting, Remark, Supervision
from tuban.workflow.supervision.policies import (
    may_answer,
    may_follow,
    may_see_supervision,
    may_supervise,
)
from tuban.workflow.supervision.words import CorrectionState, Purpose


def supervisions_seen_by(by: Acting) -> QuerySet[Supervision]:
    """Return the supervisions of the counties of the acting person; townships see none."""
    if may_see_supervision.explain(by):
        return Supervision.objects.none()
    rows = Supervision.objects.filter(campaign__in=campaigns_seen_by(by))
    return rows.select_related("campaign", "unit", "opened_by", "lot")


def lot_of(supervision: Supervision) -> Lot | None:
    """Return the lot of a supervision; None before its list is fixed."""
    return Lot.objects.select_related("supervision__campaign", "supervision__unit", "fixed_by").filter(
        supervision=supervision
    ).first()  # fmt: skip


def drawn_of(lot: Lot, purpose: str) -> list[Drawn]:
    """Return what was drawn for a purpose, in the turns of the seed."""
    rows = Drawn.objects.filter(lot=lot, purpose=purpose).select_related(
        "patch", "visitor", "sealed_by", "lot__supervision__campaign", "lot__supervision__unit"
    )
    return list(rows.defer("patch__geometry", "patch__issued", "lot__results"))


def drawn_seen_by(by: Acting) -> QuerySet[Drawn]:
    """Return what was drawn in supervisions of the acting person."""
    rows = Drawn.objects.filter(lot__supervision__in=supervisions_seen_by(by).values("pk"))
    return rows.select_related("patch", "lot__supervision__campaign", "lot__supervision__unit")


def is_visited(lot: Lot) -> bool:
    """Whether the lot was drawn and every sheet of it is sealed."""
    open_ones = Drawn.objects.filter(lot=lot, purpose=Purpose.FIELD, sealed_at=None)
    return lot.drawn_at is not None and not open_ones.exists()


def visitors_for(by: Acting, campaign: Campaign) -> QuerySet[Person]:
    """Return who may visit: people of units above the county that answer for it, but the acting person, who knows the
    first results of what was drawn."""
    today = timezone.localdate()
    held = Holding.objects.filter(
        post__unit__level__in=ABOVE_COUNTIES, post__unit__is_practice=campaign.is_practice, since__lte=today,
        person__is_active=True,
    ).exclude(until__lt=today).select_related("post__unit")  # fmt: skip
    fit = [
        one.person_id for one in held.prefetch_related("post__unit__areas")
        if any(campaign.area_code.startswith(area.code) for area in one.post.unit.areas.all())
    ]  # fmt: skip
    return Person.objects.filter(pk__in=fit).exclude(pk=by.person_id).order_by("name")


@dataclass(frozen=True, slots=True)
class Promise:
    """What a draw of some numbers by stratum promises, if ``bad`` of all results are bad.

    ``surely`` holds wherever the bad ones lie, ``evenly`` where their place has nothing to do with the strata.
    ``share_needed`` is the share that promises the wanted chance wherever they lie, with the number it draws.
    """

    population: int
    populations: Sequence[int]
    drawn: Sequence[int]
    bad: int
    surely: Fraction
    evenly: Fraction
    share_needed: Fraction | None
    drawn_needed: int


def promise_of(populations: Sequence[int], share: Fraction, law: DrawLaw) -> Promise:
    """Return what a share promises of a list with so many results in each stratum."""
    factors = list(listing.factors_of(law).values())
    drawn, every = sizes(populations, share=share, factors=factors), sum(populations)
    bad = min(every, max(1, -(-every * law.bad_share.numerator // law.bad_share.denominator)))
    needed = share_needed(populations, factors=factors, bad=bad, chance=law.confidence)
    return Promise(
        every, populations, drawn, bad, least_chance(populations, drawn, bad),
        chance_of_finding(population=every, bad=bad, drawn=sum(drawn)), needed,
        sum(sizes(populations, share=needed, factors=factors)) if needed is not None else 0,
    )  # fmt: skip


def promise_now(campaign: Campaign, share: Fraction | None = None) -> tuple[Promise, int]:
    """Return what a draw would promise as the office stands now, and how many patches have no finding."""
    law = draw_law(campaign)
    rows = listing.results_of(campaign, law, timezone.now())
    return promise_of(listing.populations(rows), share or law.share, law), listing.without_finding(campaign).count()


def proves(lot: Lot) -> bool:
    """Whether drawing a lot again from its list, secret and word gives what was drawn."""
    law = law_of(lot)
    if lot.digest != listing.digest_of(lot.results) or lot.commitment != listing.commitment_of(lot.secret):
        return False
    if lot.seed != listing.seed_of(lot.secret, lot.word):
        return False
    again = listing.drawn_from(lot.results, share=Fraction(lot.share), law=law, seed=lot.seed)
    kept = {str(one.patch) for one in drawn_of(lot, Purpose.FIELD)}
    return kept == {one.key for one in (*again.lot, *again.added)}


def remarks_of(supervision: Supervision, *, is_material: bool) -> dict[str, Remark]:
    """Return what was found of the items of a list."""
    rows = Remark.objects.filter(supervision=supervision, is_material=is_material).select_related("by")
    return {one.item: one for one in rows.prefetch_related("patches")}


def meetings_of(supervision: Supervision) -> list[Meeting]:
    """Return the minutes of a supervision."""
    return list(supervision.meetings.select_related("by"))


def corrections_seen_by(by: Acting) -> QuerySet[Correction]:
    """Return the corrections of supervisions of the acting person."""
    rows = Correction.objects.filter(supervision__in=supervisions_seen_by(by).values("pk"))
    return rows.select_related("supervision__campaign", "supervision__unit").prefetch_related("patches")


def corrections_waiting(by: Acting) -> list[Correction]:
    """Return the corrections that wait for the acting person: for the county those to answer, for those who demanded
    them the answers to look at; the earliest day first."""
    found = corrections_seen_by(by).exclude(state=CorrectionState.DONE).order_by("due_on", "number")
    whose = {CorrectionState.ASKED: may_answer, CorrectionState.ANSWERED: may_follow}
    return [one for one in found if not whose[CorrectionState(one.state)].explain(by, one)]


def lots_to_judge(by: Acting) -> list[Supervision]:
    """Return the open supervisions of one's own unit whose second visits are all sealed."""
    found = supervisions_seen_by(by).filter(unit=by.post.unit_id, closed_at=None, lot__drawn_at__isnull=False)
    waiting = Drawn.objects.filter(lot=OuterRef("pk"), purpose=Purpose.FIELD, sealed_at=None)
    rows = found.filter(~Exists(waiting)).defer("lot__results")
    return [one for one in rows if not may_supervise.explain(by, one)]


def is_late(correction: Correction, today: date) -> bool:
    """Whether a correction is not done and its day is over."""
    return correction.done_on is None and correction.due_on < today


def supervision_named(by: Acting, key: UUID) -> Supervision | None:
    """Return a supervision by its key; None where it is none of theirs."""
    return supervisions_seen_by(by).filter(pk=key).first()
