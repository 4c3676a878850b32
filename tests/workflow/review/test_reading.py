"""What a reading does to a patch, and what taking it back does."""

from __future__ import annotations

from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection
from tests.workflow.days import TODAY
from tests.workflow.review.conftest import let_field_find, patch_of
from tests.workflow.small_disc import LEFT, OTHER, RIGHT

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.patches.actions import assign
from tuban.workflow.patches.meanwhile import ChangedMeanwhile
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import State
from tuban.workflow.review.models import Arrangement, Control, Reading
from tuban.workflow.review.reading.actions import (
    ReadingStands,
    ReadingUnfit,
    read,
    read_as_proposed,
    undo,
    undo_batch,
)
from tuban.workflow.review.reading.arrangement import ArrangedMeanwhile, ArrangementUnfit, arrange_reading
from tuban.workflow.review.reading.controls import candidates, choose_controls, retire_control
from tuban.workflow.review.reading.queues import Queue, after, queue, waiting
from tuban.workflow.review.reading.second_readings import arbitrate, pairs_of


def read_as(patch: Patch, by, category: str = "", **more):
    return read(patch, by=by, expected_version=patch.version, category=category, **more)


# Where a patch goes ---------------------------------------------------------------------------------------------------


def test_a_patch_that_nobody_has_visited_goes_to_the_field(campaign_of_four, acting):
    kept = read_as(patch_of(LEFT), acting("diji"), "unchanged", seconds=7)
    assert patch_of(LEFT).state == State.TO_VISIT
    assert kept.reading.seconds == 7
    assert Line.objects.filter(action="review.read", subject_id=str(patch_of(LEFT).uuid)).count() == 1


def test_the_same_as_the_field_found_stands_as_visited(campaign_of_four, acting):
    let_field_find(patch_of(LEFT), "new_construction")
    kept = read_as(patch_of(LEFT), acting("diji"), "new_construction")
    assert patch_of(LEFT).state == State.VISITED
    assert not kept.reading.is_doubtful


def test_other_than_the_field_found_is_doubtful_and_says_why(campaign_of_four, acting):
    let_field_find(patch_of(LEFT), "unchanged")
    kept = read_as(patch_of(LEFT), acting("diji"), "new_construction")
    assert patch_of(LEFT).state == State.TO_VISIT
    assert kept.reading.is_doubtful
    assert "新增建设" in kept.why
    assert "实地未变化" in kept.why


@pytest.mark.parametrize("found", ["", "new_construction"])
def test_a_doubt_keeps_the_patch_for_another_reader(campaign_of_four, acting, found):
    if found:
        let_field_find(patch_of(LEFT), found)
    read_as(patch_of(LEFT), acting("diji"), is_doubtful=True)
    assert patch_of(LEFT).state == State.COMPARED
    doubt = Queue(is_doubt=True)
    assert list(queue(acting("zhifa"), campaign_of_four, doubt)) == [patch_of(LEFT)]
    assert not queue(acting("diji"), campaign_of_four, doubt).exists()
    assert patch_of(LEFT) not in queue(acting("zhifa"), campaign_of_four, Queue())
    read_as(patch_of(LEFT), acting("zhifa"), "new_construction")
    assert patch_of(LEFT).state == (State.VISITED if found else State.TO_VISIT)
    assert not queue(acting("guihua"), campaign_of_four, doubt).exists()


def test_whoever_wants_a_visit_sends_it_to_the_field_whatever_the_field_found(campaign_of_four, acting):
    let_field_find(patch_of(LEFT), "new_construction")
    read_as(patch_of(LEFT), acting("diji"), wants_visit=True)
    assert patch_of(LEFT).state == State.TO_VISIT


@pytest.mark.parametrize("said", [{}, {"category": "lawful"}, {"category": "unchanged", "reasons": ["no_such_reason"]}])
def test_what_is_no_reading_is_refused_in_words(campaign_of_four, acting, said):
    with pytest.raises(ReadingUnfit):
        read_as(patch_of(LEFT), acting("diji"), **said)
    assert not Reading.objects.exists()


@pytest.mark.parametrize("username", ["juzhang", "shi", "xitong"])
def test_only_those_who_work_on_patches_read(campaign_of_four, acting, username):
    with pytest.raises(Refused):
        read_as(patch_of(LEFT), acting(username), "unchanged")


def test_a_clerk_reads_in_their_township_only(campaign_of_four, acting):
    read_as(patch_of(LEFT), acting("xiang01"), "unchanged")
    with pytest.raises(Refused):
        read_as(patch_of(OTHER), acting("xiang01"), "unchanged")


def test_a_person_reads_a_patch_once(campaign_of_four, acting):
    read_as(patch_of(LEFT), acting("diji"), "unchanged")
    with pytest.raises(Refused):
        read_as(patch_of(LEFT), acting("diji"), "new_construction")


def test_whoever_saw_another_version_is_told_and_may_read_again(campaign_of_four, acting):
    mine = patch_of(LEFT)
    read_as(patch_of(LEFT), acting("zhifa"), "unchanged")
    with pytest.raises(ChangedMeanwhile) as told:
        read_as(mine, acting("diji"), "new_construction")
    assert "吴执法" in told.value.message
    kept = read_as(patch_of(LEFT), acting("diji"), "new_construction")
    assert kept.reading.is_blind
    assert patch_of(LEFT).state == State.TO_VISIT
    assert Reading.objects.count() == 2


# Taking back ----------------------------------------------------------------------------------------------------------


def test_a_reading_taken_back_lets_the_patch_stand_where_it_stood(campaign_of_four, acting):
    kept = read_as(patch_of(LEFT), acting("diji"), "unchanged")
    undo(kept.reading, by=acting("diji"))
    assert patch_of(LEFT).state == State.COMPARED
    assert Reading.objects.get().undone_at is not None
    read_as(patch_of(LEFT), acting("diji"), "new_construction")


def test_what_happened_since_lets_a_reading_stand_and_is_told(campaign_of_four, acting):
    kept = read_as(patch_of(LEFT), acting("diji"), "unchanged")
    assign(patch_of(LEFT), by=acting("zuzhi"), expected_version=patch_of(LEFT).version, person=acting("diji").person)
    with pytest.raises(ReadingStands) as told:
        undo(kept.reading, by=acting("diji"))
    assert "赵组织" in told.value.message
    assert patch_of(LEFT).state == State.TO_VISIT


def test_nobody_takes_back_what_another_read(campaign_of_four, acting):
    kept = read_as(patch_of(LEFT), acting("diji"), "unchanged")
    with pytest.raises(Refused):
        undo(kept.reading, by=acting("zhifa"))


# Many at once ---------------------------------------------------------------------------------------------------------


def test_many_are_read_as_proposed_and_taken_back_at_once(campaign_of_four, acting):
    for number in (LEFT, RIGHT):
        let_field_find(patch_of(number), "new_construction")
    Patch.objects.filter(number=OTHER).update(state=State.REVIEWED)
    rows = [(patch_of(number), patch_of(number).version) for number in (LEFT, RIGHT, OTHER)]
    done = read_as_proposed(rows, by=acting("diji"))
    assert done.done == 2
    assert [patch.number for patch, _why in done.refused] == [OTHER]
    assert {patch_of(number).state for number in (LEFT, RIGHT)} == {State.VISITED}
    undone = undo_batch(done.batch, by=acting("diji"))
    assert undone.done == 2
    assert {patch_of(number).state for number in (LEFT, RIGHT)} == {State.COMPARED}


# Control patches ------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_a_control(campaign_of_four, acting):
    let_field_find(patch_of(LEFT), "unchanged")
    Arrangement.objects.update(control_share=Decimal("0.2"))
    choose_controls(campaign_of_four, by=acting("zuzhi"), patches=[patch_of(LEFT)])
    return campaign_of_four


def test_a_control_is_drawn_from_what_the_field_found_and_again_the_same(campaign_of_four, acting):
    for number, found in ((LEFT, "unchanged"), (RIGHT, "new_construction"), (OTHER, "new_construction")):
        let_field_find(patch_of(number), found)
    drawn = [candidates(campaign_of_four, count=2, seed="抽签") for _each in range(2)]
    assert drawn[0] == drawn[1]
    assert {one.truth for one in drawn[0]} == {"unchanged", "new_construction"}
    assert all(one.because for one in drawn[0])


def test_a_reading_of_a_control_changes_nothing(with_a_control, acting):
    before = Patch.objects.values().get(number=LEFT)
    for username, category in (("diji", "new_construction"), ("zhifa", "unchanged")):
        assert patch_of(LEFT) in queue(acting(username), with_a_control, Queue())
        kept = read_as(patch_of(LEFT), acting(username), category)
        assert kept.reading.is_control
        assert not kept.reading.is_doubtful
        assert "实地" not in kept.why
    assert Patch.objects.values().get(number=LEFT) == before
    undo(Reading.objects.get(by=acting("diji").person), by=acting("diji"))
    assert Patch.objects.values().get(number=LEFT) == before


@pytest.mark.parametrize("said", [{"category": "unchanged"}, {"is_doubtful": True}, {"wants_visit": True}])
def test_what_is_answered_does_not_give_a_control_away(with_a_control, acting, said):
    answers = {read_as(patch_of(number), acting("diji"), **said).why for number in (LEFT, RIGHT)}
    assert len(answers) == 1


def test_the_audit_does_not_give_a_control_away(with_a_control, acting):
    read_as(patch_of(LEFT), acting("diji"), "unchanged")
    assert not any("control" in str(line.details) for line in Line.objects.filter(subject_id=str(patch_of(LEFT).uuid)))
    line = Line.objects.get(action="review.choose_controls")
    assert line.subject_kind == "campaigns.campaign"
    assert LEFT not in str(line.details)


def test_a_retired_control_is_read_no_more(with_a_control, acting):
    retire_control(Control.objects.get(), by=acting("zuzhi"))
    assert patch_of(LEFT) not in queue(acting("diji"), with_a_control, Queue())


# Second readings ------------------------------------------------------------------------------------------------------


def test_the_lot_for_a_second_reading_falls_the_same_again(campaign_of_four, acting):
    Arrangement.objects.update(blind_share=Decimal("0.5"))
    drawn = []
    for _each in range(2):
        for number in (LEFT, RIGHT, OTHER):
            read_as(patch_of(number), acting("diji"), "unchanged")
        drawn.append({one.patch.number for one in Reading.objects.filter(is_drawn=True, undone_at=None)})
        for one in Reading.objects.filter(undone_at=None):
            undo(one, by=acting("diji"))
    assert drawn[0] == drawn[1]


def test_a_second_reading_moves_nothing_and_a_person_decides_where_the_two_differ(campaign_of_four, acting):
    Arrangement.objects.update(blind_share=Decimal("0.5"))
    read_as(patch_of(LEFT), acting("diji"), "unchanged")
    Reading.objects.update(is_drawn=True)
    assert list(queue(acting("diji"), campaign_of_four, Queue()))[:1] != [patch_of(LEFT)]
    assert patch_of(LEFT) in queue(acting("zhifa"), campaign_of_four, Queue())
    kept = read_as(patch_of(LEFT), acting("zhifa"), "new_construction")
    assert kept.reading.is_blind
    assert patch_of(LEFT) not in queue(acting("guihua"), campaign_of_four, Queue())
    (pair,) = pairs_of(acting("zuzhi"), campaign_of_four)
    assert pair.differs
    with pytest.raises(Refused):
        arbitrate(kept.reading, by=acting("zhifa"), category="unchanged", reason="看错", expected_version=2)
    let_field_find(patch_of(LEFT), "new_construction")
    decided = arbitrate(
        kept.reading, by=acting("guzhang"), category="new_construction", reason="后时相有厂房",
        expected_version=patch_of(LEFT).version,
    )  # fmt: skip
    assert decided.first.category == "unchanged"
    assert patch_of(LEFT).state == State.VISITED
    with pytest.raises(ReadingStands):
        undo(Reading.objects.get(by=acting("diji").person), by=acting("diji"))


# The queue ------------------------------------------------------------------------------------------------------------


def test_the_queue_goes_by_number_and_leaves_out_what_others_read(campaign_of_four, acting):
    me = acting("diji")
    rows = list(queue(me, campaign_of_four, Queue()))
    assert rows == sorted(rows, key=lambda one: (one.number, one.part_number, one.pk))
    read_as(rows[1], acting("zhifa"), "unchanged")
    left = list(queue(me, campaign_of_four, Queue()))
    assert left == [rows[0], *rows[2:]]
    assert list(after(queue(me, campaign_of_four, Queue()), rows[1])) == rows[2:]
    assert waiting(me, campaign_of_four, Queue()).total == len(left)
    assert {one.township_code for one in queue(me, campaign_of_four, Queue(township="990101002"))} == {"990101002"}


def test_shares_are_set_by_organisers_with_the_values_they_saw(campaign_of_four, acting):
    values = {"control_share": Decimal("0.05"), "blind_share": Decimal("0.1"), "lock_minutes": 3}
    with pytest.raises(Refused):
        arrange_reading(campaign_of_four, by=acting("diji"), expected_version=1, **values)
    arrange_reading(campaign_of_four, by=acting("zuzhi"), expected_version=1, **values)
    with pytest.raises(ArrangedMeanwhile):
        arrange_reading(campaign_of_four, by=acting("zuzhi"), expected_version=1, **values)
    with pytest.raises(ArrangementUnfit):
        arrange_reading(
            campaign_of_four, by=acting("zuzhi"), expected_version=2, **(values | {"blind_share": Decimal("0.9")})
        )


# Two at once ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_read_at_once_neither_is_lost(campaign_of_four, acting):
    start, told = Barrier(2), {}

    def go(username: str) -> None:
        try:
            me = acting_as(Person.objects.get(username=username), None, on=TODAY)
            mine = patch_of(LEFT)
            start.wait()
            told[username] = read_as(mine, me, "unchanged").reading.is_blind
        except ChangedMeanwhile:
            told[username] = "meanwhile"
        finally:
            connection.close()

    people = [Thread(target=go, args=(username,)) for username in ("diji", "zhifa")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(map(str, told.values())) == ["False", "meanwhile"]
    assert Reading.objects.count() == 1
