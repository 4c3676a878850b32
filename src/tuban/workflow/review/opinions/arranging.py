"""Which departments give opinions in a campaign and how many days each has: chosen by its organisers, with what follows
for the patches that are with the departments already.

A department that is added is asked about all of them; one that is left out is not asked any more where it has not
spoken. What was said always counts. Both are done patch by patch, by the same deeds as one alone, in the background.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.jobs.work import Run
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Department, Holding
from tuban.workflow.organisations.roles import Duty
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate, State
from tuban.workflow.review.arranging import arrangement_of, days_of
from tuban.workflow.review.models import Arrangement, Consultation, Opinion
from tuban.workflow.review.opinions.actions import consult, stand_as_arranged, withdraw
from tuban.workflow.review.opinions.agreement import Table, tables_of
from tuban.workflow.review.opinions.policies import BEFORE_FINDING, SPEAKERS, may_arrange_opinions

FOLLOW = "review.follow_arrangement"
MOST_DAYS = 60
_AT_ONCE = 500


class OpinionsArrangedUnfit(TubanError):
    """The joint review cannot be arranged so: {why}."""

    code = "review.opinions_unfit"
    hint = "Choose at least one department, and give each between 1 and 60 working days."


class OpinionsArrangedMeanwhile(TubanError):
    """The joint review of {campaign} was arranged otherwise meanwhile."""

    code = "review.opinions_arranged.changed_meanwhile"
    hint = "Look at the departments and days as they are now, then set yours if they are still right."


@dataclass(frozen=True, slots=True)
class Offered:
    """A department that may be asked: how many people can speak for it, whether it is asked, and its days."""

    duty: Duty
    speakers: int
    is_asked: bool
    days: int


def offered(campaign: Campaign) -> list[Offered]:
    """Return the departments of the county, and those that are asked already."""
    arranged = arrangement_of(campaign)
    own = Department.objects.filter(unit__code=campaign.area_code, unit__is_practice=campaign.is_practice)
    there = {Duty(one) for one in own.values_list("duty", flat=True)} | {Duty(one) for one in arranged.duties}
    held = Holding.objects.filter(
        Q(until=None) | Q(until__gte=timezone.localdate()), post__department__in=own, post__role__in=SPEAKERS,
        person__is_active=True,
    )  # fmt: skip
    people: dict[str, int] = {}
    for duty in held.values_list("post__department__duty", flat=True):
        people[duty] = people.get(duty, 0) + 1
    return [
        Offered(duty, people.get(duty, 0), duty in arranged.duties, days_of(arranged, duty))
        for duty in Duty if duty in there
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Follows:
    """What another arrangement would do: how many patches are with the departments now, which departments come and go,
    how many patches each that comes is asked about, how many questions to each that goes fall away, how many patches
    that were reviewed wait again, and how many would be reviewed."""

    open: int
    added: Mapping[Duty, int]
    removed: Mapping[Duty, int]
    sent_back: int
    reviewed: int

    @property
    def is_nothing(self) -> bool:
        """Whether no patch that is open now is touched."""
        return not (any(self.added.values()) or any(self.removed.values()) or self.sent_back or self.reviewed)


def with_departments(campaign: Campaign) -> QuerySet[Patch]:
    """Return the patches that departments were asked about or have spoken of, and of which no finding was taken."""
    waits = Consultation.objects.filter(patch=OuterRef("pk"), answered_at=None, withdrawn_at=None)
    said = Opinion.objects.filter(patch=OuterRef("pk"), is_current=True)
    rows = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE, state__in=BEFORE_FINDING)
    return rows.filter(Exists(waits) | Exists(said)).select_related("campaign").defer("issued").order_by("pk")


def _portions(rows: QuerySet[Patch]) -> Iterator[list[Patch]]:
    last = 0
    while portion := list(rows.filter(pk__gt=last)[:_AT_ONCE]):
        yield portion
        last = portion[-1].pk


def what_follows(campaign: Campaign, duties: Sequence[str]) -> Follows:
    """Return what would follow if these departments were asked; writes nothing. Raises OpinionsArrangedUnfit."""
    _check_departments(duties)
    before = arrangement_of(campaign).duties
    come, gone = _apart(before, duties)
    added, removed = dict.fromkeys(map(Duty, come), 0), dict.fromkeys(map(Duty, gone), 0)
    total = sent_back = reviewed = 0
    today = timezone.localdate()
    for portion in _portions(with_departments(campaign)):
        now = tables_of(portion, today=today)
        then = tables_of(portion, today=today, duties=duties, without=gone)
        for patch in portion:
            total += 1
            for duty in come:
                added[Duty(duty)] += _is_to_be_asked(now[patch.pk], duty)
            for column in now[patch.pk].columns:
                removed[column.duty] = removed.get(column.duty, 0) + (column.duty in gone and column.due_on is not None)
            holds = then[patch.pk].chosen is not None
            sent_back += patch.state == State.REVIEWED and not holds
            reviewed += patch.state != State.REVIEWED and holds
    return Follows(total, added, {duty: removed.get(duty, 0) for duty in map(Duty, gone)}, sent_back, reviewed)


def _apart(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    return [one for one in after if one not in before], [one for one in before if one not in after]


def _is_to_be_asked(table: Table, duty: str) -> bool:
    """Whether a department that comes is asked about a patch: not where it spoke or is asked, nor where the chair has
    decided."""
    if table.conference is not None and table.conference_holds:
        return False
    return not any(one.duty == duty and (one.opinion is not None or one.due_on is not None) for one in table.columns)


@action("review.arrange_opinions", policy=may_arrange_opinions)
def arrange_opinions(
    campaign: Campaign, *, by: Acting, duties: Sequence[str], days: Mapping[str, int], expected_version: int,
    reason: str = "",
) -> Job | None:  # fmt: skip
    """Choose which departments give opinions and how many working days each has. Questions that were asked keep their
    day. Returns the work that asks or withdraws where patches are open; None where nothing follows.

    Raises OpinionsArrangedUnfit, OpinionsArrangedMeanwhile.
    """
    chosen = list(dict.fromkeys(duties))
    _check(chosen, days)
    Campaign.objects.select_for_update().get(pk=campaign.pk)  # who arranges waits for who arranges
    arranged = arrangement_of(campaign)
    if arranged.version != expected_version:
        raise OpinionsArrangedMeanwhile(campaign=campaign)
    follows = what_follows(campaign, chosen)
    before = _told(arranged)
    come, gone = _apart(arranged.duties, chosen)
    arranged.duties, arranged.days = chosen, {duty: days[duty] for duty in chosen}
    arranged.version += 1
    arranged.save()
    note(before=before, now=_told(arranged), open=follows.open, sent_back=follows.sent_back)
    if follows.is_nothing:
        return None
    return ask_for(
        FOLLOW, str(campaign),
        {"campaign_id": str(campaign.pk), "come": come, "gone": gone, "person_id": str(by.person_id),
         "post_id": str(by.post_id), "language": translation.get_language() or "zh-hans"},
        person_id=by.person_id, person_name=by.person_name, area_code=campaign.area_code, campaign_id=campaign.pk,
    )  # fmt: skip


def _check_departments(duties: Sequence[str]) -> None:
    if not duties:
        raise OpinionsArrangedUnfit(why=_("no department would be asked"))
    for duty in duties:
        if duty not in Duty.values:
            raise OpinionsArrangedUnfit(why=_("“{name}” is no department").format(name=duty))


def _check(duties: Sequence[str], days: Mapping[str, int]) -> None:
    _check_departments(duties)
    for duty in duties:
        if not 1 <= days.get(duty, 0) <= MOST_DAYS:
            raise OpinionsArrangedUnfit(why=_("{duty} has no days").format(duty=Duty(duty).label))


def _told(arranged: Arrangement) -> dict[str, int]:
    return {str(Duty(duty).label): days_of(arranged, duty) for duty in arranged.duties}


def follow(run: Run, campaign: Campaign, *, by: Acting, come: Sequence[str], gone: Sequence[str]) -> dict[str, int]:
    """Ask the departments that came about every patch that is open, and withdraw the open questions to those that went;
    goes on after the last patch."""
    rows = with_departments(campaign)
    turn = _Turn(by, tuple(come), tuple(gone))
    total = rows.count()
    done = {"asked": 0, "withdrawn": 0, "refused": 0, **run.checkpoint.get("done", {})}
    today: date = timezone.localdate()
    rows = rows.filter(pk__gt=int(run.checkpoint.get("after", 0)))
    seen = 0
    for portion in _portions(rows):
        tables = tables_of(portion, today=today)
        for patch in portion:
            turn.follow(patch, tables[patch.pk], done)
        seen += len(portion)
        run.keep(after=portion[-1].pk, done=done)
        run.progress(_("Asking the departments"), seen, max(total, seen))
    return done


@dataclass(frozen=True, slots=True)
class _Turn:
    """Who arranged anew, and which departments came and went."""

    by: Acting
    come: tuple[str, ...]
    gone: tuple[str, ...]

    def follow(self, patch: Patch, table: Table, done: dict[str, int]) -> None:
        """Do with one patch what follows, by the deeds that people do with one alone."""
        wanted = [duty for duty in self.come if _is_to_be_asked(table, duty)]
        waiting = [one.duty.value for one in table.columns if one.duty in self.gone and one.due_on is not None]
        why = _("not asked any more in this campaign")
        try:
            if wanted:
                consult(patch, by=self.by, expected_version=patch.version, duties=wanted)
                done["asked"] += 1
            if waiting:
                done["withdrawn"] += withdraw(patch, by=self.by, duties=waiting, reason=why)
            elif not wanted and (table.chosen is not None) != (patch.state == State.REVIEWED):
                stand_as_arranged(patch, by=self.by)
        except TubanError:
            done["refused"] += 1  # found or changed meanwhile: it is asked about as it is arranged now
