"""Every door of the product × every reader, as the access matrix has it: nobody finds what is not theirs, nobody can
tell it from what never was, nothing is written for those who are refused, and nothing ends in a fault.

A draw of the cells stands in every run; all of them in the long one.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from django.db import transaction

from tests.access.doors import Door, doors
from tests.access.matrix import STATES, is_outside, matrix
from tests.access.office import Office
from tests.access.planting import NOW, TODAY
from tests.access.readers import ALL, READERS, SIGNED_IN
from tests.access.rights import policies, why_not
from tests.access.trying import Answer, Visitor
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as

pytestmark = [
    pytest.mark.django_db, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.xdist_group("access"),
]  # fmt: skip
SEED = int(os.environ.get("TUBAN_ACCESS_SEED", "20261127"))
DRAWN_DOORS, DRAWN_RIGHTS = 100, 900
"""How many cells a short run tries."""


@pytest.fixture
def visitors(office) -> dict[str, Visitor]:
    """Those who came to a door already, by account."""
    return {}


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


def cells() -> list[tuple[Door, str]]:
    """Return every door with one account of every reader, in the order of the accounts."""
    return [(door, accounts[0]) for accounts in ALL.values() for door in doors()]


@pytest.mark.seed("O1")
def test_doors_open_to_whom_the_matrix_lets_in(office, visitors):
    drawn = Random(SEED).sample(cells(), DRAWN_DOORS)
    found = _faults(office, visitors, sorted(drawn, key=lambda cell: cell[1]))
    assert not found, "\n".join(found)


@pytest.mark.long
@pytest.mark.parametrize("reader", ALL)
def test_every_door_opens_to_whom_the_matrix_lets_in(office, visitors, reader):
    found = _faults(office, visitors, [(door, account) for account in ALL[reader][:1] for door in doors()])
    assert not found, "\n".join(found)


def _faults(office: Office, visitors: dict[str, Visitor], wanted: list[tuple[Door, str]]) -> list[str]:
    found = []
    for door, account in wanted:
        visitor = visitors.setdefault(account, None) or Visitor(account)
        visitors[account] = visitor
        fault = _fault(office, visitor, door)
        if fault:
            found.append(f"{account} {door.deed} {door.name}: {fault}")
    return found


def _fault(office: Office, visitor: Visitor, door: Door) -> str:
    """Return what is wrong with how a door answers somebody; empty where the matrix has it so."""
    told, reader = matrix(), READERS[visitor.account]
    answer = visitor.tries(door, office.keys)
    if answer.status >= 500 and door.name != "web:health":
        return f"a fault: {answer.status} {answer.body[-300:]!r}"
    if door.deed in ("GET", "HEAD", "OPTIONS") and answer.written:
        return f"reading wrote to {sorted(answer.written)}"
    if answer.status in (401, 403, 404, 405) and answer.written:
        return f"refused with {answer.status}, and wrote to {sorted(answer.written)}"
    if is_outside(visitor.account):
        return "" if door.name in told.open_doors else _of_one_outside(visitor.account, answer)
    if door.house in ("field_door", "pocket"):
        return ""
    hidden = told.hidden(door, reader)
    if hidden:
        return _of_what_is_hidden(office, visitor, door, answer, hidden[0])
    by_hand_only = door.house == "api" and not visitor.has_token  # administrators of security and of the audit
    if answer.is_turned_away and door.name != "web:sign_out" and not by_hand_only:
        return f"turned away: {answer.status} {answer.leads}"
    if (
        door.deed == "GET"
        and door.name in told.only
        and reader in told.at_rooms
        and (answer.status == 403) == told.enters(door, reader)
    ):
        return f"answers {answer.status}"
    return ""


def _of_one_outside(account: str, answer: Answer) -> str:
    leads = {"new": "/password/"}.get(account, "/sign-in/")
    is_kept_out = answer.status in (401, 403, 404, 405) or (answer.status == 302 and answer.leads.startswith(leads))
    return "" if is_kept_out and not answer.written else f"let in: {answer.status} {answer.leads}"


def _of_what_is_hidden(office: Office, visitor: Visitor, door: Door, answer: Answer, hidden: str) -> str:
    """Return what betrays something that a reader does not find; empty where it is as if it never had been."""
    if any(mark.encode() in answer.body for mark in office.marks):
        return f"shows what is not theirs: {answer.status}"
    if answer.written:
        return f"wrote to {sorted(answer.written)}"
    absent = visitor.tries(door, office.keys, absent=hidden)
    if absent.status != answer.status:
        return f"betrays that it is there: {answer.status}, else {absent.status}"
    if answer.without(*office.keys.values()) != absent.without(*office.keys.values(), *_never()):
        return "betrays that it is there by what it says"
    if answer.status not in (401, 403, 404, 405) and door.name not in matrix().words_first:
        return f"answers {answer.status}"
    return ""


def _never() -> tuple[object, ...]:
    from tests.access.doors import NEVER, NEVER_NUMBER

    return NEVER, NEVER_NUMBER


def test_policies_allow_what_the_matrix_allows(office):
    wanted = [(name, state, accounts[0]) for name in policies() for state in STATES for accounts in SIGNED_IN.values()]
    assert _wrong_rights(office, Random(SEED).sample(wanted, DRAWN_RIGHTS)) == []


@pytest.mark.long
@pytest.mark.parametrize("state", STATES)
def test_every_policy_allows_what_the_matrix_allows(office, state):
    wanted = [(name, state, one) for name in policies() for accounts in SIGNED_IN.values() for one in accounts]
    assert _wrong_rights(office, wanted) == []


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
