"""What people do with patches: assign, split, merge, restore, add; and two of them on the same patch."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
import shapely
from django.db import connection
from tests.inspect.small_county import EPSG, box
from tests.workflow.days import TODAY
from tests.workflow.small_disc import LEFT, OTHER, RIGHT, SPLIT

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.actions import (
    add_and_compare,
    merge_and_compare,
    restore_and_compare,
    split_and_compare,
)
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.comparison.queries import journey_of
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.patches.actions import Assignment, answer_likeness, assign, assign_many
from tuban.workflow.patches.actions.assigning import CannotBeAssigned
from tuban.workflow.patches.actions.turning import CannotBeMerged, ChildrenWereTouched, NothingToRestore
from tuban.workflow.patches.cutting import to_degrees
from tuban.workflow.patches.meanwhile import ChangedMeanwhile
from tuban.workflow.patches.models import Likeness, Patch
from tuban.workflow.patches.states import Fate, Source, State
from tuban.workflow.spatial_index import in_box

COLUMNS = [field.attname for field in Patch._meta.concrete_fields if field.name not in ("version", "changed_at")]


def patch_of(number: str, **more) -> Patch:
    return Patch.objects.select_related("campaign").get(number=number, fate=Fate.ACTIVE, **more)


def degrees(shape: shapely.Geometry) -> shapely.Geometry:
    return to_degrees([shape], EPSG)[0]


def middle_of(patch: Patch) -> shapely.Geometry:
    west, south, east, north = patch.geometry.extent
    middle = (west + east) / 2
    return shapely.LineString([(middle, south - 1e-4), (middle, north + 1e-4)])


def split_in_two(patch: Patch, by) -> list[Patch]:
    return split_and_compare(
        patch, by=by, expected_version=patch.version, reason="两户", cut_by=[middle_of(patch)]
    )  # fmt: skip


# Assigning ------------------------------------------------------------------------------------------------------------


def test_work_is_given_to_a_unit_and_a_person_with_a_day(campaign, acting):
    patch = patch_of(OTHER)
    unit, clerk = Unit.objects.get(code="990101002"), Person.objects.get(username="xiang02")
    assign(patch, by=acting("guzhang"), expected_version=1, unit=unit, person=clerk, due_on=TODAY)
    patch.refresh_from_db()
    assert (patch.assigned_unit, patch.assigned_to, patch.due_on, patch.version) == (unit, clerk, TODAY, 2)
    assert [event.kind for event in journey_of(patch)] == ["issued", "compared", "patches.assign"]


def test_only_leaders_and_organisers_give_out_work_and_refusals_are_written(campaign, acting):
    with pytest.raises(Refused):
        assign(patch_of(OTHER), by=acting("xiang02"), expected_version=1)
    assert Line.objects.latest("number").is_refused


def test_nobody_is_given_work_outside_their_unit(campaign, acting):
    unit, other = Unit.objects.get(code="990101001"), Person.objects.get(username="xiang02")
    with pytest.raises(CannotBeAssigned):
        assign(patch_of(OTHER), by=acting("zuzhi"), expected_version=1, unit=unit, person=other)


def test_many_are_given_out_at_once_and_those_that_cannot_are_told(campaign, acting):
    Patch.objects.filter(number=LEFT).update(state=State.ACCEPTED)
    Patch.objects.filter(number=RIGHT).update(version=7)
    chosen = [(patch_of(number), 1) for number in (LEFT, RIGHT, OTHER)]
    done = assign_many(chosen, Assignment(unit=Unit.objects.get(code="990101")), by=acting("zuzhi"))
    assert done.done == 1
    assert {str(patch) for patch, _why in done.refused} == {LEFT, RIGHT}
    assert patch_of(OTHER).assigned_unit is not None
    assert patch_of(RIGHT).assigned_unit is None


# Split, merge, restore ------------------------------------------------------------------------------------------------


def test_a_split_makes_numbered_children_that_are_compared_at_once(campaign, acting):
    patch = patch_of(OTHER)
    children = split_in_two(patch, acting("xiang02"))
    assert [str(child) for child in children] == [f"{OTHER}-1", f"{OTHER}-2"]
    assert sum(child.area_m2 for child in children) == patch.area_m2
    assert sum(child.monitored_m2 for child in children) == patch.monitored_m2
    patch.refresh_from_db()
    assert patch.fate == Fate.SPLIT
    for child in children:
        comparison = Comparison.objects.get(patch=child, is_current=True)
        assert comparison.facts["part_number"] == child.part_number
        assert (child.township_code, child.state, child.version) == ("990101002", State.COMPARED, 1)
    assert [event.kind for event in journey_of(children[0])] == ["issued", "from_split", "compared"]
    assert journey_of(patch)[-1].kind == "split"


def test_a_part_is_split_further_and_its_sibling_keeps_what_was_said(campaign, acting):
    part, sibling = patch_of(SPLIT, part_number="2"), patch_of(SPLIT, part_number="1")
    children = split_in_two(part, acting("zhifa"))
    assert [str(child) for child in children] == [f"{SPLIT}-2-1", f"{SPLIT}-2-2"]
    assert {child.proposed_finding for child in children} == {"unlawful"}
    assert Comparison.objects.filter(patch=sibling).count() == 1


@pytest.mark.parametrize("undo_from", ["parent", "child"])
def test_split_and_restore_is_the_patch_as_it_was(campaign, acting, undo_from):
    patch = patch_of(OTHER)
    before = {name: getattr(patch, name) for name in COLUMNS}
    said = Comparison.objects.get(patch=patch, is_current=True)
    children = split_in_two(patch, acting("zhifa"))
    chosen = children[1] if undo_from == "child" else Patch.objects.get(pk=patch.pk)
    restored = restore_and_compare(chosen, by=acting("zhifa"), expected_version=chosen.version, reason="误分")
    assert [one.pk for one in restored] == [patch.pk]
    after = Patch.objects.get(pk=patch.pk)
    assert {name: getattr(after, name) for name in COLUMNS} == before
    assert Comparison.objects.get(patch=patch, is_current=True) == said
    assert {child.fate for child in Patch.objects.filter(pk__in=[one.pk for one in children])} == {Fate.UNDONE}
    again = split_in_two(after, acting("zhifa"))  # and the numbers are free again
    assert [str(child) for child in again] == [f"{OTHER}-1", f"{OTHER}-2"]


def test_children_that_were_worked_on_are_not_undone(campaign, acting):
    children = split_in_two(patch_of(OTHER), acting("zhifa"))
    assign(children[0], by=acting("zuzhi"), expected_version=1, unit=Unit.objects.get(code="990101"))
    with pytest.raises(ChildrenWereTouched):
        restore_and_compare(children[1], by=acting("zhifa"), expected_version=1, reason="误分")


def test_where_nothing_was_split_there_is_nothing_to_restore(campaign, acting):
    with pytest.raises(NothingToRestore):
        restore_and_compare(patch_of(OTHER), by=acting("zhifa"), expected_version=1, reason="?")


def test_adjoining_patches_become_one_and_back(campaign, acting):
    left, right = patch_of(LEFT), patch_of(RIGHT)
    whole = merge_and_compare(left, right, by=acting("zhifa"), expected_versions=[1, 1], reason="一户")
    assert (whole.number, whole.part_number) == (RIGHT, "")  # the larger one gives the number
    assert whole.area_m2 == left.area_m2 + right.area_m2
    assert whole.geometry.num_geom == 1
    assert Comparison.objects.get(patch=whole, is_current=True).facts["patch_number"] == RIGHT
    restored = restore_and_compare(whole, by=acting("zhifa"), expected_version=1, reason="两户")
    assert {str(one) for one in restored} == {LEFT, RIGHT}
    assert {patch_of(number).fate for number in (LEFT, RIGHT)} == {Fate.ACTIVE}


def test_all_parts_of_a_patch_become_the_whole_patch_again(campaign, acting):
    children = split_in_two(patch_of(OTHER), acting("zhifa"))
    whole = merge_and_compare(*children, by=acting("zhifa"), expected_versions=[1, 1], reason="一户")
    assert str(whole) == OTHER


def test_patches_of_different_townships_are_not_merged(campaign, acting):
    with pytest.raises(CannotBeMerged, match=r"township|乡镇"):
        merge_and_compare(
            patch_of(LEFT), patch_of(OTHER), by=acting("zhifa"), expected_versions=[1, 1], reason="?"
        )  # fmt: skip


@pytest.mark.parametrize("username", ["xiang01", "juzhang", "xitong", "sheng"])
def test_who_does_not_work_on_a_patch_does_not_cut_it(campaign, acting, username):
    patch = patch_of(OTHER)
    with pytest.raises(Refused):
        split_in_two(patch, acting(username))
    assert not Patch.objects.filter(fate=Fate.SPLIT).exists()
    assert Line.objects.latest("number").is_refused


def test_what_is_settled_is_not_cut_and_what_is_closed_not_touched(campaign, acting):
    Patch.objects.filter(number=OTHER).update(state=State.SETTLED)
    with pytest.raises(Refused, match=r"settled|认定"):
        split_in_two(patch_of(OTHER), acting("zhifa"))
    Campaign.objects.update(state=Campaign.State.CLOSED)
    with pytest.raises(Refused, match=r"closed|关闭|结束"):
        assign(patch_of(LEFT), by=acting("zuzhi"), expected_version=1)


# Adding ---------------------------------------------------------------------------------------------------------------


def test_a_patch_of_another_source_gets_a_number_of_its_own_a_township_and_a_comparison(campaign, acting):
    def add(shape, source=Source.PATROL):
        return add_and_compare(
            campaign, by=acting("xiang02"), source=source, source_reference="巡查3号", geometry=degrees(shape),
            found_on=TODAY,
        )  # fmt: skip

    patch = add(box(800, 800, 30, 30))
    assert (str(patch), patch.township_code) == ("990101-自-0001", "990101002")
    assert (patch.state, patch.source, patch.found_on) == (State.COMPARED, Source.PATROL, TODAY)
    assert Comparison.objects.get(patch=patch).overlaps[0]["share"] == "1.0000"
    assert str(add(box(850, 800, 30, 30))) == "990101-自-0002"
    assert str(add(box(900, 800, 30, 30), Source.REPORT)) == "990101-举-0001"
    assert journey_of(patch)[0].kind == "added"
    assert not Likeness.objects.exists()
    near = in_box(Patch.objects.all(), "geometry", patch.geometry.extent)
    assert patch in near  # the index of the table is really there


def test_a_patch_on_known_ground_is_a_question_and_its_answer_settles_it(campaign, acting):
    patch = add_and_compare(
        campaign, by=acting("xiang02"), source=Source.MEDIA, source_reference="日报",
        geometry=degrees(box(710, 300, 50, 30)),
    )  # fmt: skip
    likeness = Likeness.objects.get()
    assert (str(likeness.other), round(float(likeness.share), 1)) == (OTHER, 0.8)
    answer_likeness(
        likeness, by=acting("xiang02"), answer=Likeness.Answer.SAME, expected_version=patch.version, reason="同一处"
    )  # fmt: skip
    assert Patch.objects.get(pk=patch.pk).fate == Fate.DUPLICATE
    with pytest.raises(Refused):
        answer_likeness(likeness, by=acting("xiang02"), answer=Likeness.Answer.DIFFERENT, expected_version=2)


# Two people -----------------------------------------------------------------------------------------------------------


def test_the_later_of_two_is_told_who_changed_what_and_when(campaign, acting):
    first, second = patch_of(OTHER), patch_of(OTHER)
    assign(first, by=acting("zuzhi"), expected_version=1, unit=Unit.objects.get(code="990101002"))
    with pytest.raises(ChangedMeanwhile, match="赵组织"):
        split_in_two(second, acting("zhifa"))
    assert not Patch.objects.filter(fate=Fate.SPLIT).exists()
    assert patch_of(OTHER).assigned_unit == Unit.objects.get(code="990101002")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_wins_and_the_other_is_told(county, disc):
    disc.load()
    barrier, results = Barrier(2), {}

    def run(username: str) -> None:
        try:
            by = acting_as(Person.objects.get(username=username), None, on=TODAY)
            patch = patch_of(OTHER)
            barrier.wait()
            assign(patch, by=by, expected_version=patch.version, due_on=TODAY)
            results[username] = "done"
        except ChangedMeanwhile:
            results[username] = "told"
        finally:
            connection.close()

    threads = [Thread(target=run, args=(username,)) for username in ("zuzhi", "guzhang")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results.values()) == ["done", "told"]
    assert Line.objects.filter(action="patches.assign").count() == 1
    assert patch_of(OTHER).version == 2
