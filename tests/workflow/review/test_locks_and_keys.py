"""Locks that people see, and the keys that they choose."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone
from tests.workflow.days import TODAY
from tests.workflow.review.conftest import patch_of
from tests.workflow.small_disc import LEFT, OTHER, RIGHT

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.review.models import Lock
from tuban.workflow.review.reading.keys import USUAL, KeysCollide, KeyUnfit, keys_of, set_keys
from tuban.workflow.review.reading.locks import hold, holder_of, let_go, take_over

# Locks ----------------------------------------------------------------------------------------------------------------


def test_others_see_who_reads_a_patch_and_for_how_long(campaign_of_four, acting):
    assert hold(patch_of(LEFT), by=acting("diji")).is_mine
    seen = hold(patch_of(LEFT), by=acting("zhifa"))
    assert not seen.is_mine
    assert seen.person == "李地籍"
    assert 0 < seen.seconds <= 300
    assert "李地籍" in seen.words


def test_a_person_holds_one_patch(campaign_of_four, acting):
    hold(patch_of(LEFT), by=acting("diji"))
    hold(patch_of(RIGHT), by=acting("diji"))
    assert holder_of(patch_of(LEFT), by=acting("zhifa")) is None
    let_go(by=acting("diji"))
    assert not Lock.objects.exists()


def test_a_lock_that_ended_is_anybodys(campaign_of_four, acting):
    hold(patch_of(LEFT), by=acting("diji"))
    Lock.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert hold(patch_of(LEFT), by=acting("zhifa")).is_mine
    assert not hold(patch_of(LEFT), by=acting("diji")).is_mine


def test_taking_over_is_written_down(campaign_of_four, acting):
    hold(patch_of(LEFT), by=acting("diji"))
    assert take_over(patch_of(LEFT), by=acting("zhifa")).is_mine
    assert Line.objects.get(action="review.take_over").details["taken_from"] == "李地籍"
    assert not hold(patch_of(LEFT), by=acting("diji")).is_mine


def test_nobody_holds_what_is_not_theirs(campaign_of_four, acting):
    with pytest.raises(Refused):
        hold(patch_of(OTHER), by=acting("xiang01"))


@pytest.mark.django_db(transaction=True)
def test_of_many_who_reach_for_one_patch_one_gets_it(campaign_of_four, acting):
    usernames = ("diji", "zhifa", "guihua", "gengbao")
    start, told = Barrier(len(usernames)), {}

    def go(username: str) -> None:
        try:
            me = acting_as(Person.objects.get(username=username), None, on=TODAY)
            patch = patch_of(LEFT)
            start.wait()
            told[username] = hold(patch, by=me).is_mine
        finally:
            connection.close()

    people = [Thread(target=go, args=(username,)) for username in usernames]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(told.values()) == [False, False, False, True]
    assert Lock.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_quick_reader_asks_for_many_patches_at_once_and_holds_one(campaign_of_four, acting):
    numbers = (LEFT, RIGHT, OTHER) * 3
    start, told = Barrier(len(numbers)), []

    def go(number: str) -> None:
        try:
            me = acting_as(Person.objects.get(username="diji"), None, on=TODAY)
            patch = patch_of(number)
            start.wait()
            told.append(hold(patch, by=me).is_mine)
        finally:
            connection.close()

    asked = [Thread(target=go, args=(number,)) for number in numbers]
    for one in asked:
        one.start()
    for one in asked:
        one.join()
    assert told == [True] * len(numbers)
    assert Lock.objects.count() == 1


# Keys -----------------------------------------------------------------------------------------------------------------


def test_the_usual_keys_are_bare_and_each_does_one_thing():
    assert len(set(USUAL.values())) == len(USUAL)
    assert not any("Ctrl" in key for key in USUAL.values())
    assert [USUAL[f"category_{place}"] for place in range(1, 7)] == list("123456")


def test_a_person_chooses_keys_for_themselves_and_gets_the_usual_ones_back(county, acting):
    me = acting("diji")
    set_keys(me.person, by=me, keys={"doubt": "G", "as_proposed": "shift+A"})
    assert keys_of(me.person)["doubt"] == "g"
    assert keys_of(me.person)["as_proposed"] == "Shift+a"
    assert keys_of(acting("zhifa").person)["doubt"] == "d"
    set_keys(me.person, by=me, keys={})
    assert keys_of(me.person) == USUAL


def test_keys_that_collide_are_named(county, acting):
    me = acting("diji")
    with pytest.raises(KeysCollide) as told:
        set_keys(me.person, by=me, keys={"doubt": "f"})
    assert told.value.code == "review.keys_collide"
    assert "«" in told.value.message
    set_keys(me.person, by=me, keys={"doubt": "f", "visit": "d"})


@pytest.mark.parametrize("key", ["ctrl+s", "Escape", "Tab", "", "ab", "Enter"])
def test_keys_of_the_browser_are_not_given_away(county, acting, key):
    me = acting("diji")
    with pytest.raises(KeyUnfit):
        set_keys(me.person, by=me, keys={"doubt": key})
