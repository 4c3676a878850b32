"""Errors of issued rows stand in the way until their issuer corrects them; what was found before is then found anew."""

from __future__ import annotations

import pytest
from tests.inspect.small_county import SmallCounty, box
from tests.workflow.small_disc import STEM, OpenedDisc, small_disc
from tests.workflow.submission.going_up import found_all, sealed, written

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.models import Arrival, Patch
from tuban.workflow.review.findings.actions import reopen, take_finding
from tuban.workflow.submission.hindrances import Objection
from tuban.workflow.submission.queries import in_the_way
from tuban.workflow.submission.sealing import StandsInTheWay, demand_way_is_free
from tuban.workflow.submission.words import Hindrance

MALFORMED, MENDED = f"{STEM}5X", f"{STEM}5"


def numbered(number: str):
    def then(county: SmallCounty) -> None:
        county.patch(box(300, 700, 30, 30), number=number)

    return then


@pytest.fixture(scope="module")
def discs(tmp_path_factory) -> list[OpenedDisc]:
    """The issued disc with a malformed number, and the corrected one."""
    folder = tmp_path_factory.mktemp("discs")
    return [
        OpenedDisc(small_disc(folder / name, planned=True, then=numbered(number)), folder / f"{name}-opened")
        for name, number in (("下发", MALFORMED), ("更正", MENDED))
    ]


def errors(campaign: Campaign, by) -> list[Objection]:
    written(campaign, by)
    return [one for one in in_the_way(by, campaign)[1] if one.kind is Hindrance.ERROR]


def test_an_error_of_an_issued_row_is_the_issuers_until_a_corrected_disc_settles_it(county, acting, discs):
    by = acting("zuzhi")
    issued, corrected = discs
    issued.load()
    campaign = Campaign.objects.get()
    found_all(acting)
    found = [one for one in errors(campaign, by) if one.patch == MALFORMED]
    assert {(one.rule, one.is_of_issuer) for one in found} == {("R01", True)}
    arrival = Arrival.objects.create(name="更正盘", unit=by.post.unit, begun_by=by.person)
    corrected.load(arrival=arrival, ends_missing=True)
    campaign.refresh_from_db()
    written(campaign, by)
    told = [one for one in in_the_way(by, campaign)[1] if one.kind is Hindrance.UNDECIDED]
    assert [(one.patch, one.rule) for one in told] == [(MENDED, "")]
    with pytest.raises(StandsInTheWay):
        demand_way_is_free(campaign, in_the_way(by, campaign)[0])
    found_again(Patch.objects.select_related("campaign").get(number=MENDED), acting)
    assert errors(campaign, by) == []
    seal = sealed(campaign, by)
    assert seal.counts["patches"] == Patch.objects.filter(fate="active").values("number").distinct().count()


def found_again(patch: Patch, acting) -> None:
    by = acting("zuzhi")
    reopen(patch, by=by, expected_version=patch.version, because="issuer_corrected", reason="编号已更正")
    patch = Patch.objects.select_related("campaign").get(pk=patch.pk)
    take_finding(patch, by=acting("zhifa"), expected_version=patch.version, finding="unchanged")


def test_what_the_office_added_itself_is_mended_by_the_county(county, acting, discs):
    issued, _corrected = discs
    issued.load()
    Patch.objects.filter(number=MALFORMED).update(source="patrol")
    found_all(acting)
    found = [one for one in errors(Campaign.objects.get(), acting("zuzhi")) if one.patch == MALFORMED]
    assert {one.is_of_issuer for one in found} == {False}
