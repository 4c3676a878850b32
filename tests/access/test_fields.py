"""Fields: a body has no say in what the product writes itself, and an answer holds nothing that its reader may not see.

A draw stands in every run, all of it in the long one.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.access.bodies import FORBIDDEN
from tests.access.doors import Door, doors
from tests.access.matrix import matrix
from tests.access.office import Office
from tests.access.readers import READERS, SIGNED_IN
from tests.access.test_every_door import SEED
from tests.access.trying import Visitor

pytestmark = [
    pytest.mark.django_db, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.xdist_group("access"),
]  # fmt: skip
WRITERS = ("zuzhi", "zhifa", "juzhang", "xitong")
_OUR_OWN = frozenset(FORBIDDEN) - {"digest", "state", "fate", "version_is"}
"""Columns that only the product writes: none of them may follow a body. A state follows a deed."""
_SHORT_DEEDS, _SHORT_ANSWERS = 8, 20


def writing() -> list[Door]:
    """Return the operations of the API that change something."""
    return [door for door in doors() if door.house == "api" and door.deed in ("POST", "PUT", "PATCH", "DELETE")]


def test_a_body_has_no_say_in_what_the_product_writes(office):
    drawn = Random(SEED).sample([(door, one) for door in writing() for one in WRITERS[:2]], _SHORT_DEEDS)
    assert _followed(office, drawn) == []


@pytest.mark.long
@pytest.mark.parametrize("account", WRITERS)
def test_no_body_at_all_has_a_say_in_what_the_product_writes(office, account):
    assert _followed(office, [(door, account) for door in writing()]) == []


def _followed(office: Office, wanted: list[tuple[Door, str]]) -> list[str]:
    """Return where rows differ by fields that stood in a body besides."""
    found, visitors = [], {account: Visitor(account) for account in {one for _door, one in wanted}}
    for door, account in wanted:
        told: list[dict[str, Any]] = []
        for more in ({}, FORBIDDEN):
            answer = visitors[account].tries(
                door, office.keys, more=more, look=lambda kept=told, door=door: kept.append(_columns(office, door))
            )
            if answer.status >= 500:
                found.append(f"{account} {door.deed} {door.name}: {answer.status}")
        if len(told) == 2 and told[0] != told[1] and told[1] != _columns(office, door):
            found.append(f"{account} {door.deed} {door.name}: {told[0]} became {told[1]}")
    return found


def _columns(office: Office, door: Door) -> dict[str, Any]:
    """Return what the product keeps of the rows that a door is about, and how many rows of their kinds there are."""
    kept: dict[str, Any] = {}
    for label in (one for one in door.labels if one in office.plants.rows):
        model = type(office.plants.rows[label])
        names = [one.attname for one in model._meta.concrete_fields if one.attname in _OUR_OWN]
        kept[label] = list(model._default_manager.filter(pk=office.plants.rows[label].pk).values(*names))
        kept[f"foreign {label}"] = model._default_manager.filter(pk=FORBIDDEN["id"]).count() if _by_uuid(model) else 0
    return kept


def _by_uuid(model: Any) -> bool:
    return bool(model._meta.pk.get_internal_type() == "UUIDField")


def test_no_answer_holds_what_its_reader_may_not_see(office):
    wanted = [(door, accounts[0]) for accounts in SIGNED_IN.values() for door in reading()]
    drawn = sorted(Random(SEED).sample(wanted, _SHORT_ANSWERS), key=lambda cell: cell[1])
    assert _shown(office, drawn) == []


@pytest.mark.long
@pytest.mark.parametrize(
    "account", ["zuzhi", "zhifa", "guihua", "xiang01", "waiye", "caizheng", "shi", "ducha", "bu", "xitong", "anquan",
                "shenji", "lin_zuzhi"],
)  # fmt: skip
def test_no_answer_and_no_page_at_all_holds_what_its_reader_may_not_see(office, account):
    pages = [door for door in doors() if door.house == "web" and door.deed == "GET"]
    assert _shown(office, [(door, account) for door in (*reading(), *pages)]) == []


def reading() -> list[Door]:
    """Return the operations of the API that read."""
    return [door for door in doors() if door.house == "api" and door.deed == "GET"]


def _shown(office: Office, wanted: list[tuple[Door, str]]) -> list[str]:
    secrets = _secrets(office)
    found, visitors = [], {}
    for door, account in wanted:
        if account not in visitors:
            visitors[account] = Visitor(account)
        answer = visitors[account].tries(door, office.keys)
        if answer.kind.startswith(("application/json", "application/geo+json", "text/")):
            found += [
                f"{account} {door.name} shows {what}"
                for what, (value, readers) in secrets.items()
                if not {account, READERS[account]} & readers and value.encode() in answer.body
            ]
    return found


def _secrets(office: Office) -> dict[str, tuple[str, frozenset[str]]]:
    """Return what is sealed: the value that was planted, and who may read it all the same."""
    return {
        f"{one.label}.{name}": (str(getattr(office.plants.rows[one.label], name)), one.shown_to)
        for one in matrix().fields
        for name in one.names
    }


def test_the_planted_secrets_are_told_from_all_else(office):
    values = [value for value, _readers in _secrets(office).values()]
    assert min(map(len, values)) >= 5
    assert len(set(values)) == len(values)
