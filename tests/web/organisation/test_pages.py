"""Who sees which control of the organisation, why the others are greyed out, and what stays hidden."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from tuban.workflow.audit.models import Line
from tuban.workflow.organisations.models import Department, Group, Holding, Person, Post, Responsibility, Unit

pytestmark = pytest.mark.django_db


def control(html: str, title: str) -> str:
    """Return why the control is greyed out, empty where it can be used."""
    refused = re.search(rf'data-reason="([^"]*)">(?:<svg.*?</svg>)?{title}<', html)
    if refused:
        return unescape(refused[1])
    assert re.search(rf'<a class="btn[^>]*>(?:<svg.*?</svg>)?{title}<', html), title
    return ""


def unit_page(client, unit) -> str:
    answer = client.get(reverse("web:unit", args=[unit.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("username", "usable", "refused"),
    [
        ("xitong", ["新增下级单位", "更正", "撤销单位"], {"任命": "安全管理员"}),
        ("anquan", ["任命"], {"新增下级单位": "系统管理员", "撤销单位": "系统管理员"}),
        ("zuzhi", [], {"新增下级单位": "系统管理员", "任命": "安全管理员"}),
        ("shenji", [], {"新增下级单位": "系统管理员", "任命": "安全管理员"}),
    ],
)
def test_each_role_sees_its_controls_and_why_not_the_others(client_of, county, username, usable, refused):
    html = unit_page(client_of(username), county)
    for title in usable:
        assert control(html, title) == ""
    for title, who in refused.items():
        assert who in control(html, title)


def test_an_organiser_keeps_groups_and_the_register(client_of, county):
    client = client_of("zuzhi")
    answer = client.post(
        reverse("web:found_group", args=[county.pk]),
        {"kind": "leading", "name": "卫片执法领导小组", "since": "2024-03-01", "document": "办发〔2024〕1号",
         "members": "甲某 组长 县长\n乙某 副组长 局长"},
    )  # fmt: skip
    assert answer.status_code == 302
    group = Group.objects.get(name="卫片执法领导小组")
    assert [(one.name, one.duty, one.position) for one in group.members.all()] == [
        ("甲某", "组长", "县长"), ("乙某", "副组长", "局长"),
    ]  # fmt: skip
    html = unit_page(client, county)
    assert html.index("甲某") < html.index("乙某")


def test_a_successor_ends_the_one_before_and_both_stay_on_record(client_of, county):
    township = Unit.objects.get(name="甲溪镇")
    before = Responsibility.objects.get(unit=township, liability="overall")
    answer = client_of("zuzhi").post(
        reverse("web:register_responsibility", args=[township.pk]),
        {"liability": "overall", "name": "新书记", "position": "党委书记", "since": "2024-06-01"},
    )
    assert answer.status_code == 302
    before.refresh_from_db()
    assert str(before.until) == "2024-06-01"
    register = client_of("zuzhi").get(reverse("web:responsibility")).content.decode()
    assert "新书记" in register
    assert f"{before.name}</b> {before.position}" not in register


def test_a_township_without_a_leader_is_marked(client_of, county):
    Responsibility.objects.filter(unit__name="甲溪镇", liability="actual").update(until=timezone.localdate())
    assert "无人" in client_of("zuzhi").get(reverse("web:responsibility")).content.decode()


def test_two_people_who_correct_one_department_do_not_overwrite_each_other(client_of, county):
    department = Department.objects.get(name="办公室")
    address = reverse("web:correct_department", args=[department.pk])
    first = {"name": "综合办公室", "duty": "office", "expected": department.version}
    assert client_of("xitong").post(address, first).status_code == 302
    second = client_of("xitong").post(address, {**first, "name": "行政办公室"})
    assert second.status_code == 200
    assert "organisations.changed_meanwhile" in second.content.decode()
    assert 'value="行政办公室"' in second.content.decode()  # what was typed is not lost
    department.refresh_from_db()
    assert department.name == "综合办公室"


def test_a_unit_outside_the_areas_is_not_there_and_the_attempt_is_recorded(client_of, county):
    other = Unit.objects.create(code="990102", name="邻县自然资源局", level="county", is_practice=True)
    answer = client_of("xiang01").get(reverse("web:unit", args=[other.pk]))
    assert answer.status_code == 404
    assert "邻县" not in answer.content.decode()
    line = Line.objects.order_by("-number").first()
    assert (line.action, line.is_refused, line.subject_id) == ("web.look_outside", True, str(other.pk))


def test_a_deed_that_one_may_not_do_is_refused_with_its_reason(client_of, county):
    answer = client_of("anquan").post(
        reverse("web:found_department", args=[county.pk]), {"name": "新股", "duty": "office"}
    )
    assert answer.status_code == 403
    assert "系统管理员" in answer.content.decode()
    assert not Department.objects.filter(name="新股").exists()


def test_the_tree_opens_branch_by_branch(client_of, county):
    branch = client_of("xitong").get(reverse("web:tree_below", args=[county.pk])).content.decode()
    assert "甲溪镇" in branch
    assert "<html" not in branch


def test_a_township_sees_itself_only(client_of, county):
    answer = client_of("xiang01").get(reverse("web:organisation"), follow=True).content.decode()
    assert "甲溪镇" in answer
    assert "乙岭镇" not in answer


def test_areas_are_understood_line_by_line(client_of, county):
    zone = Unit.objects.get(name="示范经济开发区")
    address = reverse("web:set_areas", args=[zone.pk])
    wrong = client_of("xitong").post(address, {"areas": "990101011 开发区 行政\n乙岭的一部分"})
    assert "乙岭的一部分" in wrong.content.decode()
    assert (
        client_of("xitong").post(address, {"areas": "990101011 开发区 行政\n990101002005 乙岭某村 管理"}).status_code
        == 302
    )
    assert set(zone.areas.values_list("code", "kind")) == {("990101011", "governed"), ("990101002005", "managed")}


class TestSeparationOfTheAdministrators:
    """What one person could hide if they held two of the posts."""

    def appoint(self, client, title, username):
        return client.post(
            reverse("web:appoint", args=[Post.objects.get(title=title).pk]),
            {"post": Post.objects.get(title=title).pk, "person": Person.objects.get(username=username).pk,
             "since": timezone.localdate().isoformat()},
        )  # fmt: skip

    def test_one_administrator_cannot_get_the_post_of_another(self, client_of, county):
        answer = self.appoint(client_of("anquan"), "审计管理员", "xitong")
        assert answer.status_code == 200
        assert "organisations.cannot_hold_both" in answer.content.decode()
        assert Holding.objects.filter(person__username="xitong").count() == 1

    def test_an_administrator_does_no_work_of_the_inspection(self, client_of, county):
        assert "cannot_hold_both" in self.appoint(client_of("anquan"), "卫片办主任", "shenji").content.decode()

    def test_nobody_gives_a_post_to_themselves(self, client_of, county):
        answer = self.appoint(client_of("anquan"), "局长", "anquan")
        assert "不能任命自己" in answer.content.decode()
        assert Holding.objects.filter(person__username="anquan").count() == 1

    def test_the_system_administrator_cannot_appoint(self, client_of, county):
        assert self.appoint(client_of("xitong"), "局长", "zhifa").status_code == 403

    def test_the_people_page_shows_all_three(self, client_of, county):
        html = client_of("zuzhi").get(reverse("web:people")).content.decode()
        for title in ("系统管理员", "安全管理员", "审计管理员", "三员分立"):
            assert title in html


class TestPeople:
    """What the security administrator does."""

    def register(self, client, **more):
        return client.post(
            reverse("web:register_person"),
            {"username": "xinren", "name": "新人", "password": "Gq7-shu-Tian-9", **more},
        )

    def test_a_registered_person_must_change_the_password_and_can_do_nothing_yet(self, client_of, county, client):
        assert self.register(client_of("anquan")).status_code == 302
        assert (
            client.post(reverse("web:sign_in"), {"username": "xinren", "password": "Gq7-shu-Tian-9"}).status_code == 302
        )
        assert client.get("/").url == reverse("web:change_password")

    def test_the_password_is_in_no_line_of_the_audit(self, client_of, county):
        self.register(client_of("anquan"))
        assert not [line for line in Line.objects.all() if "Gq7-shu" in f"{line.details} {line.reason}"]

    def test_a_weak_password_is_refused_with_the_reason(self, client_of, county):
        answer = self.register(client_of("anquan"), password="12345")
        assert "organisations.password_unfit" in answer.content.decode()

    def test_a_suspended_person_is_out_at_once(self, client_of, county):
        clerk, person = client_of("xiang01"), Person.objects.get(username="xiang01")
        assert clerk.get("/").status_code == 200
        client_of("anquan").post(reverse("web:suspend_person", args=[person.pk]), {"reason": "调离"})
        assert clerk.get("/").status_code == 302

    def test_nobody_suspends_themselves(self, client_of, county):
        own = Person.objects.get(username="anquan")
        answer = client_of("anquan").post(reverse("web:suspend_person", args=[own.pk]), {"reason": "试"})
        assert answer.status_code == 403
        own.refresh_from_db()
        assert own.is_active

    def test_a_post_that_ended_stays_in_the_history(self, client_of, county):
        holding = Holding.objects.get(post__title="局长")
        yesterday = timezone.localdate() - timedelta(days=1)
        client_of("anquan").post(
            reverse("web:end_holding", args=[holding.pk]), {"on": yesterday.isoformat(), "reason": "退休"}
        )
        html = unit_page(client_of("zuzhi"), county)
        assert "空缺" in html
        assert f"{holding.person.name} 2024-01-01 – {yesterday:%Y-%m-%d}" in html

    def test_others_see_names_but_can_change_none(self, client_of, county):
        person = Person.objects.get(username="zhifa")
        html = client_of("zuzhi").get(reverse("web:person", args=[person.pk])).content.decode()
        for title in ("任命", "重置密码", "停用"):
            if title != "重置密码":
                assert "安全管理员" in control(html, title)
