"""How one is told, and where a unit has its messages sent: as the pages have it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tuban.workflow.audit.models import Line
from tuban.workflow.messages.models import Delivery, Webhook, Wishes

HOOKS = "/settings/webhooks/"


@pytest.mark.django_db
def test_what_one_wants_is_kept_and_what_contradicts_itself_is_said(client_of):
    client, address = client_of("zuzhi"), reverse("web:message_wishes")
    assert "还没有启用邮件" in client.get(address).content.decode()
    told = {"is_mailed": "on", "email": "", "daily_at": "09:00", "quiet_from": "22:00", "quiet_until": ""}
    assert "没有邮箱地址" in client.post(address, told).content.decode()
    told["email"] = "zhao@example.org"
    assert "免打扰时段" in client.post(address, told).content.decode()
    assert client.post(address, told | {"quiet_until": "07:00"}).status_code == 302
    kept = Wishes.objects.get()
    assert (kept.email, kept.is_gathered, kept.daily_at.hour) == ("zhao@example.org", False, 9)


@pytest.mark.django_db
def test_a_webhook_is_set_up_tried_and_changed(client_of, settings):
    settings.WEBHOOK_HOSTS = ["desk.example"]
    client = client_of("xitong")
    assert "还没有消息推送" in client.get(HOOKS).content.decode()
    told = {"name": "督办平台", "address": "https://elsewhere.example/x"}
    assert "不在本系统允许推送的名单内" in client.post(reverse("web:webhook_add"), told).content.decode()
    made = client.post(reverse("web:webhook_add"), told | {"address": "https://desk.example/x"})
    hook = Webhook.objects.get()
    assert hook.secret in made.content.decode()
    assert hook.secret not in client.get(HOOKS).content.decode()
    assert hook.secret not in str(Line.objects.filter(action__startswith="messages.").values_list("details"))
    client.post(reverse("web:webhook_try", args=[hook.pk]))
    assert Delivery.objects.get().webhook == hook
    assert "试发" in client.get(reverse("web:webhook", args=[hook.pk])).content.decode()
    change = reverse("web:webhook_change", args=[hook.pk])
    assert client.post(change, {"address": hook.address, "expected": 1}).status_code == 302
    assert "期间别人改过" in client.post(change, {"address": hook.address, "expected": 1}).content.decode()


@pytest.mark.django_db
def test_who_sets_up_no_webhooks_is_told_why(client_of):
    client = client_of("zuzhi")
    assert "由系统管理员设置" in client.get(HOOKS).content.decode()
    assert client.post(reverse("web:webhook_add"), {"name": "x", "address": "https://x.example"}).status_code == 403
