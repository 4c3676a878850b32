"""Tokens in the browser: made, shown once, revoked; one's own, and all of the areas for the security administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.api.conftest import secret_of
from tests.web.axe import faults_of_access
from tests.web.conftest import DESK, PHONE

from tuban.workflow.audit.models import Line
from tuban.workflow.organisations.models import Token

LIST = "/settings/tokens/"


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def given(client, **changed):
    body = {"name": "QGIS", "scopes": ["read"], "expires_on": day(30)} | changed
    return client.post(reverse("web:token_give"), body)


@pytest.mark.django_db
def test_a_token_is_shown_once_and_works(client_of):
    client = client_of("zuzhi")
    answer = given(client, scopes=["read", "export"])
    assert answer["Cache-Control"].startswith("max-age=0")
    secret = answer.context["made"].secret
    assert secret in answer.content.decode()
    assert secret not in client.get(LIST).content.decode()
    me = Client(headers={"authorization": f"Bearer {secret}"}).get("/api/v1/me").json()
    assert me["scopes"] == ["export", "read"]
    assert Line.objects.get(action="organisations.give_token").details["token"]["name"] == "QGIS"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [{"name": ""}, {"scopes": []}, {"scopes": ["admin"]}, {"expires_on": day(0)}, {"expires_on": day(400)}],
)
def test_a_token_that_cannot_be_is_not_made(client_of, changed):
    answer = given(client_of("zuzhi"), **changed)
    assert answer.context["form"].errors
    assert not Token.objects.exists()


@pytest.mark.django_db
def test_a_revoked_token_is_good_for_nothing_and_listed_among_the_ended(client_of):
    secret, client, token = secret_of("zuzhi") if client_of else "", client_of("zuzhi"), Token.objects.get()
    client.post(reverse("web:token_revoke", args=[token.pk]), {"reason": "电脑丢失"})
    assert Client(headers={"authorization": f"Bearer {secret}"}).get("/api/v1/me").status_code == 401
    assert "还没有令牌" in client.get(LIST).content.decode()
    assert "已收回" in client.get(f"{LIST}?show=ended").content.decode()
    assert Line.objects.get(action="organisations.revoke_token").reason == "电脑丢失"


@pytest.mark.django_db
def test_one_sees_one_s_own_tokens_the_security_administrator_all_and_nobody_else_s_is_found(client_of):
    secret_of("zuzhi")
    token = Token.objects.get()
    address = reverse("web:token_revoke", args=[token.pk])
    stranger = client_of("xiang01")
    assert "测试" not in stranger.get(LIST).content.decode()
    assert stranger.get(address).status_code == 404
    assert Line.objects.filter(action="web.look_outside", subject_id=str(token.pk)).exists()
    security = client_of("anquan")
    page = security.get(LIST).content.decode()
    assert "测试" in page
    assert "赵组织" in page
    assert security.get(reverse("web:token_give")).status_code == 403
    security.post(address, {"reason": "离岗"})
    assert Token.objects.get().revoked_at is not None


@pytest.mark.slow
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_token_is_made_copied_and_revoked_in_the_browser(page_of, size):
    page = page_of("zuzhi", size)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(LIST)
    assert faults_of_access(page) == []
    page.get_by_role("link", name="新建令牌").click()
    page.fill("#drawer [name=name]", "核查脚本")
    assert faults_of_access(page) == []
    page.locator("#drawer").get_by_role("button", name="新建", exact=True).click()
    page.click("[data-copy=secret]")
    page.wait_for_selector("text=已复制。")
    assert page.evaluate("navigator.clipboard.readText()") == page.input_value("#secret")
    assert faults_of_access(page) == []
    page.get_by_role("link", name="我已复制").click()
    page.get_by_role("link", name="收回 核查脚本").click()
    page.fill("#drawer [name=reason]", "试过了")
    page.locator("#drawer").get_by_role("button", name="收回").click()
    page.click("[data-consequence-yes]")
    page.wait_for_selector("text=还没有令牌")


@pytest.mark.slow
@pytest.mark.long
def test_the_description_of_the_api_shows_itself_without_another_host(page_of):
    page = page_of("zuzhi")
    page.goto("/api/v1/docs")
    page.wait_for_selector(".opblock-tag", timeout=60_000)
    assert page.locator(".opblock-tag").count() > 7
    assert "土地卫片执法检查" in page.locator(".info").inner_text()


@pytest.mark.django_db
def test_a_system_administrator_is_offered_organising_alone_for_seven_days(client_of):
    client = client_of("xitong")
    page = client.get(reverse("web:token_give")).content.decode()
    assert "建立、更正、撤销单位、股室和岗位" in page
    assert "批量导出" not in page
    assert "最长七天" in page
    assert given(client, scopes=["organise"], expires_on=day(8)).context["form"].errors
    assert given(client, scopes=["read"], expires_on=day(7)).context["form"].errors
    secret = given(client, scopes=["organise"], expires_on=day(7)).context["made"].secret
    assert Client(headers={"authorization": f"Bearer {secret}"}).get("/api/v1/me").json()["scopes"] == ["organise"]
