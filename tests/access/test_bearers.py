"""Machines: a token opens what it is for and its person may, a device what its person may take; neither opens anything
once it was revoked, ran out, or its person lost the post. What a device hands in is kept whatever became of it.

A draw of the cells stands in every run, all of them in the long one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone, translation

from tests.access.doors import NEVER, Door, doors
from tests.access.matrix import matrix
from tests.access.office import Office
from tests.access.test_every_door import SEED
from tests.access.trying import Visitor
from tests.field.device import Key
from tuban.workflow.evidence.devices import Device, register_device
from tuban.workflow.organisations.models import Holding, Person, Token
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.organisations.tokens import Scope

pytestmark = [
    pytest.mark.django_db, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.xdist_group("access"),
]  # fmt: skip
YESTERDAY = timezone.localdate() - timedelta(days=1)
DRAWN = 40
WHOSE = {Scope.READ: "zuzhi", Scope.WRITE: "zuzhi", Scope.EXPORT: "zuzhi", Scope.ORGANISE: "xitong"}


def _lose_post(person: Person) -> None:
    Holding.objects.filter(person=person).update(until=YESTERDAY)


ENDINGS: dict[str, Callable[[Person], Any]] = {
    "revoked": lambda person: Token.objects.filter(person=person).update(revoked_at=timezone.now()),
    "too old": lambda person: Token.objects.filter(person=person).update(expires_on=YESTERDAY),
    "of somebody who lost the post": _lose_post,
    "of somebody suspended": lambda person: Person.objects.filter(pk=person.pk).update(is_active=False),
    "of somebody who must change the password": lambda person: Person.objects.filter(pk=person.pk).update(
        must_change_password=True
    ),
}


def of_the_api() -> list[Door]:
    """Return the operations of the API; its address alone is none."""
    return [door for door in doors() if door.house == "api" and door.name != "api:api-root"]


def test_the_matrix_names_doors_that_are_there():
    told = matrix()
    assert {one for _words, named in told.scopes.values() for one in named} <= {door.words for door in of_the_api()}
    named = sorted(one for some in told.doors_of_devices.values() for one in some)
    assert named == sorted({door.name for door in doors() if door.house == "field_door"} - {"field_door:api-root"})


def test_a_token_opens_what_it_is_for(office):
    cells = Random(SEED).sample([(scope, door) for scope in Scope for door in of_the_api()], DRAWN)
    assert [fault for scope in Scope for fault in _beyond(office, scope, [d for s, d in cells if s is scope])] == []


@pytest.mark.long
@pytest.mark.parametrize("scope", list(Scope))
def test_a_token_opens_at_every_door_what_it_is_for(office, scope):
    assert _beyond(office, scope, of_the_api()) == []


def _beyond(office: Office, scope: Scope, wanted: list[Door]) -> list[str]:
    """Return where a token of one scope is answered otherwise than the matrix has it. A body that does not fit is told
    so before anything is asked."""
    found, visitor = [], Visitor(WHOSE[scope], scope)
    for door in wanted:
        answer = visitor.tries(door, office.keys)
        is_for_it = scope in matrix().scopes_of(door)
        is_told = door.deed == "HEAD" or any(one in answer.body for one in _refusals(door))  # to HEAD nothing is said
        is_refused = answer.status == 403 and is_told
        if is_refused is is_for_it and answer.status != 422:
            found.append(f"{scope} {door.words}: {answer.status}")
        if answer.status >= 500 or (not is_for_it and answer.written):
            found.append(f"{scope} {door.words}: {answer.status}, wrote to {sorted(answer.written)}")
    return found


def _refusals(door: Door) -> list[bytes]:
    with translation.override("zh-hans"):
        return [
            translation.gettext("This token is not for “{scope}”.").format(scope=Scope(one).label).encode()
            for one in sorted(matrix().scopes_of(door))
        ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_token_that_ended_opens_nothing(office, ending):
    visitor = Visitor("zuzhi")
    ENDINGS[ending](Person.objects.get(username="zuzhi"))
    opened = [door.words for door in Random(SEED).sample(of_the_api(), 12) if _answers(visitor, door, office) != 401]
    assert opened == []


@pytest.mark.long
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_token_that_ended_opens_nothing_at_all(office, ending):
    visitor = Visitor("zuzhi")
    ENDINGS[ending](Person.objects.get(username="zuzhi"))
    assert [door.words for door in of_the_api() if _answers(visitor, door, office) != 401] == []


def _answers(visitor: Visitor, door: Door, office: Office) -> int:
    answer = visitor.tries(door, office.keys)
    return 0 if answer.written else answer.status


@pytest.mark.parametrize("how", matrix().devices)
def test_a_device_takes_what_its_person_finds_and_hands_in_whatever_became_of_it(office, how):
    told, stands = matrix(), matrix().devices[how]
    may_take = told.rights["packages.may_take"].allows(stands.account, "open")
    visitor, found = Visitor(stands.account, secret=_device(how, stands.account)), []
    for door in (one for one in doors() if one.name in frozenset().union(*told.doors_of_devices.values())):
        answer = visitor.tries(door, office.keys)
        fault = ""
        if door.name in told.doors_of_devices["of_persons"]:
            fault = "" if answer.status == 401 else "is opened to a device"
        elif door.name in told.doors_of_devices["hands_in"]:
            fault = "is shut" if answer.status in (401, 403) else ""
        elif not stands.takes:
            fault = "" if answer.status == 403 else "is opened"
        elif door.name == "field_door:ask" and not may_take:
            fault = "" if answer.status in (403, 404) else "gives a package"
        elif door.keys and not may_take:
            absent = visitor.tries(door, office.keys, absent="packages.package")
            says, never = (one.without(*office.keys.values(), NEVER) for one in (answer, absent))
            fault = "" if (answer.status, says) == (404, never) else f"betrays a package, else {absent.status}"
        elif answer.status in (401, 403):
            fault = "is shut"
        if door.deed == "GET" and answer.written:
            fault += f" wrote to {sorted(answer.written)}"
        if fault or answer.status >= 500:
            found.append(f"{door.words}: {answer.status} {fault}")
    assert found == []


def _device(how: str, account: str) -> str:
    """Return the secret of a device of an account, as it stands now."""
    by = acting_as(Person.objects.get(username=account), None, on=timezone.localdate())
    assert by is not None
    made = register_device(by=by, name="试门手机", public_key=Key().public)
    if how == "revoked":
        Device.objects.filter(pk=made.device.pk).update(revoked_at=timezone.now(), revoked_because="丢失")
    elif how == "too_old":
        Device.objects.filter(pk=made.device.pk).update(expires_on=YESTERDAY)
    elif how == "lost_post":
        _lose_post(by.person)
    elif how == "suspended":
        Person.objects.filter(pk=by.person_id).update(is_active=False)
    return made.secret


def test_a_device_that_nobody_registered_opens_nothing(office):
    visitor = Visitor("nobody", secret=f"tubanfield_{secrets.token_urlsafe(32)}")
    asked = [door for door in doors() if door.house == "field_door" and door.name != "field_door:api-root"]
    assert {door.words: _answers(visitor, door, office) for door in asked} == {door.words: 401 for door in asked}


def test_a_device_reads_its_own_log_and_nobody_elses(office):
    entries = next(door for door in doors() if door.words.startswith("GET field/v1/entries"))
    visitor = Visitor("xiang01", secret=_device("own", "xiang01"))
    answer = visitor.tries(entries, office.keys)
    assert answer.status == 200
    assert "围墙".encode() not in answer.body
    assert b'"hashes":[]' in answer.body.replace(b" ", b"")
