"""Machines that act by a token of the practice county."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.organisations.practice import found_practice
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.organisations.tokens import Scope, give_token


@pytest.fixture
def county(db) -> Unit:
    """The county of the practice tree."""
    return found_practice([("990101001", "甲溪镇"), ("990101002", "乙岭镇")])


@pytest.fixture
def machine(county):
    """A function that returns a client with a token of a sign-in name."""

    def client(username: str, *scopes: Scope) -> Client:
        return Client(headers={"authorization": f"Bearer {secret_of(username, *scopes)}"})

    return client


def person_acting(username: str) -> Acting:
    found = acting_as(Person.objects.get(username=username), None, on=timezone.localdate())
    assert found is not None
    return found


def secret_of(username: str, *scopes: Scope) -> str:
    return give_token(
        by=person_acting(username),
        name="测试",
        scopes=scopes or (Scope.READ,),
        expires_on=timezone.localdate() + timedelta(days=30),
    ).secret
