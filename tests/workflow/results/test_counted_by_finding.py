"""Forms and ratio count what a person took, else what is proposed, and say how much rests on which.

The referee adds up rows of the database by itself: what each finding counts as it was kept when it was taken, and the
figures of the card of every other patch.
"""

from __future__ import annotations

import json
from decimal import Decimal
from types import SimpleNamespace

import pytest
import shapely
from tests.workflow.review.found import found_unchanged
from tests.workflow.small_disc import LEFT, OTHER, OpenedDisc, small_disc

from tuban.inspect.disc import open_disc
from tuban.inspect.run import inspect_disc
from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.kernel.formats.children import Nursery
from tuban.render.results import Group, Stopwatch, write_results
from tuban.rules.rulebook import load
from tuban.workflow import store
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.actions import split_and_compare
from tuban.workflow.comparison.reading import reading_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.results.actions import write
from tuban.workflow.results.models import Result, ResultFile
from tuban.workflow.results.queries import behind
from tuban.workflow.review.counting import counted_terms
from tuban.workflow.review.findings.actions import reopen, take_finding
from tuban.workflow.review.models import Finding, FindingTerms
from tuban.workflow.review.ratios import ratio_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def measured(tmp_path_factory) -> OpenedDisc:
    """The very small county, whose other patch was measured in the field."""
    folder = tmp_path_factory.mktemp("measured")
    return OpenedDisc(small_disc(folder / "盘", measured=True), folder / "opened")


@pytest.fixture
def office(county, measured, acting) -> SimpleNamespace:
    """One patch found unchanged against «to be looked into», one found unlawful as proposed, three only proposed."""
    measured.load()
    campaign = Campaign.objects.get()
    found_unchanged(Patch.objects.get(number=LEFT), acting)
    other = Patch.objects.select_related("campaign").get(number=OTHER)
    take_finding(
        other, by=acting("zhifa"), expected_version=other.version, finding="unlawful",
        violation_type="used_without_applying",
    )  # fmt: skip
    return SimpleNamespace(campaign=campaign, by=acting("zuzhi"))


def written(office) -> Result:
    made = write(office.campaign, by=office.by, groups=["forms", "cards"])
    job = do(made.job_id)
    assert job.state == Job.State.DONE, job.error
    return Result.objects.get(pk=made.pk)


def forms_of(result: Result) -> dict:
    file = ResultFile.objects.get(result=result, path="forms.json")
    told = json.loads(store.found(file.checksum, file.suffix).read_text(encoding="utf-8"))
    return {one["id"]: one for one in told["forms"]}


def total(form: dict, column: str) -> Decimal:
    """The value of a column in the row of the whole county."""
    section = form["sections"][0]
    place = section["columns"].index(column)
    (row,) = [one for one in section["rows"] if one["level"] == 0]
    return Decimal(str(row["cells"][place][1]))


def referee(campaign: Campaign) -> list[tuple[str, bool, Decimal | None, Decimal | None]]:
    """Category, whether it was taken, area and cultivated area in 亩 of every patch that counts."""
    found = []
    for patch in Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE):
        taken = Finding.objects.filter(patch=patch, is_current=True).first()
        if taken is not None:
            found.append((taken.finding, True, taken.counted_mu, taken.counted_cultivated_mu))
        else:
            figures = reading_of(patch).figures
            area, cultivated = figures.get("counted_area"), figures.get("counted_cultivated_area")
            found.append((patch.proposed_finding, False, area, cultivated))
    return found


def summed(amounts) -> Decimal:
    return sum((one for one in amounts if one is not None), Decimal(0))


@pytest.mark.seed("F3")
def test_forms_count_by_the_finding_where_one_stands_and_say_what_they_rest_on(office):
    result = written(office)
    forms, rows = forms_of(result), referee(office.campaign)
    assert len(rows) == 5
    unlawful = [one for one in rows if one[0] == "unlawful"]
    assert [one[1] for one in unlawful].count(True) == 1, "one unlawful patch was found, one is only proposed"
    for category, column in (("unlawful", "unlawful_summary"), ("unchanged", "inspection_summary")):
        own = [one for one in rows if one[0] == category]
        assert total(forms[column], f"{category}.plots") == len(own)
        assert total(forms[column], f"{category}.area") == summed(one[2] for one in own)
    assert total(forms["inspection_summary"], "monitored.area") == summed(one[2] for one in rows)
    assert total(forms["unlawful_summary"], "unlawful.cultivated") == summed(one[3] for one in unlawful)
    assert forms["inspection_summary"]["notes"][-1] == "本表计入5宗地块：2宗依认定，3宗未经认定、仅依系统建议。"
    assert forms["unlawful_summary"]["notes"][-1] == "本表计入2宗地块：1宗依认定，1宗未经认定、仅依系统建议。"
    assert all(check["passed"] for form in forms.values() for check in form["checks"])
    assert result.about["rests"] == {"taken": 2, "proposed": 3, "not_compared": 0}
    assert result.about["taken"] == {"unchanged": 1, "unlawful": 1}


def test_the_ratio_is_that_of_the_form_and_says_how_much_of_each_sum_was_taken(office):
    counted = ratio_of(office.campaign, office.campaign.area_code)
    rows = [one for one in referee(office.campaign) if one[0] == "unlawful"]
    assert counted.ratio.numerator.mu == summed(one[3] for one in rows)
    rests = counted.resting(counted.ratio.unlawful)
    assert (rests.taken, rests.taken_mu) == (1, summed(one[3] for one in rows if one[1]))
    assert rests.taken_mu + rests.proposed_mu == counted.ratio.numerator.mu
    assert rests.taken + rests.proposed == len(counted.ratio.unlawful.keys)
    form = forms_of(written(office))["accountability_ratios"]
    assert total(form, "unlawful") == counted.ratio.numerator.mu
    assert total(form, "construction") == counted.ratio.denominator.mu
    assert total(form, "undecided") == len(counted.ratio.undecided)


def test_what_is_kept_of_a_finding_gives_the_same_as_all_its_facts(office):
    assert FindingTerms.objects.count() == 2
    kept = counted_terms(office.campaign)
    FindingTerms.objects.all().delete()
    assert counted_terms(office.campaign) == kept
    assert sum(one.is_taken for one in kept) == 2


def test_a_finding_that_is_reopened_counts_no_more_and_the_results_say_that_they_are_behind(office, acting):
    result = written(office)
    before = ratio_of(office.campaign, office.campaign.area_code)
    assert behind(office.by, result).patches == 0
    patch = Patch.objects.select_related("campaign").get(number=LEFT)
    reopen(patch, by=acting("juzhang"), expected_version=patch.version, because="new_evidence", reason="外业重新核查")
    assert (behind(office.by, result).found, behind(office.by, result).patches) == (1, 1)
    again = written(office)
    assert again.about["rests"]["taken"] == 1
    assert total(forms_of(again)["inspection_summary"], "monitored.plots") == 5
    assert behind(office.by, again).patches == 0
    after = ratio_of(office.campaign, office.campaign.area_code)
    assert len(after.taken) == len(before.taken) - 1


def test_what_was_split_since_counts_in_its_parts(office):
    first = written(office)
    patch = Patch.objects.select_related("campaign").get(number=f"{LEFT[:-1]}3", fate=Fate.ACTIVE)
    west, south, east, north = patch.geometry.extent
    middle = (west + east) / 2
    split_and_compare(
        patch, by=office.by, expected_version=patch.version, reason="权属不同",
        cut_by=[shapely.LineString([(middle, south - 1), (middle, north + 1)])],
    )  # fmt: skip
    assert behind(office.by, first).split == 1
    forms, rows = forms_of(written(office)), referee(office.campaign)
    assert total(forms["inspection_summary"], "monitored.plots") == len(rows) == 6
    assert total(forms["inspection_summary"], "monitored.area") == summed(one[2] for one in rows)


def test_the_figures_of_an_untouched_office_are_those_of_the_disc_alone(county, measured, acting, tmp_path):
    """Where nobody took anything, the forms are the same bytes as those of the command line."""
    measured.load()
    campaign = Campaign.objects.get()
    result = written(SimpleNamespace(campaign=campaign, by=acting("zuzhi")))
    disc = open_disc(measured.disc, tmp_path / "opened", yes=True, strict=False)
    inspection = inspect_disc(disc, tmp_path / "layers", load())
    folder = tmp_path / "out"
    folder.mkdir()
    with Nursery() as nursery:
        write_results(
            inspection, folder, load(), lambda *_told: None, Stopwatch.started(), nursery=nursery,
            groups={Group.RECORD, Group.FORMS},
        )  # fmt: skip
    alone = json.loads((folder / "forms.json").read_text(encoding="utf-8"))
    assert {one["id"]: one for one in alone["forms"]} == forms_of(result)
    assert all("未经认定、仅依系统建议" in one["notes"][-1] or "没有计入" in one["notes"][-1] for one in alone["forms"])
