"""What people do: have a report drafted, hand in what they made of it, hold it against the records again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.jobs.queue import ask_for
from tuban.rules.forms.filled import PartKey
from tuban.rules.reports.reading import read_reports
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.statistics.scopes import scope_for
from tuban.workflow.statistics.tables import units_with_rows
from tuban.workflow.written_reports.comparing import by_hand, stated_in
from tuban.workflow.written_reports.drafting import WORD, figures_of_draft
from tuban.workflow.written_reports.models import ReportDraft, ReportEdition
from tuban.workflow.written_reports.policies import may_compare, may_draft, may_keep
from tuban.workflow.written_reports.reading import NotAReport, content_of

DRAFT, COMPARE = "written_reports.draft", "written_reports.compare"
_MOST_CASES, _LONGEST_NOTE, _LONGEST_NAME = 12, 300, 120


class NoSuchReport(TubanError):
    """There is no report «{report}»."""

    code = "written_reports.no_such_report"
    hint = "Choose one of the reports on the page of the statistics."


class NoSuchUnit(TubanError):
    """A report is drafted of a county or a township, not of «{unit}»."""

    code = "written_reports.no_such_unit"
    hint = "Choose the county of the campaign or one of its townships."


class TooManyCases(TubanError):
    """{count} typical cases are too many."""

    code = "written_reports.too_many_cases"
    hint = "Choose twelve at most."


class SameAgain(TubanError):
    """This file was handed in already, as edition {number}."""

    code = "written_reports.same_again"
    hint = "Edit it, save it, and hand that in."


class OfAnotherReport(TubanError):
    """«{name}» was not made of this draft: {why}."""

    code = "written_reports.of_another_report"
    hint = "Download the draft of this page, edit it, and hand that in."


@action("written_reports.draft", policy=may_draft)
def draft(
    campaign: Campaign, *, by: Acting, report: str, unit: str = "", batch: str = "", day: date | None = None,
    cases: Sequence[PartKey] = (),
) -> ReportDraft:  # fmt: skip
    """Have a report drafted of a unit, a batch and a day (None for now). ``cases`` are the typical cases in their
    order; none lets the rule choose. Raises NoSuchReport, NoSuchUnit, TooManyCases, NotRefilled, SumsBehind."""
    if report not in {one.id for one in read_reports(rulebook_of(campaign)).reports}:
        raise NoSuchReport(report=report)
    if len(cases) > _MOST_CASES:
        raise TooManyCases(count=len(cases))
    names = {one.code: one.name for one in units_with_rows(campaign)}
    code = unit or campaign.area_code
    if code not in names:
        raise NoSuchUnit(unit=unit)
    scope = scope_for(by, campaign, code, batch, day)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    last = ReportDraft.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
    made = ReportDraft.objects.create(
        campaign=campaign, report=report, number=last + 1, unit=code, unit_name=names[code], batch=batch,
        day=scope.day, as_of=scope.day or timezone.localdate(), cases=[list(one) for one in cases],
        asked_by=by.person, post=by.post,
    )  # fmt: skip
    job = ask_for(
        DRAFT, _("Draft a report: {name}").format(name=campaign.title), {"draft_id": str(made.pk)},
        person_id=by.person_id, person_name=by.person_name, area_code=campaign.area_code, campaign_id=campaign.pk,
    )  # fmt: skip
    made.job_id = job.pk
    made.save(update_fields=["job_id"])
    note(draft=made.number)
    return made


@action("written_reports.keep", policy=may_keep, secrets=("path",))
def keep(of: ReportDraft, *, by: Acting, path: Path, name: str, words: str = "") -> ReportEdition:
    """Hand in what was made of a draft: kept as it came, its figures held against those of the draft at once and
    against the records by a job. Raises NotAReport, OfAnotherReport, SameAgain."""
    shown = name.replace("\\", "/").rpartition("/")[2][-_LONGEST_NAME:] or of.about.get("file", "")
    if not shown.lower().endswith(WORD):
        raise NotAReport(name=shown, why=_("it is no Word file"))
    edited = content_of(path, shown)
    stated = stated_in(edited, content_of(store.found(of.checksum, WORD), of.about.get("file", "")))
    if not stated:
        raise OfAnotherReport(name=shown, why=_("none of its figures stands in it"))
    ReportDraft.objects.select_for_update().get(pk=of.pk)
    before = of.editions.order_by("-number").first()
    checksum = store.keep(path, suffix=WORD)
    same = of.editions.filter(checksum=checksum).first()
    if same is not None:
        raise SameAgain(number=same.number)
    made = ReportEdition.objects.create(
        draft=of, number=before.number + 1 if before else 1, name=shown, checksum=checksum, size=path.stat().st_size,
        note=words.strip()[:_LONGEST_NOTE], by=by.person, post=by.post, stated=stated,
        found=by_hand(figures_of_draft(of), stated),
    )  # fmt: skip
    _compare(made, by)
    note(edition=made.number, digest=checksum, changed=len(made.found["changed"]), gone=len(made.found["gone"]))
    return made


@action("written_reports.compare", policy=may_compare)
def compare(edition: ReportEdition, *, by: Acting) -> ReportEdition:
    """Have the figures of an edition held against the records of now."""
    return _compare(edition, by)


def _compare(edition: ReportEdition, by: Acting) -> ReportEdition:
    campaign = edition.draft.campaign
    job = ask_for(
        COMPARE, _("Hold a report against the records: {name}").format(name=campaign.title),
        {"edition_id": str(edition.pk)}, person_id=by.person_id, person_name=by.person_name,
        area_code=campaign.area_code, campaign_id=campaign.pk,
    )  # fmt: skip
    edition.job_id = job.pk
    edition.save(update_fields=["job_id"])
    return edition
