"""A disc that its issuer corrected comes when people have begun: it is taken over, and what it withdraws ends."""

from __future__ import annotations

import random
from typing import Any

import pytest
import shapely
from django.db import transaction
from django.utils import timezone
from tests.inspect.small_county import SmallCounty, box
from tests.workflow.review.found import found_unchanged
from tests.workflow.review.speaking import all_agree, ask, fresh
from tests.workflow.small_disc import LEFT, OTHER, RIGHT, STEM, OpenedDisc, small_disc

from tuban.values.errors import TubanError
from tuban.workflow.audit.policies import Refused
from tuban.workflow.audit.queries import history
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.actions import merge_and_compare, restore_and_compare, split_and_compare
from tuban.workflow.comparison.days import came_back, corrected_count
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.correcting import is_other_ground
from tuban.workflow.patches.models import Arrival, Patch, Reissue
from tuban.workflow.patches.policies import may_assign
from tuban.workflow.patches.states import Fate, State
from tuban.workflow.review.findings.actions import reopen
from tuban.workflow.review.findings.queries import finding_of, rests_on_older
from tuban.workflow.review.opinions.agreement import Standing, table_of
from tuban.workflow.statistics.models import Recount
from tuban.workflow.statistics.recounting import recount
from tuban.workflow.survey.queries import statements_of

WRONG, RIGHT_NUMBER, GONE, NEW, OVER = (f"{STEM}{ending}" for ending in ("5X", "6", "7", "8", "9"))
"""A patch whose number was malformed with its corrected number, one that is withdrawn, one that is new, and one that is
withdrawn because it lies over another."""
WIDER = box(700, 300, 60, 30)
"""The corrected outline of the patch of the other township."""


def issued(county: SmallCounty) -> None:
    """What the issuer sent first."""
    county.patch(box(300, 700, 30, 30), number=WRONG)
    county.patch(box(400, 700, 40, 30), number=GONE)
    county.patch(box(160, 610, 20, 20), number=OVER)


def corrected(county: SmallCounty) -> None:
    """What it sends later: an image date, an outline and a number corrected, one patch withdrawn, one new."""
    by_number = {row["JCBH"]: row for row in county.patches}
    by_number[LEFT]["QSX"] = "2023-09-09"
    by_number[OTHER] |= {"geometry": WIDER, "JCMJ": 2.7}
    county.patch(box(300, 700, 30, 30), number=RIGHT_NUMBER)
    county.patch(box(800, 800, 30, 30), number=NEW)


def all_corrected(county: SmallCounty) -> None:
    """Every outline is wider, and every row has another date."""
    issued(county)
    for row in county.patches:
        row |= {"geometry": row["geometry"].buffer(2, join_style="mitre"), "QSX": "2023-09-09"}


@pytest.fixture(scope="module")
def discs(tmp_path_factory) -> dict[str, OpenedDisc]:
    """The discs by name, each read once."""
    folder = tmp_path_factory.mktemp("discs")
    return {
        name: OpenedDisc(small_disc(folder / name, measured=True, then=then), folder / f"{name}-opened")
        for name, then in (("issued", issued), ("corrected", corrected), ("all", all_corrected))
    }


@pytest.fixture
def begun(county, acting, discs) -> Any:
    """The office with the issued disc."""
    discs["issued"].load(arrival=arrival("下发盘", acting))
    return acting


def arrival(name: str, acting) -> Arrival:
    by = acting("zuzhi")
    return Arrival.objects.create(name=name, unit=by.post.unit, begun_by=by.person)


def take_in(disc: OpenedDisc, acting, *, ends_missing: bool = True):
    return disc.load(arrival=arrival("更正盘", acting), ends_missing=ends_missing)


def patch_of(number: str, part: str = "") -> Patch:
    rows = Patch.objects.select_related("campaign").filter(number=number, part_number=part)
    return rows.exclude(fate=Fate.UNDONE).get()


def halves(patch: Patch) -> list[shapely.Geometry]:
    west, south, east, north = patch.geometry.extent
    return [shapely.LineString([((west + east) / 2, south - 1e-4), ((west + east) / 2, north + 1e-4)])]


def cut(patch: Patch, acting) -> list[Patch]:
    by = acting("zhifa")
    return split_and_compare(patch, by=by, expected_version=patch.version, reason="两户", cut_by=halves(patch))


def merged(one: Patch, other: Patch, acting) -> Patch:
    return merge_and_compare(
        one, other, by=acting("zhifa"), expected_versions=[one.version, other.version], reason="一处"
    )


def told_facts() -> dict[str, Any]:
    """What was issued of every patch that counts, whole and by number."""
    told: dict[str, Any] = {}
    for row in Patch.objects.filter(fate=Fate.ACTIVE).order_by("number", "part_number"):
        one = told.setdefault(row.number, {"areas": [], "dates": {(row.before_on, row.after_on)}, "outlines": []})
        one["issued"] = {name: value for name, value in row.issued.items() if not name.startswith("source_")}
        one["areas"].append((row.area_m2, row.monitored_m2))
        one["outlines"].append(shapely.from_wkb(bytes(row.geometry.wkb)))
    return told


def same_issue(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether both say the same as issued: columns, ground, and the areas together."""
    sums = [[sum(column) for column in zip(*said["areas"], strict=True)] for said in (one, other)]
    grounds = [shapely.union_all(said["outlines"], grid_size=1e-10) for said in (one, other)]
    return (
        (one["issued"], one["dates"], sums[0]) == (other["issued"], other["dates"], sums[1])
        and not is_other_ground(*grounds)
    )  # fmt: skip


def alone(disc: OpenedDisc) -> dict[str, Any]:
    """What a disc issues where nobody ever worked on anything, and no other disc came before."""
    with transaction.atomic():
        Campaign.objects.all().update(code="another")
        disc.load()
        told = told_facts_of(Campaign.objects.exclude(code="another").get())
        transaction.set_rollback(True)
    return told


def told_facts_of(campaign: Campaign) -> dict[str, Any]:
    Patch.objects.exclude(campaign=campaign).update(fate=Fate.UNDONE)
    return told_facts()


def sums_agree() -> bool:
    """Whether the kept sums of all forms equal what a recount of the records says."""
    return bool(recount(Recount.objects.create(campaign=Campaign.objects.get())).agrees)


# What nobody worked on -----------------------------------------------------------------------------------------------


def test_what_nobody_worked_on_is_as_the_corrected_disc_says(begun, discs):
    loaded = take_in(discs["corrected"], begun)
    assert (loaded.new, loaded.corrected, loaded.withdrawn, loaded.kept) == (1, 0, 2, 0)
    told, expected = told_facts(), alone(discs["corrected"])
    assert told.keys() == expected.keys()
    assert all(same_issue(told[number], expected[number]) for number in expected)


def test_patches_that_the_disc_lacks_stay_where_nobody_says_that_it_is_whole(begun, discs):
    loaded = take_in(discs["corrected"], begun, ends_missing=False)
    assert loaded.withdrawn == 0
    assert patch_of(GONE).fate == Fate.ACTIVE


# What people worked on -----------------------------------------------------------------------------------------------


def test_a_corrected_outline_is_compared_anew_and_outdates_what_was_found_on_it(begun, discs):
    finding = found_unchanged(patch_of(OTHER), begun)
    old = patch_of(OTHER)
    take_in(discs["corrected"], begun)
    patch = patch_of(OTHER)
    assert (patch.uuid, patch.state, patch.finding) == (old.uuid, State.SETTLED, "unchanged")
    assert patch.area_m2 > old.area_m2
    assert patch.before_on == old.before_on
    assert Comparison.objects.get(patch=patch, is_current=True).facts["geometry_area"] != finding.comparison.facts[
        "geometry_area"
    ]  # fmt: skip
    assert finding_of(patch) == finding
    assert rests_on_older(patch)
    assert statements_of(patch).exists(), "what the field told stays told"


def test_a_day_begins_with_what_was_corrected_until_its_finding_is_taken_again(begun, discs):
    found_unchanged(patch_of(OTHER), begun)
    take_in(discs["corrected"], begun)
    finder = begun("juzhang")

    def corrected_ones() -> list[str]:
        campaign = Campaign.objects.get()
        told = [one.patch.number for one in came_back(finder, campaign)]
        assert len(told) == corrected_count(finder, campaign)
        return told

    assert corrected_ones() == [OTHER]
    patch = patch_of(OTHER)
    reopen(patch, by=finder, expected_version=patch.version, because="new_evidence", reason="补充证据")
    assert corrected_ones() == [OTHER]
    found_unchanged(patch_of(OTHER), begun)
    assert corrected_ones() == []


def test_opinions_on_corrected_ground_are_outdated_and_the_patch_is_reviewed_again(begun, discs):
    patch = patch_of(OTHER)
    ask(patch, begun("zuzhi"))
    all_agree(patch, {duty: begun(duty) for duty in ("guihua", "diji", "gengbao", "zhifa")})
    assert fresh(patch).state == State.REVIEWED
    take_in(discs["corrected"], begun)
    patch = fresh(patch)
    assert patch.state == State.VISITED

    assert {one.standing for one in table_of(patch, today=timezone.localdate()).columns} == {Standing.OUTDATED}


def test_the_history_tells_who_took_over_what_from_which_disc(begun, discs):
    found_unchanged(patch_of(LEFT), begun)
    found_unchanged(patch_of(OTHER), begun)
    old = patch_of(OTHER)
    take_in(discs["corrected"], begun)
    reissue = patch_of(LEFT).reissues.get()
    assert (reissue.what, reissue.disc, reissue.outline) == (Reissue.What.CORRECTED, "更正盘", None)
    assert reissue.changed["before_on"] == ["2023-06-01", "2023-09-09"]
    wider = patch_of(OTHER).reissues.get()
    assert wider.outline.equals_exact(old.geometry, 1e-12)
    line = history("patches.patch", str(old.uuid))[0]
    assert (line.action, line.details["disc"]) == ("patches.correct", "更正盘")
    assert line.details["changed"]["version"] == [old.version, old.version + 1]


def test_a_patch_whose_number_is_corrected_keeps_what_people_did(begun, discs):
    finding = found_unchanged(patch_of(WRONG), begun)
    loaded = take_in(discs["corrected"], begun)
    assert loaded.new == 1  # the new one alone
    patch = patch_of(RIGHT_NUMBER)
    assert finding_of(patch) == finding
    assert patch.reissues.get().changed["number"] == [WRONG, RIGHT_NUMBER]
    assert not Patch.objects.filter(number=WRONG).exists()


def test_pieces_that_people_cut_take_over_columns_and_stay(begun, discs):
    pieces = cut(patch_of(LEFT), begun)
    take_in(discs["corrected"], begun)
    rows = Patch.objects.filter(pk__in=[one.pk for one in pieces])
    assert {(one.fate, one.before_on, one.issued["image_before"]) for one in rows} == {
        (Fate.ACTIVE, "2023-09-09", "2023-09-09")
    }


def test_pieces_of_a_corrected_outline_end_and_the_patch_stands_as_it_is_issued(begun, discs):
    patch = patch_of(OTHER)
    pieces = cut(patch, begun)
    found_unchanged(pieces[0], begun)
    loaded = take_in(discs["corrected"], begun)
    assert (loaded.corrected, loaded.undone) == (1, 2)
    patch = fresh(patch)
    assert patch.fate == Fate.ACTIVE
    assert {fresh(one).fate for one in pieces} == {Fate.UNDONE}
    assert finding_of(pieces[0]) is not None
    assert patch.finding is None
    assert {one.parent_id for one in patch.origins.all()} == {one.pk for one in pieces}


def test_what_was_merged_with_a_corrected_patch_stands_again_too(begun, discs):
    left, right = patch_of(LEFT), patch_of(RIGHT)
    whole = merged(left, right, begun)
    take_in(discs["all"], begun)
    assert fresh(whole).fate == Fate.UNDONE
    assert [fresh(one).fate for one in (left, right)] == [Fate.ACTIVE, Fate.ACTIVE]
    assert fresh(right).area_m2 > right.area_m2


def test_a_cut_from_before_a_correction_is_not_undone_past_it(begun, discs):
    pieces = cut(patch_of(LEFT), begun)
    take_in(discs["corrected"], begun)
    piece = fresh(pieces[0])
    with pytest.raises(TubanError) as refused:
        restore_and_compare(piece, by=begun("zhifa"), expected_version=piece.version, reason="误分")
    assert refused.value.code == "patches.children_were_touched"


# What its issuer withdrew --------------------------------------------------------------------------------------------


def test_a_withdrawn_patch_counts_no_more_and_keeps_its_history(begun, discs):
    finding = found_unchanged(patch_of(GONE), begun)
    assert sums_agree()
    take_in(discs["corrected"], begun)
    patch = patch_of(GONE)
    assert (patch.fate, patch.finding) == (Fate.WITHDRAWN, "unchanged")
    assert finding_of(patch) == finding
    assert patch.reissues.get().disc == "更正盘"
    assert history("patches.patch", str(patch.uuid))[0].action == "patches.withdraw"
    assert sums_agree()
    with pytest.raises(Refused, match="下发单位已撤回"):
        may_assign.demand(begun("zuzhi"), patch)


def test_a_later_disc_brings_a_withdrawn_patch_back_as_it_was(begun, discs):
    finding = found_unchanged(patch_of(GONE), begun)
    take_in(discs["corrected"], begun)
    loaded = take_in(discs["issued"], begun)
    patch = patch_of(GONE)
    assert (loaded.back, patch.fate, finding_of(patch)) == (2, Fate.ACTIVE, finding)
    assert [one.what for one in patch.reissues.all()] == [Reissue.What.BACK, Reissue.What.WITHDRAWN]
    assert not rests_on_older(patch)
    assert sums_agree()


def test_what_the_office_found_itself_is_on_no_disc_and_stays(begun, discs):
    Patch.objects.filter(number=GONE).update(source="patrol")
    take_in(discs["corrected"], begun)
    assert patch_of(GONE).fate == Fate.ACTIVE


def test_a_patch_that_met_a_withdrawn_one_is_compared_anew_and_no_other_is(begun, discs):
    for number in (RIGHT, WRONG):
        found_unchanged(patch_of(number), begun)
    assert facts_of(patch_of(RIGHT))["overlaps_in_batch"] != {"area": "0"}
    take_in(discs["corrected"], begun)
    patch = patch_of(RIGHT)
    assert facts_of(patch)["overlaps_in_batch"] == {"area": "0"}
    assert rests_on_older(patch)
    assert [one.what for one in patch.reissues.all()] == [Reissue.What.NEIGHBOUR]
    assert Reissue.objects.filter(what=Reissue.What.NEIGHBOUR).count() == 1


def facts_of(patch: Patch) -> dict[str, Any]:
    return dict(Comparison.objects.get(patch=patch, is_current=True).facts)


# Whatever people did -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["corrected", "all"])
def test_whatever_people_did_what_is_issued_is_what_the_disc_alone_says(begun, discs, seed, name):
    merged_into = work_by_lot(random.Random(seed), begun)
    kept = {one.pk: (one.facts, one.told) for one in Comparison.objects.all()}
    take_in(discs[name], begun)
    told, expected = told_facts(), alone(discs[name])
    if merged_into and name == "corrected":  # their ground stayed: the one still stands for both
        told, expected = without(told, LEFT, RIGHT), without(expected, LEFT, RIGHT)
        assert set(Patch.objects.filter(number=LEFT).values_list("before_on", flat=True)) == {"2023-09-09"}
    assert told.keys() == expected.keys()
    assert [number for number in expected if not same_issue(told[number], expected[number])] == []
    assert {one.pk: (one.facts, one.told) for one in Comparison.objects.filter(pk__in=kept)} == kept
    assert sums_agree()
    before = records()
    Campaign.objects.update(disc_checksum="")  # even if nobody remembers that it was this disc
    again = take_in(discs[name], begun)
    assert records() == before
    assert (again.new, again.changed, again.corrected, again.withdrawn, again.undone) == (0, 0, 0, 0, 0)


def records() -> tuple[Any, ...]:
    """Everything that a load may write, as it stands."""
    return (
        list(Patch.objects.order_by("pk").values_list("pk", "fate", "state", "version", "number", "part_number")),
        Comparison.objects.count(), Reissue.objects.count(),
    )  # fmt: skip


def without(told: dict[str, Any], *numbers: str) -> dict[str, Any]:
    return {number: one for number, one in told.items() if number not in numbers}


def work_by_lot(lot: random.Random, acting) -> bool:
    """Let people do to each patch what the lot says; returns whether they merged two."""
    is_merged = lot.random() < 0.5
    if is_merged:
        merged(patch_of(LEFT), patch_of(RIGHT), acting)
    for patch in list(Patch.objects.select_related("campaign").filter(fate=Fate.ACTIVE)):
        match lot.choice(("leave", "find", "cut", "cut and find")):
            case "find":
                found_unchanged(patch, acting)
            case "cut":
                cut(patch, acting)
            case "cut and find":
                found_unchanged(lot.choice(cut(patch, acting)), acting)
    return is_merged
