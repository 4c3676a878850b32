"""Patches added to a plan that exists, taken out with a reason, spread when a group goes no more."""

from __future__ import annotations

import pytest
from tests.workflow.routes.field import asked_for, worked_out
from tests.workflow.small_disc import LEFT, OTHER, RIGHT, SPLIT

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import State
from tuban.workflow.routes import actions
from tuban.workflow.routes.models import Day, Plan, Visit
from tuban.workflow.routes.moving import Move, OutNeedsReason, StopUnknown, fitted, what_if

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by(campaign, acting):
    """The organiser."""
    return acting("zuzhi")


@pytest.fixture
def plan(by) -> Plan:
    """A plan of two days that lacks two of the patches."""
    return worked_out(asked_for(by, days=2, without=(OTHER, RIGHT)))


def uuids(*numbers: str) -> list:
    return list(Patch.objects.filter(number__in=numbers, fate="active").values_list("uuid", flat=True))


def stands(plan: Plan) -> list[tuple]:
    columns = ("patch__number", "team__place", "day", "order", "arrives", "metres", "left_because", "left_words")
    return list(Visit.objects.filter(plan=plan).order_by("patch__number", "patch__part_number").values_list(*columns))


def added(plan: Plan, by, *numbers: str) -> Plan:
    actions.add(plan, by=by, expected_version=plan.version, patches=uuids(*numbers))
    return worked_out(plan)


@pytest.mark.seed("C3")
def test_added_patches_stand_aside_until_they_are_put_where_they_cost_least(plan, by):
    before = stands(plan)
    plan = added(plan, by, OTHER, RIGHT)
    aside = Visit.objects.filter(plan=plan, patch__number__in=(OTHER, RIGHT))
    assert {(one.team_id, one.left_because, bool(one.why or not one.reasons)) for one in aside} == {
        (None, "added", True)
    }
    assert [row for row in stands(plan) if row[0] not in (OTHER, RIGHT)] == before
    found = fitted(plan, [OTHER, RIGHT])
    assert {move.number for move in found.moves} == {OTHER, RIGHT}
    assert not found.missed
    would = what_if(plan, found.moves)
    assert [row for row in stands(plan) if row[1] is not None] == [row for row in before if row[1] is not None]
    actions.move(plan, by=by, expected_version=plan.version, moves=found.moves)
    days = Day.objects.filter(team__plan=plan)
    assert sum(day.metres for day in days) == would.after.metres > would.before.metres
    assert not Visit.objects.filter(plan=plan, left_because="added").exists()


def test_no_other_single_place_costs_less(plan, by):
    plan = added(plan, by, OTHER)
    (move,) = fitted(plan, [OTHER]).moves
    chosen = what_if(plan, [move]).after.travel_seconds
    for group in (1, 2):
        for day in (1, 2):
            for position in range(4):
                assert what_if(plan, [Move(OTHER, group, day, position)]).after.travel_seconds >= chosen


def test_undo_takes_them_off_the_days_and_then_out_of_the_plan(plan, by):
    first = stands(plan)
    plan = added(plan, by, OTHER)
    second = stands(plan)
    actions.move(plan, by=by, expected_version=plan.version, moves=fitted(plan, [OTHER]).moves)
    actions.undo(plan, by=by, expected_version=plan.version)
    assert stands(plan) == second
    actions.undo(plan, by=by, expected_version=plan.version)
    assert stands(plan) == first
    assert {line.action for line in Line.objects.filter(action__startswith="routes.")} >= {
        "routes.add", "routes.measure_added", "routes.undo",
    }  # fmt: skip


def test_a_part_that_was_cut_off_later_goes_along_with_its_number(by):
    plan = worked_out(asked_for(by, days=2))
    one = Visit.objects.filter(plan=plan, patch__number=SPLIT, team__isnull=False).select_related("patch").last()
    Visit.objects.filter(pk=one.pk).delete()
    plan = added(plan, by, SPLIT)
    own = Visit.objects.filter(plan=plan, patch__number=SPLIT)
    assert len({(visit.team_id, visit.day) for visit in own}) == 1
    assert own.count() == len(uuids(SPLIT)) > 1
    orders = Visit.objects.filter(plan=plan, team=own[0].team_id, day=own[0].day).values_list("order", flat=True)
    assert sorted(orders) == list(range(1, len(orders) + 1))


def test_what_is_there_or_elsewhere_is_told_and_added_no_second_time(plan, by, acting):
    count = plan.visits.count()
    with pytest.raises(actions.NothingToAdd, match="计划里已有"):
        actions.add(plan, by=by, expected_version=plan.version, patches=uuids(LEFT))
    with pytest.raises(actions.PlanChangedMeanwhile):
        actions.add(plan, by=by, expected_version=plan.version - 1, patches=uuids(OTHER))
    with pytest.raises(Refused):
        actions.add(plan, by=acting("guihua"), expected_version=plan.version, patches=uuids(OTHER))
    with pytest.raises(StopUnknown):
        fitted(plan, [OTHER])
    assert plan.visits.count() == count


def test_what_is_added_to_a_plan_at_work_goes_into_the_field(plan, by):
    actions.give_out(plan, by=by, expected_version=plan.version)
    added(plan, by, OTHER)
    assert set(Patch.objects.filter(number=OTHER).values_list("state", flat=True)) == {State.TO_VISIT}
    assert Patch.objects.get(number=RIGHT).state == State.COMPARED


def test_days_that_are_full_take_no_more_and_it_is_said(by):
    plan = worked_out(asked_for(by, days=1, without=(OTHER,), closes="08:40", lunch_from="08:30", lunch_to="08:30"))
    plan = added(plan, by, OTHER)
    found = fitted(plan, [OTHER])
    assert (found.moves, dict(found.missed)) == ((), {OTHER: "no_time"})


def test_taking_out_needs_a_reason_which_stands_with_the_patch_and_in_the_audit(plan, by):
    with pytest.raises(OutNeedsReason):
        actions.move(plan, by=by, expected_version=plan.version, moves=[Move(LEFT, 0, why="  ")])
    actions.move(plan, by=by, expected_version=plan.version, moves=[Move(LEFT, 0, why="桥断了")])
    out = Visit.objects.get(plan=plan, patch__number=LEFT)
    assert (out.team_id, out.left_because, out.left_words) == (None, "by_hand", "桥断了")
    assert "桥断了" in Line.objects.filter(action="routes.move").latest("number").details["words"]
    actions.plan_anew(plan, by=by, expected_version=plan.version)
    plan = worked_out(plan)
    out.refresh_from_db()
    assert (out.team_id, out.left_words) == (None, "桥断了")
    actions.move(plan, by=by, expected_version=plan.version, moves=[Move(LEFT, 1, 1)])
    out.refresh_from_db()
    assert (out.left_because, out.left_words) == ("", "")


def test_a_group_that_goes_no_more_leaves_what_it_had_to_the_others(by):
    plan = worked_out(asked_for(by, days=2))
    actions.move(plan, by=by, expected_version=plan.version, moves=[Move(OTHER, 2, 1, 0, True), Move(LEFT, 2, 1, 1)])
    actions.plan_anew(plan, by=by, expected_version=plan.version, done=[LEFT], out=[2])
    plan = worked_out(plan)
    assert list(Visit.objects.filter(plan=plan, team__place=2).values_list("patch__number", flat=True)) == [LEFT]
    assert Visit.objects.get(plan=plan, patch__number=OTHER).team.place == 1
    actions.undo(plan, by=by, expected_version=plan.version)
    assert Visit.objects.get(plan=plan, patch__number=OTHER).team.place == 2
    with pytest.raises(actions.NobodyGoes):
        actions.plan_anew(plan, by=by, expected_version=plan.version, out=[1, 2])
