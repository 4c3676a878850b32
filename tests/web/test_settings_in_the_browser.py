"""The desks of the settings in real Chromium: a journey for each role, and every page at AA, wide and narrow."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.conftest import DESK, PHONE, faults_of_access

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.audit.models import Line
from tuban.workflow.campaigns.models import Campaign, Material
from tuban.workflow.layers.models import Edition
from tuban.workflow.organisations.models import Holding, Person, Unit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def campaign(county):
    made = Campaign.objects.create(
        code="990101-2024", title="示范县2024年度检查", year=2024, area_code="990101", area_name="示范县", epsg=4547,
        lawbook_edition="a" * 64, is_practice=True, state="running",
    )  # fmt: skip
    Material.objects.create(campaign=made, item="survey", title="变更调查", state="missing", lacks="缺，无法比对")
    return made


@pytest.fixture
def edition(county):
    return Edition.objects.create(
        area_code="990101", role="plan", title="规划", edition="2020", source_file="规划.gdb", source_checksum="b" * 64,
        checksum="c" * 64, suffix=".parquet", rows=7, epsg=4547, is_practice=True,
    )  # fmt: skip


def say(page, text):
    page.get_by_text(text).first.wait_for(timeout=5000)
    page.wait_for_load_state()  # its script is at work


def test_the_system_administrator_adds_a_unit_a_department_and_a_post(page_of, county):
    page = page_of("xitong")
    page.goto(reverse("web:organisation"))
    page.get_by_role("link", name="新增下级单位").click()
    page.locator("#drawer").get_by_label("行政区划代码").fill("990101021")
    page.locator("#drawer").get_by_label("名称", exact=True).fill("新溪镇")
    page.locator("#drawer").get_by_role("button", name="新增").click()
    say(page, "单位已新增")
    page.locator(".tree").get_by_role("link", name="新溪镇").click()
    page.get_by_role("heading", level=1, name="新溪镇").wait_for()
    page.wait_for_load_state()  # its script is at work
    page.locator("section", has=page.get_by_role("heading", name="岗位")).get_by_role("link", name="新增").click()
    page.locator("#drawer").get_by_label("名称").fill("自然资源所填报员")
    page.locator("#drawer").get_by_role("button", name="新增").click()
    say(page, "岗位已新增")
    assert page.get_by_role("button", name="任命").first.get_attribute("data-reason")  # and why not
    assert Unit.objects.get(name="新溪镇").posts.count() == 1


def test_the_security_administrator_registers_and_appoints_and_the_separation_holds(page_of, county):
    page = page_of("anquan")
    page.goto(reverse("web:people"))
    page.get_by_role("link", name="登记人员").click()
    page.locator("#drawer").get_by_label("登录名", exact=True).fill("xinren")
    page.locator("#drawer").get_by_label("姓名").fill("新人")
    page.locator("#drawer").get_by_role("button", name="登记").click()
    say(page, "人员已登记")
    person = Person.objects.get(username="xinren")
    page.goto(reverse("web:person", args=[person.pk]))

    def appoint(post):
        page.get_by_role("link", name="任命").click()
        page.locator("#drawer").get_by_label("岗位").select_option(label=post)
        page.locator("#drawer").get_by_role("button", name="任命").click()

    appoint("示范县自然资源局办公室 审计管理员")
    say(page, "已任命")
    appoint("示范县自然资源局办公室 系统管理员")
    say(page, "organisations.cannot_hold_both")
    assert Holding.objects.filter(person=person).count() == 1


def test_the_organiser_founds_a_group_sets_a_phase_and_registers_a_material(page_of, county, campaign):
    page = page_of("zuzhi")
    page.goto(reverse("web:organisation"))
    page.locator("section", has=page.get_by_role("heading", name="工作机构")).get_by_role("link", name="新增").click()
    page.locator("#drawer").get_by_label("名称").fill("卫片执法领导小组")
    page.locator("#drawer").get_by_label("成员").fill("甲某 组长 县长\n乙某")
    page.locator("#drawer").get_by_role("button", name="成立").click()
    say(page, "这一行缺职务：乙某")
    assert "甲某" in page.locator("#drawer").get_by_label("成员").input_value()  # nothing typed is lost
    page.locator("#drawer").get_by_label("成员").fill("甲某 组长 县长\n乙某 副组长 局长")
    page.locator("#drawer").get_by_role("button", name="成立").click()
    say(page, "工作机构已成立")
    page.goto(reverse("web:campaign", args=[campaign.pk]))
    page.get_by_role("link", name="新增阶段").click()
    today = timezone.localdate()
    page.locator("#drawer").get_by_label("阶段").fill("自查")
    page.locator("#drawer").get_by_label("开始").fill((today - timedelta(days=3)).isoformat())
    page.locator("#drawer").get_by_label("结束").fill((today + timedelta(days=30)).isoformat())
    page.locator("#drawer").get_by_role("button", name="保存").click()
    say(page, "已保存")
    assert page.locator(".timeline .is-now").count() == 1
    page.get_by_role("link", name="登记").first.click()
    page.locator("#drawer").get_by_label("状态").select_option("here")
    page.locator("#drawer").get_by_label("保管人").fill("李地籍")
    page.locator("#drawer").get_by_role("button", name="登记").click()
    say(page, "李地籍")
    assert campaign.materials.get().state == "here"


def test_a_question_of_a_township_is_answered_and_shared(page_of, county, campaign):
    asking = page_of("xiang01")
    asking.goto(reverse("web:campaign", args=[campaign.pk]))
    asking.get_by_role("link", name="提交").click()
    asking.locator("#drawer").get_by_label("对象").fill("比对")
    asking.locator("#drawer").get_by_label("问题").fill("道路算不算？")
    asking.locator("#drawer").get_by_role("button", name="提交").click()
    say(asking, "道路算不算")
    answering = page_of("zuzhi")
    answering.goto(reverse("web:campaign", args=[campaign.pk]))
    answering.get_by_role("link", name="答复").click()
    answering.locator("#drawer").get_by_label("答复", exact=True).fill("算。")
    answering.locator("#drawer").get_by_label("向各单位公开").check()
    answering.locator("#drawer").get_by_role("button", name="答复").click()
    say(answering, "向各单位公开")
    other = page_of("xiang02")
    other.goto(reverse("web:campaign", args=[campaign.pk]))
    say(other, "算。")


def test_the_audit_administrator_finds_reads_and_proves(page_of, county, client_of):
    client_of("xitong").post(
        reverse("web:correct_unit", args=[county.pk]),
        {"name": "示范县资源局", "short_name": "示范县", "expected": county.version},
    )
    page = page_of("shenji")
    page.goto(reverse("web:audit"))
    page.get_by_label("文字").fill("示范县资源局")
    page.get_by_role("button", name="查找").click()
    page.locator("table [data-row-link]").first.click()
    page.locator("#drawer .was", has_text="示范县自然资源局").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="验证审计链").click()
    page.locator("[data-job]").wait_for()
    do(Job.objects.get(kind="audit.verify").pk)  # what a worker would do
    say(page, "链完整")
    assert Line.objects.filter(action="audit.verify").exists()


def test_help_opens_beside_the_page(page_of, county):
    page = page_of("zuzhi")
    page.goto(reverse("web:people"))
    page.get_by_role("link", name="本页帮助").click()
    page.locator("#drawer", has_text="三员分立").wait_for()
    assert page.url.endswith(reverse("web:people"))


@pytest.mark.long
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("username", ["xitong", "anquan", "shenji", "zuzhi"])
def test_every_page_passes_at_aa_and_nothing_runs_over(page_of, county, campaign, edition, username, size):
    page = page_of(username, size)
    pages = [
        reverse("web:organisation"), reverse("web:organisation") + "?q=镇", reverse("web:people"),
        reverse("web:person", args=[Person.objects.get(username="zhifa").pk]), reverse("web:responsibility"),
        reverse("web:audit"), reverse("web:health"), reverse("web:help"), reverse("web:help") + "?q=organisations",
        reverse("web:help_topic", args=["audit"]), reverse("web:campaigns"), reverse("web:layers"),
    ]  # fmt: skip
    own = {
        "xitong": [reverse("web:found_unit", args=[county.pk]), reverse("web:set_areas", args=[county.pk])],
        "anquan": [reverse("web:register_person")],
        "shenji": [],
        "zuzhi": [
            reverse("web:campaign", args=[campaign.pk]), reverse("web:campaign_parameters", args=[campaign.pk]),
            reverse("web:campaign_value", args=[campaign.pk, "accountability/account_line"]),
            reverse("web:layer", args=[edition.pk]), reverse("web:would_differ"),
            reverse("web:found_group", args=[county.pk]),
        ],
    }  # fmt: skip
    faults = {}
    for address in [*pages, *own[username]]:
        answer = page.goto(address)
        assert answer.status == 200, address
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found = faults_of_access(page) + ([f"{over} px too wide"] if over > 0 else [])
        if found:
            faults[address] = found
    assert not faults
