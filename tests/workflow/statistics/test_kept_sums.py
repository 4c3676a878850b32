"""The forms from kept sums: true after whatever people do, as of any day, every cell to its patches."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone
from tests.rules.test_forms_sums import drawn
from tests.workflow.rectification.conftest import fresh
from tests.workflow.review.test_compared_later import split

from tuban.render.workbook import Cover, write_forms
from tuban.rules.forms import fill_forms, wording
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.findings.actions import reopen
from tuban.workflow.review.models import Finding
from tuban.workflow.statistics import actions
from tuban.workflow.statistics.cells import behind
from tuban.workflow.statistics.history import counted_on
from tuban.workflow.statistics.keeping import fold, is_true, up_to_date
from tuban.workflow.statistics.models import Book, Contribution, Recount, Refill, Tally
from tuban.workflow.statistics.records import counted, taken_among
from tuban.workflow.statistics.recounting import held_against_records, held_by_the_engine, recount
from tuban.workflow.statistics.refilling import fill_day, shares_on
from tuban.workflow.statistics.tables import ListTooLong, Scope, forms_of, summaries, table, units_with_rows
from tuban.workflow.statistics.whole import whole_forms


def scope_of(campaign, **other) -> Scope:
    return Scope((campaign,), other.pop("unit", campaign.area_code), **other)


def figure(scope: Scope, form: str, column: str, row: int = 0):
    filled = next(one for one in summaries(scope) if one.id == form)
    section = filled.sections[0]
    return section.cell(section.rows[row], column).value


def form_of(scope: Scope, name: str):
    return next(one for one in forms_of(scope.law) if one.id == name)


@pytest.mark.seed("S3")
def test_the_sums_follow_what_people_do_without_being_told(found):
    campaign = found.campaign
    assert up_to_date(campaign).waiting == 0
    scope = scope_of(campaign)
    was = figure(scope, "unlawful_summary", "unlawful.area")
    assert was >= Decimal("2.25")
    patch = found.now()
    reopen(patch, by=found.county, expected_version=patch.version, because="new_evidence", reason="补充证据")
    assert not is_true(Book.objects.get(), campaign)
    up_to_date(campaign)
    assert is_true(Book.objects.get(), campaign)
    assert figure(scope, "unlawful_summary", "unlawful.area") == was  # the proposal says the same
    assert held_against_records(campaign).differences == ()


def test_a_sum_that_is_wrong_is_named_cell_by_cell(found):
    fold(found.campaign)
    Tally.objects.exclude(township="").update(plots=F("plots") + 1)
    row = recount(Recount.objects.create(campaign=found.campaign))
    assert not row.agrees
    assert {"form", "row", "column", "kept", "counted"} == set(row.differences[0])
    cells = {tuple(one.values()) for one in row.differences}
    assert cells >= {tuple(one.values()) for one in held_by_the_engine(found.campaign).differences if one["column"]}
    Book.objects.update(plan="")  # whoever brings them up to date from the records
    assert recount(Recount.objects.create(campaign=found.campaign)).agrees


def test_every_cell_is_the_sum_of_the_patches_behind_it(found):
    fold(found.campaign)
    scope = scope_of(found.campaign)
    looked = 0
    for filled in summaries(scope):
        if len(filled.sections) > 1:
            continue
        form = form_of(scope, filled.id)
        for row in filled.sections[0].rows:
            for column, cell in zip(filled.sections[0].columns, row.cells, strict=True):
                if column.kind != "number" or not isinstance(cell.value, Decimal):
                    continue
                (one,) = behind(scope, form, row.code, column.id)
                assert (one.total, one.unmeasured) == (cell.value, cell.unmeasured), (filled.id, row.code, column.id)
                looked += 1
    assert looked > 200


def test_a_township_and_a_batch_are_counted_alone(found):
    fold(found.campaign)
    whole = scope_of(found.campaign)
    apart = [figure(scope_of(found.campaign, unit=one), "unlawful_summary", "unlawful.plots")
             for one in ("990101001", "990101002")]  # fmt: skip
    assert sum(apart) == figure(whole, "unlawful_summary", "unlawful.plots")
    batch = Contribution.objects.values_list("batch", flat=True)[0]
    assert figure(scope_of(found.campaign, batch=batch), "unlawful_summary", "unlawful.plots") == sum(apart)
    assert figure(scope_of(found.campaign, batch="patrol"), "unlawful_summary", "unlawful.plots") == 0
    listed = table(scope_of(found.campaign, unit="990101002"), form_of(whole, "change_patch_statistics"))
    assert {key[0] for row in listed.sections[0].rows if row.kind == "part" for cell in row.cells
            for key in cell.keys} == {found.patch.number}  # fmt: skip


@pytest.mark.seed("S11")
def test_the_register_of_earlier_approvals_has_a_row_for_each_of_its_parcels_however_many_others_there_are(
    found, monkeypatch
):
    said = Comparison.objects.get(patch=found.patch, is_current=True)
    said.facts = {**said.facts, "patch_list": "earlier_approved"}
    said.save(update_fields=["facts"])
    fold(found.campaign, {found.patch.number})
    monkeypatch.setattr("tuban.workflow.statistics.tables.MOST_LISTED", 1)
    scope = scope_of(found.campaign)
    with pytest.raises(ListTooLong):
        table(scope, form_of(scope, "part_list"))
    (section,) = table(scope, form_of(scope, "earlier_approved_register")).sections
    (row,) = [row for row in section.rows if row.kind == "part"]
    assert section.cell(row, "patch").text == f"PJ {found.patch.number}"
    assert section.cell(row, "built").value == section.cell(section.rows[-1], "built").value
    other = table(scope_of(found.campaign, unit="990101001"), form_of(scope, "earlier_approved_register"))
    assert [row for row in other.sections[0].rows if row.kind == "part"] == []


def test_a_day_is_filled_as_the_records_stood_at_its_end(found, tmp_path):
    campaign, today = found.campaign, timezone.localdate()
    earlier = today - timedelta(days=3)
    Comparison.objects.update(at=F("at") - timedelta(days=10))
    Patch.objects.update(made_at=F("made_at") - timedelta(days=10))
    split(Patch.objects.select_related("campaign").filter(proposed_finding="manual").first(), found.section)
    for day in (today, today - timedelta(days=40)):
        with pytest.raises(actions.DayUnfit):
            actions.refill(campaign, by=found.township, day=day)
    made = actions.refill(campaign, by=found.township, day=earlier)
    fill_day(made, tmp_path)
    then, now = shares_on(campaign, earlier), list(counted_on(campaign, today))
    assert (len(then) + 1, Finding.objects.filter(is_current=True).count()) == (len(now), 1)
    fold(campaign)
    assert {one.key for one in now} == {one.key for one in counted_on(campaign, today)}
    told = next(one for one in summaries(scope_of(campaign, day=earlier)) if one.id == "unlawful_summary")
    assert told.rests.taken == 0  # the finding was taken later
    assert next(one for one in summaries(scope_of(campaign)) if one.id == "unlawful_summary").rests.taken == 1
    again = actions.refill(campaign, by=found.township, day=earlier)
    assert (again.pk, Refill.objects.count()) == (made.pk, 1)


def test_a_recount_is_asked_for_by_the_county_and_only_once_at_a_time(found):
    assert actions.may_recount.explain(found.township, found.campaign)
    made = actions.recount(found.campaign, by=found.county)
    with pytest.raises(actions.RecountRuns):
        actions.recount(found.campaign, by=found.county)
    assert (made.asked_by, made.done_at) == (found.county.person, None)
    assert fresh(found.patch).version == found.now().version


def test_the_workbook_from_kept_sums_is_that_of_the_engine_byte_for_byte(found, tmp_path):
    campaign, law = found.campaign, rulebook_of(found.campaign)
    fold(campaign)
    parts = list(counted(campaign))
    by_engine = fill_forms(parts, units_with_rows(campaign), law, ratios={}, taken=taken_among(parts))
    from_sums = whole_forms(campaign)
    assert [drawn(form) for form in from_sums] == [drawn(form) for form in by_engine]
    cover = Cover(campaign.title, campaign.area_name, date(2024, 12, 31))
    for name, forms in (("engine", by_engine), ("sums", from_sums)):
        write_forms(forms, tmp_path / f"{name}.xlsx", cover=cover, wording=wording(law))
    assert (tmp_path / "sums.xlsx").read_bytes() == (tmp_path / "engine.xlsx").read_bytes()
