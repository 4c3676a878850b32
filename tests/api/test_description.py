"""The description of the API holds for what is answered: whatever is sent, no server error, and an answer as described.

Requests are made up from the description itself; where they name something, often something that is there.
"""

from __future__ import annotations

import importlib
import os
from typing import Any
from uuid import UUID

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from tests.api.conftest import EVERYTHING, secret_of

from tuban.jobs.models import Job
from tuban.workflow.audit.models import Line
from tuban.workflow.campaigns.models import Campaign, ContactPoint, Material, Question
from tuban.workflow.campaigns.models import Phase as CampaignPhase
from tuban.workflow.layers.models import Edition
from tuban.workflow.organisations.models import Department, Group, Post, Responsibility, Unit
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.models import Arrival, Patch

schemathesis = pytest.importorskip("schemathesis")
pytestmark = pytest.mark.django_db
EXAMPLES = 1 if os.environ.get("TUBAN_JOURNEYS") == "once" else 8
ORGANISED = tuple(f"/api/v1/{name}" for name in ("me", "units", "departments", "posts"))


def known() -> dict[str, list[Any]]:
    """Return what is there, by the name that addresses have for it."""
    rows = {
        "campaign": Campaign, "collection": Campaign, "edition": Edition, "unit": Unit, "group": Group,
        "department": Department, "post": Post,
        "entry": Responsibility, "question": Question, "phase": CampaignPhase, "point": ContactPoint,
        "material": Material, "job": Job, "arrival": Arrival,
    }  # fmt: skip
    found: dict[str, list[Any]] = {
        name: list(model.objects.values_list("pk", flat=True)) for name, model in rows.items()
    }
    patches = list(Patch.objects.values_list("uuid", flat=True))
    return found | {"uuid": patches, "item": patches, "number": list(Line.objects.values_list("number", flat=True)[:5])}


def chosen(name: str, value: Any, there: dict[str, list[Any]]) -> Any:
    """Return what is there for three of four made-up keys, the made-up one otherwise."""
    rows = there.get(name)
    if not rows:
        return value
    try:
        figure = UUID(str(value)).int if not isinstance(value, int) else value
    except ValueError:
        return value
    return value if figure % 4 == 3 else str(rows[figure % len(rows)])


@pytest.fixture
def _one_connection():
    """Let no request close the connection of the test, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.usefixtures("_one_connection")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # files that its WSGI client leaves open
@pytest.mark.parametrize(("username", "scopes", "least"), [("zuzhi", EVERYTHING, 70), ("xitong", (Scope.ORGANISE,), 8)])
def test_whatever_is_sent_is_answered_as_described(campaign, username, scopes, least):
    from tuban.site.wsgi import application

    there = known()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    secret = secret_of(username, *scopes)
    operations = [found.ok() for found in schema.get_all_operations()]
    if Scope.ORGANISE in scopes:
        operations = [one for one in operations if one.path.startswith(ORGANISED)]
    assert len(operations) > least
    faults = []
    for operation in operations:
        try:
            _try(operation, secret, there)
        except (Exception, BaseExceptionGroup) as fault:
            faults.append(f"{operation.label}: {fault}")
    assert not faults, "\n\n".join(faults)


def _try(operation: Any, secret: str, there: dict[str, list[Any]]) -> None:
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    def answer_is_as_described(case: Any) -> None:
        case.path_parameters = {
            name: chosen(name, value, there) for name, value in (case.path_parameters or {}).items()
        }  # fmt: skip
        case.call_and_validate(
            headers={"Authorization": f"Bearer {secret}"},
            checks=[
                not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
            ],
        )  # fmt: skip

    answer_is_as_described()


def test_no_two_shapes_of_the_api_share_a_name():
    """The description keeps one shape per name: of two that share it, one would describe answers of the other."""
    from ninja import Schema

    importlib.import_module("tuban.api.urls")
    shapes: list[type] = [Schema]
    names: dict[str, set[str]] = {}
    while shapes:
        shape = shapes.pop()
        shapes += shape.__subclasses__()
        if shape.__module__.startswith("tuban."):
            names.setdefault(shape.__name__, set()).add(shape.__module__)
    assert len(names) > 100
    assert {name: modules for name, modules in names.items() if len(modules) > 1} == {}
