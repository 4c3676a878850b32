"""Failed sign-ins: what the audit is told, whom it names, and that nobody can fill it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.recording import verify
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.practice import PASSWORD, found_practice
from tuban.workflow.sign_in.failures import failed, tell_counts
from tuban.workflow.sign_in.models import FailedSignIn
from tuban.workflow.sign_in.words import Way, Why

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county():
    return found_practice([("990101001", "甲溪镇")])


def lines():
    return list(Line.objects.filter(action__startswith="sign_in.").order_by("number"))


def try_to_sign_in(client, name, password, **more):
    return client.post(reverse("web:sign_in"), {"username": name, "password": password}, **more)


def test_a_wrong_password_is_told_of_the_account_with_its_address_and_nothing_typed(client):
    try_to_sign_in(client, "xiang01", "a-wrong-password", REMOTE_ADDR="10.1.2.3")
    (line,) = lines()
    assert (line.action, line.is_refused, line.address) == ("sign_in.fail", True, "10.1.2.3")
    assert line.subject_id == str(Person.objects.get(username="xiang01").pk)
    assert line.person_id is None
    assert (line.details["way"], line.details["why"]) == ("password", "wrong")
    assert "a-wrong-password" not in str(vars(line))


def test_a_name_that_is_nobodys_stands_as_a_digest_the_same_each_time(client):
    """People type their password into the field of the name."""
    for typed in ("Geheim!1234567", " geheim!1234567"):
        try_to_sign_in(client, typed, "x")
    (line,) = lines()
    assert "geheim" not in str(vars(line)).lower()
    assert line.details["why"] == "unknown"
    assert len(line.subject_id) == 16


def test_a_suspended_account_and_a_lock_out_have_words_of_their_own(client):
    Person.objects.filter(username="xiang01").update(is_active=False)
    try_to_sign_in(client, "xiang01", PASSWORD)
    for _time in range(7):
        try_to_sign_in(client, "zhifa", "wrong")
    assert [(one.action, one.details["why"]) for one in lines()] == [
        ("sign_in.fail", "suspended"), ("sign_in.fail", "wrong"), ("sign_in.lock_out", "locked"),
    ]  # fmt: skip


def test_what_goes_on_for_an_hour_is_two_lines_the_second_with_the_count(client):
    for _time in range(40):
        failed(Way.PASSWORD, Why.LOCKED, address="10.1.2.3", person=Person.objects.get(username="zhifa"))
    assert [one.details["count"] for one in lines()] == [1]
    FailedSignIn.objects.update(begun_at=timezone.now() - timedelta(hours=2))
    assert tell_counts() == 1
    assert tell_counts() == 0
    assert [one.details["count"] for one in lines()] == [1, 40]
    assert verify().holds


@pytest.mark.parametrize("many_addresses", [False, True])
def test_a_flood_of_names_or_addresses_fills_neither_the_audit_nor_the_table(many_addresses):
    for number in range(600):
        address = f"10.0.{number % 250}.{number // 250}" if many_addresses else "10.0.0.1"
        failed(Way.PASSWORD, Why.UNKNOWN, address=address, typed=f"name{number}")
    most = 201 if many_addresses else 21
    assert len(lines()) == FailedSignIn.objects.count() == most
    assert sum(FailedSignIn.objects.values_list("count", flat=True)) == 600
    failed(Way.PASSWORD, Why.WRONG, address="10.0.0.1", person=Person.objects.get(username="zhifa"))
    assert lines()[-1].subject_id == str(Person.objects.get(username="zhifa").pk), "an account is not hidden by a flood"


def test_a_token_that_is_nobodys_is_counted_and_stands_nowhere(client):
    secret = "tuban_" + "Q" * 43
    for _time in range(3):
        answer = client.get("/api/v1/units", headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 401
    (line,) = lines()
    assert (line.details["way"], line.details["why"]) == ("token", "unknown")
    assert "QQQ" not in str(vars(line))
    assert FailedSignIn.objects.get().count == 3


def test_the_audit_administrator_finds_both_on_the_page_and_others_do_not(client):
    try_to_sign_in(client, "nobody-at-all", "x")
    try_to_sign_in(client, "xiang01", "x")
    try_to_sign_in(client, "shenji", PASSWORD)
    page = client.get(reverse("web:audit"), {"refused": "on"}).content.decode()
    assert page.count("登录失败") >= 2
    assert "甲溪镇填报员" in page
    client.post(reverse("web:sign_out"))
    try_to_sign_in(client, "zuzhi", PASSWORD)
    page = client.get(reverse("web:audit"), {"action": "sign_in.fail"}).content.decode()
    assert "data-row-link" not in page
