"""Plans of field days as records: nothing is lost, what is said before a change is what it then takes, two people do
not overwrite each other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from tests.workflow.routes.field import asked_for, worked_out

from tuban.jobs.models import Job
from tuban.jobs.queue import again
from tuban.jobs.work import do
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import State
from tuban.workflow.routes import actions
from tuban.workflow.routes.arranging import Arrangement
from tuban.workflow.routes.choosing import Wanted, candidates
from tuban.workflow.routes.models import Day, Plan, Visit
from tuban.workflow.routes.moving import Move, StopDone, StopUnknown, what_if
from tuban.workflow.routes.queries import (
    PlanNotFound,
    current_plan_of,
    groups_of,
    plan_for,
    starts_of,
    work_of,
)
from tuban.workflow.routes.settings import SettingUnfit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by(campaign, acting):
    """The organiser."""
    return acting("zuzhi")


@pytest.fixture
def plan(by) -> Plan:
    """A plan of two days for two groups."""
    return worked_out(asked_for(by, days=2))


def _rows(plan: Plan) -> list[tuple]:
    columns = ("patch__number", "team__place", "day", "order", "arrives", "leaves", "metres", "is_fixed")
    return list(Visit.objects.filter(plan=plan).order_by("patch__number").values_list(*columns))


def _planned(plan: Plan) -> str:
    return Visit.objects.filter(plan=plan, team__isnull=False).order_by("team", "day", "order")[0].patch.number


@pytest.mark.seed("C3")
def test_every_patch_is_visited_once_or_left_over_and_the_days_add_up(plan):
    visits = list(Visit.objects.filter(plan=plan))
    assert {one.patch_id for one in visits} == set(Patch.objects.values_list("pk", flat=True))
    for day in Day.objects.filter(team__plan=plan):
        own = [one for one in visits if one.team_id == day.team_id and one.day == day.day]
        own.sort(key=lambda one: one.order)
        assert [one.order for one in own] == list(range(1, len(own) + 1))
        assert day.metres == sum(one.metres for one in own) + day.back_metres
        assert day.travel_seconds == sum(one.travel_seconds for one in own) + day.back_seconds
        assert all(before.leaves <= after.arrives for before, after in pairwise(own))
        assert all(len(one.way) >= 2 for one in own)
        assert day.on is not None
    assert all(one.left_because for one in visits if one.team_id is None)


def test_a_group_gets_its_work_in_order_with_day_times_and_the_way(plan, by, acting):
    actions.give_out(plan, by=by, expected_version=plan.version)
    surveyor = acting("waiye")
    mine = [group for group in groups_of(surveyor) if group.members.filter(person=surveyor.person_id).exists()]
    work = work_of(mine[0])
    assert current_plan_of(mine[0]) == Plan.objects.get(pk=plan.pk)
    assert [(one.day, one.order) for one in work] == sorted((one.day, one.order) for one in work)
    assert all(one.date is not None and one.arrive < one.leave for one in work)
    assert {one.day for one in work} == {one.day for one in starts_of(mine[0])}


def test_giving_out_sends_the_planned_patches_into_the_field_and_ends_the_plan_before(plan, by):
    actions.give_out(plan, by=by, expected_version=plan.version)
    planned = Patch.objects.filter(visits_planned__plan=plan, visits_planned__team__isnull=False)
    assert set(planned.values_list("state", flat=True)) == {State.TO_VISIT}
    later = worked_out(asked_for(by))
    actions.give_out(later, by=by, expected_version=later.version)
    plan.refresh_from_db()
    assert plan.ended_at is not None
    with pytest.raises(Refused):
        actions.undo(plan, by=by, expected_version=plan.version)


def test_what_a_move_would_change_is_what_it_then_changes(plan, by):
    moves = [Move(_planned(plan), 2, 2, 0)]
    before = _rows(plan)
    would = what_if(plan, moves)
    assert _rows(plan) == before
    actions.move(plan, by=by, expected_version=plan.version, moves=moves)
    told = {change.key: change.after for change in would.days}
    days = {(day.team.place, day.day): day for day in Day.objects.filter(team__plan=plan).select_related("team")}
    for key, after in told.items():
        if after.stops:
            assert (days[key].metres, days[key].returns) == (after.metres, after.returns)
        else:
            assert key not in days
    assert sum(day.metres for day in days.values()) == would.after.metres


def test_undo_puts_everything_back_step_by_step(plan, by):
    first = _rows(plan)
    number = _planned(plan)
    actions.move(plan, by=by, expected_version=plan.version, moves=[Move(number, 2, 1, 0)])
    second = _rows(plan)
    actions.move(plan, by=by, expected_version=plan.version, moves=[Move(number, 0, why="封路")])
    actions.undo(plan, by=by, expected_version=plan.version)
    assert _rows(plan) == second
    actions.undo(plan, by=by, expected_version=plan.version)
    assert _rows(plan) == first
    with pytest.raises(actions.NothingToUndo):
        actions.undo(plan, by=by, expected_version=plan.version)


def test_two_people_do_not_overwrite_each_other(plan, by, acting):
    seen = plan.version
    actions.move(plan, by=by, expected_version=seen, moves=[Move(_planned(plan), 2, 1)])
    before = _rows(plan)
    with pytest.raises(actions.PlanChangedMeanwhile) as told:
        actions.move(plan, by=acting("guzhang"), expected_version=seen, moves=[Move(_planned(plan), 1, 2)])
    assert "赵组织" in told.value.message
    assert _rows(plan) == before


def test_what_was_visited_stays_and_the_rest_goes_on_from_there(plan, by):
    number = _planned(plan)
    where = Visit.objects.get(plan=plan, patch__number=number, order=1)
    actions.plan_anew(
        plan, by=by, expected_version=plan.version, from_day=1, done=[number],
        now={where.team.place: actions.Now(at=11 * 3600)},
    )  # fmt: skip
    plan = worked_out(plan)
    after = Visit.objects.get(pk=where.pk)
    assert (after.team_id, after.day, after.order, after.leaves) == (where.team_id, where.day, 1, where.leaves)
    rest = Visit.objects.filter(plan=plan, team=where.team_id, day=1).exclude(pk=where.pk)
    assert all(one.arrives >= 11 * 3600 for one in rest)
    assert Visit.objects.filter(plan=plan).count() == Patch.objects.count()
    with pytest.raises(StopDone):
        actions.move(plan, by=by, expected_version=plan.version, moves=[Move(number, 2, 1)])


def test_what_is_held_fast_stays_with_its_day_when_the_rest_is_planned_anew(plan, by):
    number = _planned(plan)
    actions.move(plan, by=by, expected_version=plan.version, moves=[Move(number, 2, 2, 0, True)])
    actions.plan_anew(plan, by=by, expected_version=plan.version, from_day=1, days=2)
    plan = worked_out(plan)
    one = Visit.objects.filter(plan=plan, patch__number=number).select_related("team").first()
    assert (one.team.place, one.day, one.is_fixed) == (2, 2, True)


def test_what_changed_while_the_rest_was_planned_anew_is_not_overwritten(plan, by):
    actions.plan_anew(plan, by=by, expected_version=plan.version, from_day=1)
    Plan.objects.filter(pk=plan.pk).update(version=plan.version + 1)
    before = _rows(plan)
    job = do(Job.objects.get(pk=plan.job_id).pk)
    assert (job.state, job.error_code) == (Job.State.FAILED, "routes.changed_while_planning")
    assert _rows(plan) == before


def test_a_plan_that_is_stopped_says_so_and_can_be_begun_again(by):
    plan = asked_for(by)
    Job.objects.filter(pk=plan.job_id).update(is_cancel_asked=True)
    assert do(plan.job_id).state == Job.State.CANCELLED
    assert not Visit.objects.filter(plan=plan, team__isnull=False).exists()
    again(Job.objects.get(pk=plan.job_id))
    assert worked_out(plan).state == Plan.State.PLANNED


def test_who_plans_who_moves_and_who_does_not(plan, by, acting):
    with pytest.raises(Refused):
        asked_for(acting("xiang01"))
    number = _planned(plan)
    with pytest.raises(Refused):
        actions.move(plan, by=acting("guihua"), expected_version=plan.version, moves=[Move(number, 2, 1)])
    surveyor = acting("waiye")
    actions.move(plan, by=surveyor, expected_version=plan.version, moves=[Move(number, 2, 1)])
    assert Line.objects.filter(action="routes.move", is_refused=False, person_id=surveyor.person_id).exists()


def test_a_plan_of_others_is_none_and_the_attempt_is_written_down(plan, acting):
    with pytest.raises(PlanNotFound):
        plan_for(acting("anquan"), plan.pk)
    assert Line.objects.filter(action="routes.look_up", is_refused=True).exists()


def test_numbers_that_are_not_there_and_settings_that_do_not_hold_are_told(plan, by):
    with pytest.raises(StopUnknown):
        what_if(plan, [Move("990101SJBG24009999", 1, 1)])
    with pytest.raises(SettingUnfit):
        asked_for(by, days=99)


def test_candidates_say_why_one_goes_there_and_the_choice_keeps_to_it(plan, by):
    found = candidates(by, plan.campaign)
    assert {one.patch for one in found} == set(Patch.objects.values_list("uuid", flat=True))
    doubtful = [one for one in found if Wanted(states=()).takes(one)]
    assert doubtful
    assert all(one.reasons and one.why for one in doubtful)
    assert all(one.township_code == "990101002" for one in found if Wanted((), ("990101002",)).takes(one))


def test_parts_of_one_patch_are_one_stop(plan, by):
    arrangement = Arrangement.of(plan)
    parts = {number: len(own) for number, own in arrangement.visits.items()}
    split = next(number for number, count in parts.items() if count > 1)
    actions.move(plan, by=by, expected_version=plan.version, moves=[Move(split, 2, 2)])
    own = Visit.objects.filter(plan=plan, patch__number=split).order_by("order")
    assert {(one.team.place, one.day) for one in own} == {(2, 2)}
    assert [one.metres for one in own][1:] == [0] * (parts[split] - 1)
