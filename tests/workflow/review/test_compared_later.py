"""What is compared anew after a review is seen again; a finding that was taken stays and says on what it rests."""

from __future__ import annotations

from decimal import Decimal

import pytest
import shapely
from django.utils import timezone
from tests.workflow.review.speaking import all_agree, ask, fresh
from tests.workflow.small_disc import LEFT

from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.workflow.audit.policies import Refused
from tuban.workflow.audit.queries import history
from tuban.workflow.audit.recording import PRODUCT, Subject
from tuban.workflow.campaigns.actions import lay_values
from tuban.workflow.comparison.actions import compare_again, restore_and_compare, split_and_compare
from tuban.workflow.comparison.loading.load import delivered_of
from tuban.workflow.comparison.loading.reading import OPENED, read_opened
from tuban.workflow.layers.entering import enter_editions
from tuban.workflow.organisations.models import Unit
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import State
from tuban.workflow.review.findings.actions import NotAgreed, take_chosen, take_finding
from tuban.workflow.review.findings.queries import finding_of, rests_on_older, since_finding
from tuban.workflow.review.later import NotOfAfterwards, tell_later
from tuban.workflow.review.opinions.agreement import Standing, table_of
from tuban.workflow.review.ratios import ratio_of
from tuban.workflow.signoff.actions import open_document
from tuban.workflow.signoff.cells import Cell
from tuban.workflow.signoff.models import Document


@pytest.fixture
def newer_survey(office, newer_disc):
    """The survey delivered anew: construction land below the unlawful patch."""
    opened = read_opened(newer_disc.work("newer") / OPENED)
    return enter_editions("990101", [delivered_of(one) for one in opened.layers["survey_last"]], is_practice=True)


def reviewed(office) -> Patch:
    """The unlawful patch, upon which all departments agree."""
    ask(office.unlawful, office.organiser)
    all_agree(office.unlawful, office.departments)
    patch = fresh(office.unlawful)
    assert patch.state == State.REVIEWED
    return patch


def again(patch: Patch, by) -> Patch:
    return compare_again(patch, by=by, expected_version=patch.version, reason="新版调查")


def halves(patch: Patch) -> list[shapely.Geometry]:
    west, south, east, north = patch.geometry.extent
    return [shapely.LineString([((west + east) / 2, south - 1e-4), ((west + east) / 2, north + 1e-4)])]


def split(patch: Patch, by) -> list[Patch]:
    return split_and_compare(patch, by=by, expected_version=patch.version, reason="两户", cut_by=halves(patch))


# A review -------------------------------------------------------------------------------------------------------------


def test_a_patch_that_was_reviewed_is_seen_again_after_another_comparison(office, newer_survey):
    patch = again(reviewed(office), office.enforcement)
    assert patch.state == State.VISITED  # the field has been there
    changed = history("patches.patch", str(patch.uuid))[0].details["changed"]
    assert changed["state"] == ["reviewed", "visited"]
    with pytest.raises(NotAgreed):
        take_finding(patch, by=office.enforcement, expected_version=patch.version, finding=patch.proposed_finding,
                     violation_type="")  # fmt: skip
    standing = {one.standing for one in table_of(patch, today=timezone.localdate()).columns}
    assert standing == {Standing.OUTDATED}


def test_a_comparison_that_finds_nothing_new_leaves_the_review_as_it_is(office):
    patch = again(reviewed(office), office.enforcement)
    assert patch.state == State.REVIEWED
    assert take_chosen(patch, by=office.enforcement).finding == "unlawful"


def test_pieces_of_a_reviewed_patch_wait_for_a_review_of_their_own(office):
    patch = reviewed(office)
    children = split(patch, office.enforcement)
    assert {fresh(one).state for one in children} == {State.VISITED}
    back = restore_and_compare(children[0], by=office.enforcement, expected_version=1, reason="一户")
    assert [fresh(one).state for one in back] == [State.REVIEWED]  # its own review was upon its own shape


def test_what_others_stand_for_is_not_compared_any_more(office):
    patch = office.unlawful
    split(patch, office.enforcement)
    with pytest.raises(Refused, match="图斑"):
        again(fresh(patch), office.enforcement)


# A finding ------------------------------------------------------------------------------------------------------------


def test_a_finding_says_that_it_rests_on_an_earlier_comparison_and_what_is_told_now(office, newer_survey):
    patch = reviewed(office)
    made = take_chosen(patch, by=office.enforcement)
    assert since_finding(made) is None
    patch = again(fresh(patch), office.enforcement)
    assert (patch.state, patch.finding) == (State.SETTLED, "unlawful")
    assert rests_on_older(patch)
    since = since_finding(finding_of(patch))
    assert since is not None
    assert not since.says_the_same
    assert since.proposed_then == "unlawful"
    assert any("耕地" in one.title for one in since.moved)


def test_a_finding_that_nothing_speaks_against_says_so(office):
    patch = reviewed(office)
    take_chosen(patch, by=office.enforcement)
    campaign = office.campaign
    lay_values(
        campaign, by=office.organiser, expected_version=campaign.version, reason="本县通知",
        parameters={"coverage/full_share": {"value": 0.99, "because": "本县通知〔2024〕1号"}},
    )  # fmt: skip
    patch = again(fresh(patch), office.enforcement)
    since = since_finding(finding_of(patch))
    assert since is not None
    assert since.says_the_same


# What is being signed -------------------------------------------------------------------------------------------------


def put_forward(patch: Patch) -> Document:
    subject = Subject("patches.patch", str(patch.uuid), str(patch), patch.township_code)
    cells = [Cell("remark.note", "备注", "备注", "", "particulars")]
    unit = Unit.objects.get(code=patch.township_code)
    return open_document(subject, unit, by=PRODUCT, form="registration_card", cells=cells)


def test_a_document_ends_with_the_patch_that_was_split_and_says_why(office):
    patch = office.unlawful
    document = put_forward(patch)
    other = put_forward(Patch.objects.get(number=LEFT))
    children = split(patch, office.enforcement)
    document.refresh_from_db()
    assert not document.is_current
    assert "分割" in document.ended_because
    assert "2 个" in document.ended_because
    assert not document.steps.filter(is_open=True).exists()
    other.refresh_from_db()
    assert other.is_current
    piece = put_forward(fresh(children[0]))
    restore_and_compare(fresh(children[1]), by=office.enforcement, expected_version=1, reason="一户")
    piece.refresh_from_db()
    assert not piece.is_current
    assert "还原" in piece.ended_because


# What came after a finding -------------------------------------------------------------------------------------------


def found_unlawful(office) -> Patch:
    """The unlawful patch with its finding."""
    patch = reviewed(office)
    held = table_of(patch, today=timezone.localdate()).chosen
    take_finding(
        patch, by=office.enforcement, expected_version=patch.version, finding=held.finding,
        violation_type=held.violation_type,
    )  # fmt: skip
    return fresh(patch)


RESTORED = {
    "recultivated_area": Area.from_mu("0.5"),
    "recultivated_on": PartialDate.parse("2024-09-01"),
    "regularised": False,
}


def test_restored_land_is_deducted_while_the_finding_stays(office):
    patch = found_unlawful(office)
    found = finding_of(patch)
    before = ratio_of(office.campaign, "990101").ratio

    tell_later(patch, by=office.enforcement, facts=RESTORED, source="整改验收")

    after = ratio_of(office.campaign, "990101").ratio
    assert (before.deductions.mu, after.deductions.mu) == (0, Decimal("0.5"))
    assert after.numerator == before.numerator
    assert after.after < before.after
    assert finding_of(patch) == found
    assert fresh(patch).state == State.SETTLED


def test_a_finding_is_not_older_than_its_rectification(office):
    patch = found_unlawful(office)

    tell_later(patch, by=office.enforcement, facts=RESTORED, source="整改验收")

    assert not rests_on_older(patch)
    assert fresh(patch).version == patch.version


def test_what_is_told_again_alike_changes_nothing(office):
    patch = found_unlawful(office)
    tell_later(patch, by=office.enforcement, facts=RESTORED, source="整改验收")
    version = fresh(patch).version

    tell_later(fresh(patch), by=office.enforcement, facts=RESTORED, source="整改验收")

    assert fresh(patch).version == version


def test_rectification_taken_back_is_deducted_no_more(office):
    patch = found_unlawful(office)
    tell_later(patch, by=office.enforcement, facts=RESTORED, source="整改验收")

    tell_later(patch, by=office.enforcement, facts={}, taken_back=list(RESTORED), source="虚假申报")

    assert ratio_of(office.campaign, "990101").ratio.deductions.mu == 0


def test_what_was_found_is_not_told_as_something_later(office):
    with pytest.raises(NotOfAfterwards):
        tell_later(office.unlawful, by=office.enforcement, facts={"ground_state": "unchanged"}, source="整改")
