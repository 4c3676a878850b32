"""A lead is registered, its case completed, left unfiled, taken over or reported upward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.cases.law import law_of
from tuban.workflow.cases.locking import lock
from tuban.workflow.cases.models import Case, CasePatch, Entry
from tuban.workflow.cases.policies import may_decide, may_handle, may_register, may_take_over
from tuban.workflow.cases.telling import tell
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.patches.models import Patch

OFFENDER = ("name", "representative", "document", "address", "telephone")
MOST_PATCHES = 50


class InCaseAlready(TubanError):
    """{patch} is in the case {case} already."""

    code = "cases.in_case_already"
    hint = "Go on with that case, or say why the patch belongs into a further one."


class LeadUnfit(TubanError):
    """The lead cannot be registered: {why}."""

    code = "cases.lead_unfit"
    hint = "Put it right and send it again."


@action("cases.register", policy=may_register, secrets=("offender", "words"))
def register(
    organ: Unit, *, by: Acting, title: str, source: str, received_on: date, patches: Sequence[Patch] = (),
    source_reference: str = "", place: str = "", words: str = "", because: str = "", act_on: date | None = None,
    offender_kind: str = "", offender: Mapping[str, str] | None = None, area_code: str = "",
) -> Case:  # fmt: skip
    """Register a lead: from patches, a patrol, a tip-off or elsewhere. ``because`` says why a patch that is in a case
    already belongs into a further one. Raises LeadUnfit, InCaseAlready.
    """
    campaign = _campaign_of(patches)
    case = Case(
        organ=organ, campaign=campaign, title=title.strip(), source=source, source_reference=source_reference.strip(),
        area_code=area_code or (patches[0].area_code if patches else organ.code),
        place=place.strip() or (f"{patches[0].township_name}{patches[0].village}" if patches else ""),
        words=words.strip(), act_on=act_on, offender_kind=offender_kind, offender=_offender(offender),
        is_practice=by.is_practice, by=by.person,
    )  # fmt: skip
    if source not in law_of(case).codelist("case_source"):
        raise LeadUnfit(why=_("“{source}” is no source of cases").format(source=source))
    if not case.title:
        raise LeadUnfit(why=_("the case has no title"))
    _not_to_come(received_on, act_on)
    case.save(force_insert=True)
    for patch in patches:
        _hold(case, patch, by=by, because=because)
    Entry.objects.create(
        case=case, kind=Entry.Kind.DONE, about="lead", day=received_on, words=case.words, by=by.person, post=by.post
    )
    note(patches=[str(one) for one in patches])
    tell(case, by=by)
    return case


def _not_to_come(*days: date | None) -> None:
    today = timezone.localdate()
    for day in days:
        if day is not None and day > today:
            raise LeadUnfit(why=_("{day} is yet to come").format(day=day.isoformat()))


def _campaign_of(patches: Sequence[Patch]) -> Campaign | None:
    campaigns = {one.campaign_id: one.campaign for one in patches}
    if len(campaigns) > 1:
        raise LeadUnfit(why=_("the patches are of several campaigns"))
    if len(patches) > MOST_PATCHES:
        raise LeadUnfit(why=_("a case holds {most} patches at most").format(most=MOST_PATCHES))
    if len({one.area_code for one in patches}) > 1:
        raise LeadUnfit(why=_("the patches lie in several counties"))
    return next(iter(campaigns.values()), None)


def _offender(told: Mapping[str, str] | None) -> dict[str, str]:
    return {name: str(told[name]).strip() for name in OFFENDER if told and str(told.get(name, "")).strip()}


def _hold(case: Case, patch: Patch, *, by: Acting, because: str) -> None:
    """Let a case hold a patch. The row of the patch is locked: two cases cannot take it at once unseen."""
    Patch.objects.select_for_update().get(pk=patch.pk)
    other = (
        Case.objects.filter(lines__patch=patch).exclude(standing=Case.Standing.NOT_FILED).exclude(pk=case.pk).first()
    )
    if other is not None and not because.strip():
        raise InCaseAlready(patch=patch, case=other)
    CasePatch.objects.get_or_create(
        case=case, patch=patch, defaults={"because": because.strip(), "by": by.person}
    )  # fmt: skip


@action("cases.add_patch", policy=may_handle)
def add_patch(case: Case, *, by: Acting, expected_version: int, patch: Patch, because: str = "") -> Case:
    """Take a further patch into a case. Raises ChangedMeanwhile, LeadUnfit, InCaseAlready."""
    lock(case, expected_version)
    held = [line.patch for line in case.lines.select_related("patch__campaign")]
    _campaign_of([*held, patch])
    if case.campaign_id is None:
        case.campaign = patch.campaign
        case.save(update_fields=["campaign"])
    _hold(case, patch, by=by, because=because)
    tell(case, by=by)
    return case


@action("cases.correct", policy=may_handle, secrets=("offender", "words"))
def correct(
    case: Case, *, by: Acting, expected_version: int, title: str, place: str, words: str, act_on: date | None,
    ended_on: date | None, offender_kind: str, offender: Mapping[str, str], officers: Sequence[Person],
) -> Case:  # fmt: skip
    """Complete what is known of a case. Raises ChangedMeanwhile, LeadUnfit."""
    lock(case, expected_version)
    _not_to_come(act_on, ended_on)
    if not title.strip():
        raise LeadUnfit(why=_("the case has no title"))
    if act_on and ended_on and ended_on < act_on:
        raise LeadUnfit(why=_("the occupation cannot end before it began"))
    case.title, case.place, case.words = title.strip(), place.strip(), words.strip()
    case.act_on, case.ended_on, case.offender_kind = act_on, ended_on, offender_kind
    case.offender = _offender(offender)
    case.save(update_fields=["title", "place", "words", "act_on", "ended_on", "offender_kind", "offender"])
    case.officers.set(officers)
    tell(case, by=by)
    return case


@action("cases.not_file", policy=may_decide)
def not_file(case: Case, *, by: Acting, expected_version: int, because: str, reason: str) -> Case:
    """Decide that a lead is not filed, for a coded reason said in words too. Raises ChangedMeanwhile, LeadUnfit."""
    lock(case, expected_version)
    if case.standing != Case.Standing.LEAD:
        raise LeadUnfit(why=_("the case was filed already"))
    if because not in law_of(case).codelist("case_not_filed") or not reason.strip():
        raise LeadUnfit(why=_("a lead is left unfiled for a coded reason, said in words too"))
    case.standing, case.not_filed = Case.Standing.NOT_FILED, because
    case.closed_on = timezone.localdate()
    case.words = f"{case.words}\n{reason.strip()}".strip()
    case.save(update_fields=["standing", "not_filed", "closed_on", "words"])
    tell(case, by=by)
    return case


@action("cases.take_over", policy=may_take_over)
def take_over(case: Case, *, by: Acting, expected_version: int, reason: str) -> Case:
    """Take a case over from the organ below (提级办理): its number and its journal stay. Raises ChangedMeanwhile."""
    lock(case, expected_version)
    if not reason.strip():
        raise LeadUnfit(why=_("say why the case is taken over"))
    case.taken_from = case.taken_from or case.organ
    case.organ = by.post.unit
    case.save(update_fields=["taken_from", "organ"])
    tell(case, by=by)
    return case


@action("cases.report_upward", policy=may_handle)
def report_upward(case: Case, *, by: Acting, expected_version: int, day: date, reason: str) -> Case:
    """Record that a case was reported to the organ above. Raises ChangedMeanwhile, LeadUnfit."""
    lock(case, expected_version)
    _not_to_come(day)
    case.reported_up_on = day
    case.save(update_fields=["reported_up_on"])
    return case
