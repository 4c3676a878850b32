"""A token is its post, for its purposes, until its day; every error has one shape."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.api.conftest import person_acting, secret_of

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.organisations.actions import end_holding, suspend_person
from tuban.workflow.organisations.models import Holding, Token
from tuban.workflow.organisations.tokens import Scope, TokenTooLong, bearer_of, give_token, revoke_token

pytestmark = pytest.mark.django_db


def test_a_machine_sees_what_its_post_sees(machine):
    me = machine("xiang01").get("/api/v1/me").json()
    assert (me["unit_name"], me["areas"], me["role"]) == ("甲溪镇", ["990101001"], "clerk")
    names = [unit["name"] for unit in machine("xiang01").get("/api/v1/units").json()]
    assert names == ["甲溪镇"]
    assert len(machine("zuzhi").get("/api/v1/units").json()) == 4


def test_a_gis_client_may_send_the_token_as_password(county):
    word = base64.b64encode(f"qgis:{secret_of('zuzhi')}".encode()).decode()
    assert Client(headers={"authorization": f"Basic {word}"}).get("/api/v1/me").status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer x", "Bearer tuban_wrong", "Basic !!!", "Basic YTpi", "Digest x"])
def test_without_a_token_there_is_one_answer(county, header):
    answer = Client(headers={"authorization": header} if header else {}).get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.json()["code"] == "api.no_token"
    assert "Bearer" in answer["WWW-Authenticate"]


def test_a_secret_is_kept_nowhere(county):
    secret = secret_of("zuzhi")
    kept = str(list(Token.objects.values())) + str(list(Line.objects.values()))
    assert secret not in kept
    assert bearer_of(secret) is not None


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_is_good_for_a_year_at_most(county, days):
    with pytest.raises(TokenTooLong):
        give_token(
            by=person_acting("zuzhi"),
            name="x",
            scopes=[Scope.READ],
            expires_on=timezone.localdate() + timedelta(days=days),
        )


@pytest.mark.parametrize(
    ("username", "scope"),
    [
        ("anquan", Scope.ORGANISE), ("anquan", Scope.READ), ("shenji", Scope.ORGANISE), ("shenji", Scope.READ),
        ("xitong", Scope.READ), ("xitong", Scope.WRITE), ("zuzhi", Scope.ORGANISE), ("juzhang", Scope.ORGANISE),
    ],
)  # fmt: skip
def test_a_machine_gets_no_rights_that_are_done_by_hand_and_the_attempt_is_written_down(county, username, scope):
    with pytest.raises(Refused):
        secret_of(username, scope)
    with pytest.raises(Refused):
        secret_of(username, Scope.READ, Scope.ORGANISE)
    assert Line.objects.filter(action="organisations.give_token", is_refused=True).count() == 2
    assert not Token.objects.exists()


def test_a_token_for_organising_is_good_for_seven_days_at_most(county):
    by, today = person_acting("xitong"), timezone.localdate()
    with pytest.raises(TokenTooLong):
        give_token(by=by, name="建单位", scopes=[Scope.ORGANISE], expires_on=today + timedelta(days=8))
    given = give_token(by=by, name="建单位", scopes=[Scope.ORGANISE], expires_on=today + timedelta(days=7))
    assert bearer_of(given.secret).scopes == {Scope.ORGANISE}
    Token.objects.update(scopes=["read", "write", "organise"])  # whatever stands there: the post says what it is for
    assert bearer_of(given.secret).scopes == {Scope.ORGANISE}


def test_a_token_ends_with_its_day_its_revocation_its_post_and_its_person(county):
    secret = secret_of("zuzhi")
    token, security = Token.objects.get(), person_acting("anquan")
    Token.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert bearer_of(secret) is None
    Token.objects.update(expires_on=timezone.localdate())
    assert bearer_of(secret) is not None

    with pytest.raises(Refused):
        revoke_token(token, by=person_acting("guzhang"))
    revoke_token(token, by=security, reason="设备丢失")
    assert bearer_of(secret) is None

    other = secret_of("guzhang")
    end_holding(
        Holding.objects.get(person__username="guzhang"), by=security, until=timezone.localdate() - timedelta(days=1),
        reason="调离",
    )  # fmt: skip
    assert bearer_of(other) is None

    third = secret_of("juzhang")
    suspend_person(person_acting("juzhang").person, by=security, reason="离职")
    assert bearer_of(third) is None


def test_an_address_that_is_none_and_a_method_that_is_not_taken_answer_in_the_same_shape(machine):
    client = machine("zuzhi")
    assert client.get("/api/v1/nothing").status_code == 404
    assert client.post("/api/v1/me").status_code == 405


def test_the_description_of_the_api_names_the_errors(county):
    described = Client().get("/api/v1/openapi.json").json()
    answers = described["paths"]["/api/v1/me"]["get"]["responses"]
    assert {"200", "401", "403", "404", "422"} <= set(answers)


def test_a_text_with_a_character_that_no_database_keeps_is_told(client, db):
    answer = client.get("/api/v1/audit?action=%00x")
    assert answer.status_code == 422
    assert answer.json()["code"] == "api.unfit_character"


@pytest.mark.parametrize(("text", "is_refused"), [("\x00", True), ("\\u0000", False)])
def test_a_body_with_a_character_that_no_text_can_hold_is_refused(machine, county, text, is_refused):
    group = {"unit": str(county.pk), "kind": "leading", "name": f"组{text}", "since": "2024-03-01"}
    answer = machine("zuzhi", Scope.READ, Scope.WRITE).post_json("/groups", group)
    assert answer.status_code == (422 if is_refused else 201), answer.json()
