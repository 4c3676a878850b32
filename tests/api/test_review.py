"""Opinions and findings by token: the same actions, once for a key."""

from __future__ import annotations

import pytest
from tests.api.conftest import EVERYTHING
from tests.workflow.conftest import acting  # noqa: F401
from tests.workflow.review.conftest import measured_disc, office  # noqa: F401
from tests.workflow.review.speaking import all_agree, ask, fresh

from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.review.considering import current_comparison
from tuban.workflow.review.models import Opinion

pytestmark = pytest.mark.django_db


def test_a_department_speaks_and_enforcement_takes_the_finding_once_for_a_key(machine, office):  # noqa: F811
    ask(office.unlawful, office.organiser)
    place = f"/patches/{office.unlawful.uuid}"
    said = {
        "verdict": "agrees", "finding": "unlawful", "violation_type": "used_without_applying",
        "reasons": ["no_papers"], "comparison": str(current_comparison(office.unlawful).pk),
    }  # fmt: skip
    client = machine("guihua", *EVERYTHING)
    for _time in range(2):
        made = client.post_json(f"{place}/opinions", said, Idempotency_Key="o-1")
        assert made.status_code == 201, made.content
    assert Opinion.objects.count() == 1
    assert client.post_json(f"{place}/opinions", said).json()["code"] == "review.changed_meanwhile"
    assert client.post_json(f"{place}/findings", {"version": 1, "finding": "unlawful"}).status_code == 403
    all_agree(office.unlawful, {k: v for k, v in office.departments.items() if k != "planning"})
    taker = machine("zhifa", *EVERYTHING)
    taken = {"version": fresh(office.unlawful).version, "finding": "lawful"}
    assert taker.post_json(f"{place}/findings", taken).json()["code"] == "review.not_agreed"
    taken |= {"finding": "unlawful", "violation_type": "used_without_applying"}
    made = taker.post_json(f"{place}/findings", taken)
    assert made.status_code == 201, made.content
    assert made.json()["area_basis"] == "surveyed"
    found = taker.get(f"/api/v1{place}/findings").json()
    assert [(one["is_current"], one["rests_on_current"]) for one in found] == [(True, True)]
    assert len(taker.get(f"/api/v1{place}/opinions").json()) == 4
    assert taker.get(f"/api/v1{place}/conferences").json() == taker.get(f"/api/v1{place}/returns").json() == []


def test_a_token_that_only_reads_says_nothing(machine, office):  # noqa: F811
    ask(office.unlawful, office.organiser)
    said = {"verdict": "agrees", "finding": "unlawful", "reasons": ["no_papers"],
            "comparison": str(current_comparison(office.unlawful).pk)}  # fmt: skip
    answer = machine("guihua", Scope.READ).post_json(f"/patches/{office.unlawful.uuid}/opinions", said)
    assert answer.status_code == 403
    assert not Opinion.objects.exists()
