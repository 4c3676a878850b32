"""Signing in: nobody sees a page before, everybody has a post after, and nobody learns which word was wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tuban.workflow.audit.models import Line
from tuban.workflow.organisations.models import Holding, Person, Post, Unit
from tuban.workflow.organisations.practice import PASSWORD, found_practice
from tuban.workflow.organisations.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> Unit:
    return found_practice([("990101001", "甲溪镇"), ("990101002", "乙岭镇")])


def sign_in(client: Client, username: str, password: str = PASSWORD, **more):
    return client.post(reverse("web:sign_in"), {"username": username, "password": password, **more}, follow=True)


def test_whoever_is_not_signed_in_gets_to_the_sign_in_page_and_back_to_what_they_wanted(client, county):
    answer = client.get(reverse("web:change_password"))
    assert answer.status_code == 302
    wanted = client.get(reverse("web:my_day"))
    assert wanted.headers["Location"].startswith(reverse("web:sign_in"))
    assert "next=" in wanted.headers["Location"]


@pytest.mark.seed("O6")
def test_the_practice_county_shows_an_account_for_every_role_and_a_real_one_none(client, county, settings):
    page = client.get(reverse("web:sign_in")).content.decode()
    for role in Role:
        assert str(role.label) in page, role
    settings.PRACTICE = False
    assert "xiang01" not in client.get(reverse("web:sign_in")).content.decode()


def test_a_signed_in_person_stands_in_the_frame_with_unit_and_post(client, county):
    page = sign_in(client, " XIANG01 ").content.decode()
    assert "甲溪镇填报员" in page
    assert "示例省" in page
    assert "示范县" in page
    assert Line.objects.filter(action="organisations.sign_in", person_name="甲溪镇填报员").count() == 1


@pytest.mark.parametrize(("username", "password"), [("xiang01", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_word_is_never_named(client, county, username, password):
    page = sign_in(client, username, password).content.decode()
    assert "_auth_user_id" not in client.session
    if username:
        assert "登录名或密码不正确" in page


def test_five_wrong_passwords_lock_the_name_out_even_for_the_right_one(client, county):
    for _time in range(5):
        sign_in(client, "xiang01", "wrong-wrong")
    assert "_auth_user_id" not in client.session
    sign_in(client, "xiang01")
    assert "_auth_user_id" not in client.session
    sign_in(client, "xiang02")
    assert "_auth_user_id" in client.session


def test_a_suspended_person_does_not_come_in_and_falls_out(client, county):
    sign_in(client, "xiang01")
    Person.objects.filter(username="xiang01").update(is_active=False)
    assert client.get(reverse("web:my_day")).status_code == 302


def test_whoever_holds_no_post_today_is_told_so_and_sees_nothing(client, county):
    Holding.objects.filter(person__username="xiang01").update(until=timezone.localdate() - timedelta(days=1))
    answer = sign_in(client, "xiang01")
    assert answer.status_code == 403
    assert "您今天没有任何岗位" in answer.content.decode()


def test_a_reset_password_must_be_changed_before_anything_else(client, county):
    Person.objects.filter(username="xiang01").update(must_change_password=True)
    answer = sign_in(client, "xiang01")
    assert answer.redirect_chain[-1][0] == reverse("web:change_password")
    new = "jia-xi-zhen-2024"
    client.post(reverse("web:change_password"), {"old": PASSWORD, "new": new, "again": new})
    assert client.get(reverse("web:my_day")).status_code == 200
    assert Person.objects.get(username="xiang01").check_password(new)


@pytest.mark.parametrize(
    ("old", "new", "again", "told"),
    [
        ("wrong", "jia-xi-zhen-2024", "jia-xi-zhen-2024", "当前密码不正确"),
        (PASSWORD, "jia-xi-zhen-2024", "another-one-2024", "不一致"),
        (PASSWORD, "12345678901", "12345678901", "密码不能使用"),
    ],
)
def test_a_new_password_that_does_not_do_is_refused_in_words(client, county, old, new, again, told):
    sign_in(client, "xiang01")
    page = client.post(reverse("web:change_password"), {"old": old, "new": new, "again": again}).content.decode()
    assert told in page
    assert Person.objects.get(username="xiang01").check_password(PASSWORD)


def test_somebody_with_two_posts_chooses_and_nobody_chooses_another_s(client, county):
    person = Person.objects.get(username="xiang01")
    second = Post.objects.create(unit=county, title="兼职外业", role=Role.SURVEYOR)
    Holding.objects.create(post=second, person=person, since=timezone.localdate())
    sign_in(client, "xiang01")
    client.post(reverse("web:switch_post"), {"post": str(second.pk)})
    assert "兼职外业" in client.get(reverse("web:my_day")).content.decode()
    foreign = Post.objects.get(role=Role.AUDIT_ADMINISTRATOR)
    client.post(reverse("web:switch_post"), {"post": str(foreign.pk)})
    assert client.session["post"] == str(second.pk)


def test_the_language_is_switched_for_the_reader_alone_and_leads_nowhere_else(client, county):
    sign_in(client, "xiang01")
    answer = client.post(reverse("web:language"), {"language": "en", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == reverse("web:my_day")
    assert "My day" in client.get(reverse("web:my_day")).content.decode()
    other = Client()
    sign_in(other, "xiang02")
    assert "我的一天" in other.get(reverse("web:my_day")).content.decode()


def test_signing_out_ends_the_session(client, county):
    sign_in(client, "xiang01")
    client.post(reverse("web:sign_out"))
    assert client.get(reverse("web:my_day")).status_code == 302
    assert client.get(reverse("web:sign_out")).status_code == 405


def test_every_page_forbids_foreign_script_and_frames(client, county):
    policy = client.get(reverse("web:sign_in")).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self'" in policy
    assert settings.SESSION_COOKIE_HTTPONLY
