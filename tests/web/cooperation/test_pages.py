"""Tasks between departments as the pages have them: asked about a patch, answered, accepted, followed up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.workflow.conftest import campaign, disc  # noqa: F401
from tests.workflow.small_disc import OTHER

from tuban.workflow.cooperation.models import Task
from tuban.workflow.patches.models import Patch

BOARD = "/cooperation/"


def of(name, task):
    return reverse(f"web:cooperation_{name}", args=[task.pk])


@pytest.mark.django_db
def test_finance_takes_over_a_confiscated_building_and_the_patch_knows(client_of, campaign):  # noqa: F811
    patch = Patch.objects.get(number=OTHER)
    zhifa, caizheng, juzhang = client_of("zhifa"), client_of("caizheng"), client_of("juzhang")
    tab = reverse("web:patch_cooperation", args=[patch.uuid])
    assert "还没有交办过事项" in zhifa.get(tab).content.decode()
    chosen = zhifa.get(reverse("web:patch_cooperation_ask", args=[patch.uuid])).content.decode()
    assert "接收没收的建筑物" in chosen
    ask = reverse("web:patch_cooperation_ask_for", args=[patch.uuid, "handover"])
    assert "期限从今天起算" in zhifa.get(ask).content.decode()
    assert "必填" in zhifa.post(ask, {"confiscate_due_area": ""}).content.decode()
    assert "不是" in zhifa.post(ask, {"confiscate_due_area": "很大"}).content.decode()
    assert zhifa.post(ask, {"confiscate_due_area": "1200 平方米", "text": "请接收。"}).status_code == 302
    assert "已经交办" in zhifa.post(ask, {"confiscate_due_area": "1200 平方米"}).content.decode()
    task = Task.objects.get()
    assert "协办001" in caizheng.get("/messages/").content.decode()
    assert "接收没收的建筑物" in caizheng.get(BOARD).content.decode()
    assert "为其他部门办理" in caizheng.get("/").content.decode()
    assert "本部门待办" not in juzhang.get(BOARD).content.decode()

    Task.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    late = juzhang.get(BOARD, {"queue": "late"}).content.decode()
    assert "逾期 3 天" in late
    assert "今日逾期清单" in juzhang.get(reverse("web:cooperation_figures")).content.decode()

    answer = {"expected": 1, "outcome": "done", "confiscated_area": "1200 平方米", "handed_over_on": "2024-09-20"}
    assert "必填" in caizheng.post(of("answer", task), answer).content.decode()
    assert "写明情况和原因" in caizheng.post(of("answer", task), {"expected": 1, "outcome": "cannot"}).content.decode()
    assert zhifa.post(of("answer", task), answer).status_code == 403
    answer["handover_receipt"] = "接收〔2024〕1号"
    assert caizheng.post(of("answer", task), answer).status_code == 302
    file = SimpleUploadedFile("接收单.pdf", b"%PDF-1.4\n%%EOF\n")
    caizheng.post(of("documents", task), {"file": file})
    page = zhifa.get(of("task", task)).content.decode()
    assert "接收〔2024〕1号" in page
    assert "逾期 3 天" in page
    assert "接收单.pdf" in page
    assert caizheng.post(of("accept", task), {"expected": 2}).status_code == 403
    assert "期间别人办理过" in zhifa.post(of("accept", task), {"expected": 1}).content.decode()
    assert "接收凭据" in zhifa.get(of("accept", task)).content.decode()
    assert zhifa.post(of("accept", task), {"expected": 2}).status_code == 302
    task.refresh_from_db()
    assert task.state == Task.State.DONE
    assert patch.comparisons.get(is_current=True).facts["handover_receipt"] == "接收〔2024〕1号"
    assert "已完成" in zhifa.get(tab).content.decode()


@pytest.mark.django_db
def test_what_is_of_another_county_or_nothing_is_not_there(client_of, campaign):  # noqa: F811
    zhifa = client_of("zhifa")
    assert zhifa.get(reverse("web:cooperation_ask_for", args=["nothing"])).status_code == 404
    ask = reverse("web:cooperation_ask_for", args=["plan_papers"])
    assert zhifa.post(ask, {"case_reference": "示自然资罚〔2024〕3号"}).status_code == 302
    task = Task.objects.get()
    assert client_of("xiang01").get(of("task", task)).status_code == 404
    assert client_of("xitong").get(of("task", task)).status_code == 404
    assert client_of("caizheng").get(reverse("web:cooperation_ask")).status_code == 403
    again = zhifa.post(of("again", task), {"expected": 1, "reason": "补正"})
    assert again.status_code == 403
    assert zhifa.post(of("withdraw", task), {"expected": 1, "reason": "另行办理"}).status_code == 302
    assert "另行办理" in zhifa.get(of("task", task)).content.decode()
