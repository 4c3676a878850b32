"""Machines that act by a token of the practice county."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.workflow.conftest import campaign, county, disc  # noqa: F401

from tuban.api.limits import buckets
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.organisations.tokens import Scope, give_token, longest_for

EVERYTHING = (Scope.READ, Scope.WRITE, Scope.EXPORT)


class Machine(Client):
    """A client that sends and receives JSON."""

    def send(self, method: str, address: str, body: Any = None, **headers: str) -> Any:
        """Send JSON to an address of the API; headers by name."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.generic(
            method, f"/api/v1{address}", "" if body is None else _json(body), "application/json", headers=told
        )

    def post_json(self, address: str, body: Any = None, **headers: str) -> Any:
        """Send JSON by POST."""
        return self.send("POST", address, body, **headers)


def _json(body: Any) -> str:
    import json

    return json.dumps(body)


@pytest.fixture(autouse=True)
def _full_buckets() -> Iterator[None]:
    buckets.empty()
    yield
    buckets.empty()


@pytest.fixture
def machine(county):  # noqa: F811
    """A function that returns a client with a token of a sign-in name."""

    def client(username: str, *scopes: Scope) -> Machine:
        return Machine(headers={"authorization": f"Bearer {secret_of(username, *scopes)}"})

    return client


def person_acting(username: str) -> Acting:
    found = acting_as(Person.objects.get(username=username), None, on=timezone.localdate())
    assert found is not None
    return found


def secret_of(username: str, *scopes: Scope) -> str:
    acting = person_acting(username)
    return give_token(
        by=acting,
        name="测试",
        scopes=scopes or (Scope.READ,),
        expires_on=timezone.localdate() + min(timedelta(days=30), longest_for(acting)),
    ).secret
