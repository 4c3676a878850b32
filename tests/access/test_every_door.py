"""Every door of the product × every reader, as the access matrix has it: nobody finds what is not theirs, nobody can
tell it from what never was, nothing is written for those who are refused, and nothing ends in a fault.

A draw of the cells stands in every run; all of them in the long one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from random import Random

import pytest
from django.db import transaction

from tests.access.doors import Door, doors
from tests.access.matrix import STATES, matrix
from tests.access.office import Office
from tests.access.planting import NOW, TODAY
from tests.access.readers import ALL, SIGNED_IN
from tests.access.rights import policies, why_not
from tests.access.walked import WALKS, keep, keep_rights
from tests.access.walking import Walk
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as

pytestmark = [
    pytest.mark.django_db, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.xdist_group("access"),
]  # fmt: skip
SEED = int(os.environ.get("TUBAN_ACCESS_SEED", "20261127"))
DRAWN_DOORS, DRAWN_RIGHTS = 100, 900
"""How many cells a short run tries."""


def test_every_door_every_thing_and_every_policy_stands_in_the_matrix():
    told = matrix()
    labels = {label for door in doors() for label in door.labels}
    assert set(told.things) == labels
    assert set(told.rights) == set(policies())
    assert set(told.readers) == set(ALL)
    names = {door.name for door in doors()}
    assert told.open_doors <= names
    assert set(told.only) <= names
    assert told.words_first <= names
    assert {door for one in told.not_there for door in one.doors} <= names


@pytest.mark.seed("O1")
def test_doors_open_to_whom_the_matrix_lets_in(office):
    drawn: dict[tuple[str, str], list[Door]] = {}
    for door, walk in Random(SEED).sample([(door, walk) for walk in WALKS for door in doors()], DRAWN_DOORS):
        drawn.setdefault(walk, []).append(door)
    found = [fault for walk, some in drawn.items() for fault in _walk(office, *walk, some).faults]
    assert not found, "\n".join(found)


@pytest.mark.long
@pytest.mark.parametrize(("account", "state"), WALKS)
def test_every_door_opens_to_whom_the_matrix_lets_in(office, account, state):
    walk = _walk(office, account, state, doors(), follows=True)
    keep(account, state, walk)
    assert not walk.faults, "\n".join(walk.faults)


def _walk(office: Office, account: str, state: str, some: Iterable[Door], *, follows: bool = False) -> Walk:
    with transaction.atomic():
        _in_state(office, state)
        walk = Walk(office, account, state).past(some)
        if follows:
            walk.follow()
        transaction.set_rollback(True)
    return walk


def test_policies_allow_what_the_matrix_allows(office):
    wanted = [(name, state, accounts[0]) for name in policies() for state in STATES for accounts in SIGNED_IN.values()]
    assert _wrong_rights(office, Random(SEED).sample(wanted, DRAWN_RIGHTS)) == []


@pytest.mark.long
@pytest.mark.parametrize("state", STATES)
def test_every_policy_allows_what_the_matrix_allows(office, state):
    accounts = [one for some in SIGNED_IN.values() for one in some]
    wrong = _wrong_rights(office, [(name, state, one) for name in policies() for one in accounts])
    keep_rights(state, rules=len(policies()), accounts=len(accounts), wrong=len(wrong))
    assert not wrong, "\n".join(wrong)


def _wrong_rights(office: Office, wanted: list[tuple[str, str, str]]) -> list[str]:
    wrong = []
    for state in STATES:
        with transaction.atomic():
            rows = _in_state(office, state)
            for name, of, account in wanted:
                if of != state:
                    continue
                by = acting_as(Person.objects.get(username=account), None, on=TODAY)
                assert by is not None
                may, says = matrix().rights[name].allows(account, state), why_not(policies()[name], by, rows)
                if may is bool(says):
                    wrong.append(f"{name}, {state}: {account} {'may not: ' + says if says else 'may'}")
            transaction.set_rollback(True)
    return sorted(wrong)


def _in_state(office: Office, state: str) -> dict[str, object]:
    """Let the campaign stand so, and return what was planted as it is then."""
    campaign = office.plants.rows["campaigns.campaign"]
    values = {"accepted": {"locked_at": NOW, "locked_by": "示例市"}, "closed": {"state": "closed"}}.get(state, {})
    type(campaign).objects.filter(pk=campaign.pk).update(**values)
    return {label: type(row)._default_manager.get(pk=row.pk) for label, row in office.plants.rows.items()}
