"""Questions about cases: which ones somebody sees, whose patches they hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.recording import Subject, record_alone
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.cases.law import law_of
from tuban.workflow.cases.models import Case, CasePatch, Entry, Item, Measure, Paper, Performance
from tuban.workflow.cases.papers.templates import template_of
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.organisations.models import Holding, Person, Unit
from tuban.workflow.organisations.roles import Duty
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_of_campaign, patches_seen_by
from tuban.workflow.patches.states import Fate

Row = TypeVar("Row", bound=Model)
_ONE_LOOK = timedelta(hours=1)


def cases_seen_by(by: Acting) -> QuerySet[Case]:
    """Return the cases of the areas of the acting person; administrators of the product see none."""
    if by.is_administrator:
        return Case.objects.none()
    rows = Case.objects.filter(is_practice=by.is_practice).select_related("organ", "campaign", "by")
    return in_areas(rows, by.area_codes, "area_code")


def cases_of(patch: Patch) -> QuerySet[Case]:
    """Return the cases that hold a patch, the newest first."""
    return Case.objects.filter(lines__patch=patch).select_related("organ", "campaign")


def patches_in_cases(patches: Iterable[int]) -> set[int]:
    """Return which of the patches, by their row, stand in a case that was filed or may still be."""
    held = CasePatch.objects.filter(patch__in=list(patches)).exclude(case__standing=Case.Standing.NOT_FILED)
    return set(held.values_list("patch_id", flat=True))


def lines_of(case: Case) -> QuerySet[CasePatch]:
    """Return the patches of a case."""
    return CasePatch.objects.filter(case=case).select_related("patch__campaign")


class CaseNotFound(TubanError):
    """There is no such case in your areas."""

    code = "cases.not_found"
    hint = "Look it up by its number in the list of cases; the attempt was written into the audit."


def case_for(by: Acting, key: UUID) -> Case:
    """Return a case by its identity; raises CaseNotFound, and the attempt is then written into the audit."""
    found = cases_seen_by(by).filter(pk=key).first()
    if found is None:
        record_alone(
            "cases.look_up", by=by, subject=Subject("cases.case", str(key), "", by.post.unit.code),
            reason=CaseNotFound().message, is_refused=True,
        )  # fmt: skip
        raise CaseNotFound
    return found


def note_read(by: Acting, case: Case, what: str = "") -> None:
    """Write into the audit that somebody looked at a case, whose persons are in it; ``what`` names a paper that was
    taken along. Looking again within the hour is the same look."""
    subject = subject_of(case)
    if not what:
        lines = Line.objects.filter(person_id=by.person_id, action="cases.read", at__gte=timezone.now() - _ONE_LOOK)
        if lines.filter(subject_kind=subject.kind, subject_id=subject.key).exists():
            return
    record_alone("cases.take_paper" if what else "cases.read", by=by, subject=subject, reason=what)


def officers_of(organ: Unit, *, on: date) -> list[Person]:
    """Return who may take part in a step as an officer: the holders of posts in the enforcement section of an organ,
    those with a certificate first."""
    holdings = Holding.objects.filter(
        Q(until__isnull=True) | Q(until__gte=on), since__lte=on, post__unit=organ,
        post__department__duty=Duty.ENFORCEMENT, person__is_active=True,
    )  # fmt: skip
    people = {one.person_id: one.person for one in holdings.select_related("person")}
    return sorted(people.values(), key=lambda one: (not one.certificate, one.name))


def people_named(keys: Iterable[str], organ: Unit, *, on: date) -> list[Person]:
    """Return officers of an organ by their keys, in that order; what is none of them is left out."""
    known = {str(one.pk): one for one in officers_of(organ, on=on)}
    return [known[key] for key in keys if key in known]


def journal_of(case: Case) -> list[Entry]:
    """Return every line of the journal, those struck too, the newest first."""
    rows = Entry.objects.filter(case=case).select_related("by", "post__unit", "post__department", "strikes")
    return list(rows.select_related("struck_by", "struck_by__by").order_by("-at", "-pk"))


def entry_of(case: Case, key: UUID) -> Entry:
    """Return a line of the journal; raises CaseNotFound."""
    return _of(Entry.objects.filter(case=case), key)


def items_of(case: Case) -> list[Item]:
    """Return the items of the penalty in the order of the lawbook, with what was performed of them."""
    rows = Item.objects.filter(line__case=case).select_related("line__patch", "line__case")
    order = law_of(case).codelist("penalty_item").values
    held = rows.prefetch_related("performances__by")
    return sorted(held, key=lambda one: (str(one.line.patch), order.index(one.item)))


def item_of(case: Case, key: UUID) -> Item:
    """Return an item of the penalty; raises CaseNotFound."""
    return _of(Item.objects.filter(line__case=case).select_related("line__patch", "line__case"), key)


def performance_of(case: Case, key: UUID) -> Performance:
    """Return what was performed; raises CaseNotFound."""
    return _of(Performance.objects.filter(item__line__case=case).select_related("item__line__case"), key)


def line_of(case: Case, key: int) -> CasePatch:
    """Return the line of a patch in a case; raises CaseNotFound."""
    return _of(lines_of(case), key)


def measures_of(case: Case) -> list[Measure]:
    """Return what was proposed against persons."""
    return list(Measure.objects.filter(case=case).select_related("by"))


def measure_of(case: Case, key: UUID) -> Measure:
    """Return a measure against a person; raises CaseNotFound."""
    return _of(Measure.objects.filter(case=case), key)


def papers_of(case: Case) -> list[Paper]:
    """Return the papers that were issued, the newest edition of each kind first."""
    return list(Paper.objects.filter(case=case).select_related("by", "post__unit"))


def paper_of(case: Case, key: UUID) -> Paper:
    """Return an issued paper; raises CaseNotFound."""
    return _of(Paper.objects.filter(case=case), key)


def _of(rows: QuerySet[Row], key: object) -> Row:
    found = rows.filter(pk=key).first()
    if found is None:
        raise CaseNotFound
    return found


def numbers_for_step(case: Case) -> dict[str, str]:
    """Return the number of the last paper that was issued for each step."""
    found: dict[str, str] = {}
    for paper in Paper.objects.filter(case=case).exclude(number="").order_by("at"):
        step = template_of(law_of(case), paper.kind).step
        if step:
            found[step] = paper.number
    return found


def patches_numbered(by: Acting, campaign: Campaign | None, numbers: Iterable[str]) -> tuple[list[Patch], list[str]]:
    """Return the patches of a campaign by their numbers (a part as ``number-part``), and which of them are none that
    somebody sees."""
    rows = patches_seen_by(by) if campaign is None else patches_of_campaign(by, campaign.pk)
    rows = rows.filter(fate=Fate.ACTIVE).select_related("campaign")
    found: list[Patch] = []
    strange = []
    for text in dict.fromkeys(numbers):
        number, _dash, part = text.partition("-")
        own = list(rows.filter(number=number, part_number=part) if part else rows.filter(number=number))
        found += own
        strange += [] if own else [text]
    return found, strange
