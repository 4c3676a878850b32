"""Signing in by the service of the organisation: who is registered comes in, to their posts, and nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

pytest.importorskip("authlib")

from tests.web.sign_in.service import CLIENT, SECRET, serving
from tests.workflow.sign_in.telephone import Telephone

from tuban.web.sign_in.outside import _made
from tuban.workflow.audit.models import Line
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.practice import PASSWORD, found_practice
from tuban.workflow.organisations.queries import acting_named
from tuban.workflow.sign_in import actions
from tuban.workflow.sign_in.codes import letters_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings):
    _made.cache_clear()
    found_practice([("990101001", "甲溪镇")])
    Person.objects.filter(username="diji").update(outside_name="staff-0042")
    with serving() as service:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET = service.issuer, CLIENT, SECRET
        settings.OIDC_TITLE = "县统一认证"
        yield service


def come_back(service, *, client: Client | None = None, wanted: str = "", state: str = "") -> Client:
    client = client or Client()
    away = client.get(reverse("web:outside"), {"next": wanted})
    assert away.headers["Location"].startswith(f"{service.issuer}/authorize?"), away.content.decode()
    told = service.visit(away.headers["Location"])
    client.answer = client.get(reverse("web:outside_back"), {"code": "c", "state": state or told})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_who_is_registered_under_the_name_comes_in_to_the_posts_held_here(service):
    page = Client().get(reverse("web:sign_in")).content.decode()
    assert "县统一认证" in page
    assert 'name="password"' in page  # accounts here stay a way in
    client = come_back(service, wanted=reverse("web:help"))
    assert client.answer.headers["Location"] == reverse("web:help")
    assert "地籍审核" in client.get(reverse("web:account")).content.decode()
    assert Line.objects.filter(action="organisations.sign_in", person_name="李地籍").count() == 1


@pytest.mark.parametrize(
    ("claims", "signed"),
    [
        ({"nonce": "another"}, "well"), ({"nonce": None}, "well"), ({"aud": "another-client"}, "well"),
        ({"aud": None}, "well"), ({"iss": "https://other.example"}, "well"), ({"iss": None}, "well"),
        ({"exp": 1_700_000_000}, "well"), ({"exp": None}, "well"), ({}, "none"), ({}, "by the secret"),
        ({}, "by another key"), ({"sub": None}, "well"),
    ],
    ids=str,
)  # fmt: skip
def test_what_proves_nothing_lets_nobody_in(service, claims, signed):
    service.claims, service.signed = claims, signed
    client = come_back(service)
    assert client.answer.headers["Location"] == reverse("web:sign_in")
    assert not is_in(client)
    assert "没有给出能证明身份的答复" in client.get(reverse("web:sign_in")).content.decode()


def test_another_state_a_second_use_and_a_refusal_let_nobody_in(service):
    assert not is_in(come_back(service, state="another"))
    client = Client()
    assert client.get(reverse("web:outside_back"), {"code": "c", "state": "none"}).status_code == 302
    assert client.get(reverse("web:outside_back"), {"error": "access_denied"}).status_code == 302
    assert not is_in(client)


@pytest.mark.parametrize("sub", ["staff-0043", "STAFF-0042", "diji", "", " "])
def test_whoever_is_not_registered_under_that_very_name_is_told_so(service, sub):
    service.claims = {"sub": sub}
    client = come_back(service)
    assert not is_in(client)
    assert Person.objects.filter(outside_name__gt="").count() == 1


def test_a_suspended_person_and_one_of_the_practice_county_outside_of_practice_stay_out(service, settings):
    settings.PRACTICE = False
    assert not is_in(come_back(service))
    settings.PRACTICE = True
    Person.objects.filter(username="diji").update(is_active=False)
    assert not is_in(come_back(service))


def test_the_second_factor_here_is_asked_all_the_same(service):
    by = acting_named("diji", on=timezone.localdate())
    telephone = Telephone(letters_of(actions.secret_to_scan(by=by)))
    actions.set_up(by=by, code=telephone.code())
    client = come_back(service)
    assert not is_in(client)
    client.post(reverse("web:sign_in_code"), {"code": telephone.code(1)})
    assert is_in(client)


def test_one_is_led_back_only_to_pages_of_ours(service):
    assert come_back(service, wanted="https://other.example/").answer.headers["Location"] == reverse("web:my_day")


def test_a_service_that_is_another_or_speaks_in_the_clear_or_is_away_is_named(service, settings):
    service.metadata = {"issuer": "https://other.example"}
    assert Client().get(reverse("web:outside"), follow=True).status_code == 200
    _made.cache_clear()
    service.metadata = {"token_endpoint": "http://other.example/token"}
    page = Client().get(reverse("web:outside"), follow=True).content.decode()
    assert "https" in page
    _made.cache_clear()
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert "没有给出能证明身份的答复" in Client().get(reverse("web:outside"), follow=True).content.decode()


def test_where_none_is_named_nothing_of_it_is_there(settings):
    found_practice([("990101001", "甲溪镇")])
    client = Client()
    assert client.get(reverse("web:outside")).headers["Location"] == reverse("web:sign_in")
    assert client.get(reverse("web:outside_back"), {"code": "c"}).headers["Location"] == reverse("web:sign_in")
    assert (
        "outside" not in client.get(reverse("web:sign_in")).content.decode().split("<body", 1)[1].split("<form", 1)[1]
    )


def test_the_security_administrator_says_what_the_service_calls_somebody_and_no_name_is_two_people(service):
    client = Client()
    client.post(reverse("web:sign_in"), {"username": "anquan", "password": PASSWORD})
    other = Person.objects.get(username="guihua")
    address = reverse("web:correct_person", args=[other.pk])
    given = {"name": other.name, "telephone": "", "certificate": "", "expected": other.version}
    taken = client.post(address, given | {"outside_name": "staff-0042"})
    assert "已经有了" in taken.content.decode()
    client.post(address, given | {"outside_name": " staff-0077 "})
    service.claims = {"sub": "staff-0077"}
    assert "孙规划" in come_back(service).get(reverse("web:account")).content.decode()
