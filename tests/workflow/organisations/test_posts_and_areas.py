"""Who sees what, and who may hold what."""

from __future__ import annotations

from datetime import date

import pytest
from tests.workflow.days import TODAY

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.organisations.acting import in_areas, inside
from tuban.workflow.organisations.actions import (
    CannotHoldBoth,
    CodeDoesNotFit,
    LevelDoesNotFit,
    Member,
    MemberUnknown,
    appoint,
    change_password,
    end_holding,
    found_group,
    found_post,
    found_unit,
    register_person,
    register_responsibility,
    set_members,
    suspend_person,
)
from tuban.workflow.organisations.models import Holding, Person, Post, Responsibility, Unit
from tuban.workflow.organisations.passwords import PasswordUnfit
from tuban.workflow.organisations.practice import found_practice, practice_accounts
from tuban.workflow.organisations.queries import acting_as, chain_above, responsibilities_seen_by, units_seen_by
from tuban.workflow.organisations.roles import GroupKind, Level, Liability, Role

pytestmark = pytest.mark.django_db


@pytest.mark.seed("O1")
@pytest.mark.parametrize(
    ("username", "sees", "not_sees"),
    [
        ("xiang01", {"甲溪镇"}, {"乙岭镇", "示范县自然资源局"}),
        ("zuzhi", {"甲溪镇", "乙岭镇", "示范县自然资源局"}, {"示例市自然资源和规划局"}),
        ("shi", {"示范县自然资源局", "示例市自然资源和规划局", "甲溪镇"}, {"示例省自然资源厅"}),
        ("ducha", {"示例省自然资源厅", "示范县自然资源局", "甲溪镇"}, {"自然资源部（练习）"}),
        ("bu", {"自然资源部（练习）", "甲溪镇", "国家自然资源督察示例局"}, set()),
    ],
)
def test_a_unit_sees_its_own_areas_and_what_lies_below(acting, username, sees, not_sees):
    names = {unit.name for unit in units_seen_by(acting(username))}
    assert sees <= names
    assert not names & not_sees


@pytest.mark.seed("O1")
def test_a_zone_answers_for_what_it_manages_in_a_township(acting):
    zone = acting("xiang03")
    assert zone.level is Level.ZONE
    assert zone.answers_for("990101011")
    assert zone.answers_for("990101002005")
    assert not zone.answers_for("990101002004")


def test_real_units_and_practice_never_see_one_another(county, acting):
    Unit.objects.create(code="9902", name="真实市局", level=Level.CITY)
    assert "真实市局" not in {unit.name for unit in units_seen_by(acting("bu"))}


@pytest.mark.parametrize("code", ["9", "99", "990199", "990101", "330000000000", "990101999"])
def test_the_range_of_a_division_holds_exactly_what_begins_with_it(county, code):
    Unit.objects.all().update(above=None)
    codes = [
        "9",
        "98",
        "99",
        "990100",
        "990101",
        "9901010",
        "990101999",
        "990101999001",
        "990102",
        "9902",
        "330000000000",
    ]
    Unit.objects.bulk_create(Unit(code=one, name=one, level=Level.COUNTY, is_practice=False) for one in codes)
    rows = Unit.objects.filter(is_practice=False)
    assert {unit.code for unit in rows.filter(inside(code, "code"))} == {one for one in codes if one.startswith(code)}
    assert in_areas(rows, [""], "code").count() == len(codes)
    assert not in_areas(rows, [], "code")


def test_the_chain_above_leads_to_the_ministry(county):
    assert [unit.level for unit in chain_above(county)] == ["ministry", "province", "city", "county"]


def test_the_practice_county_is_founded_once(county):
    assert found_practice([("990101009", "新镇")]).pk == county.pk
    assert not Unit.objects.filter(name="新镇").exists()
    roles = {account.role for account in practice_accounts()}
    assert len(roles) == len(Role)


def newcomer(acting) -> Person:
    return register_person(by=acting("anquan"), username="  XinRen ", name="新人", password="yi-ge-hen-chang-de-mima")


@pytest.mark.seed("O1")
@pytest.mark.parametrize("first", [Role.SYSTEM_ADMINISTRATOR, Role.CLERK])
@pytest.mark.parametrize("second", [Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR])
def test_nobody_holds_two_of_the_three_administrators_nor_one_and_an_office(county, acting, first, second):
    person = newcomer(acting)
    posts = [found_post(county, by=acting("xitong"), title=f"新岗{role}", role=role) for role in (first, second)]
    appoint(posts[0], person, by=acting("anquan"), since=TODAY)
    with pytest.raises(CannotHoldBoth, match="新人"):
        appoint(posts[1], person, by=acting("anquan"), since=TODAY)
    assert Holding.objects.filter(person=person).count() == 1


def test_a_post_that_ended_leaves_its_holder_without_a_desk(county, acting):
    person = newcomer(acting)
    post = found_post(county, by=acting("xitong"), title="填报", role=Role.CLERK)
    holding = appoint(post, person, by=acting("anquan"), since=date(2024, 1, 1))
    assert acting_as(person, None, on=TODAY) is not None
    end_holding(holding, by=acting("anquan"), until=date(2024, 8, 4), reason="调离")
    assert acting_as(person, None, on=TODAY) is None
    assert acting_as(person, None, on=date(2024, 8, 4)) is not None


def test_somebody_with_two_posts_acts_under_the_one_chosen(county, acting):
    person = newcomer(acting)
    first, second = (
        found_post(county, by=acting("xitong"), title=title, role=role)
        for title, role in (("填报", Role.CLERK), ("外业", Role.SURVEYOR))
    )
    for post, month in ((first, 1), (second, 2)):
        appoint(post, person, by=acting("anquan"), since=date(2024, month, 1))
    assert acting_as(person, second.pk, on=TODAY).role is Role.SURVEYOR
    assert acting_as(person, None, on=TODAY).role is Role.CLERK


def test_a_system_administrator_cannot_give_posts_and_a_clerk_cannot_make_them(county, acting):
    person, post = Person.objects.get(username="xiang01"), Post.objects.filter(role=Role.LEADER).first()
    with pytest.raises(Refused):
        appoint(post, person, by=acting("xitong"), since=TODAY)
    with pytest.raises(Refused):
        found_post(county, by=acting("xiang01"), title="我自己的", role=Role.LEADER)


def test_a_password_never_stands_in_the_audit(acting):
    newcomer(acting)
    told = "".join(str(line.details) + line.reason for line in Line.objects.all())
    assert "yi-ge-hen-chang" not in told
    assert Person.objects.get(username="xinren").check_password("yi-ge-hen-chang-de-mima")


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123"])
def test_a_password_that_can_be_guessed_is_refused_in_words(acting, password):
    with pytest.raises(PasswordUnfit):
        change_password(acting("zuzhi").person, by=acting("zuzhi"), password=password)


def test_others_get_a_new_password_from_the_security_administrator_only_and_must_change_it(acting):
    clerk = acting("xiang01").person
    with pytest.raises(Refused):
        change_password(clerk, by=acting("zuzhi"), password="lin-shi-mi-ma-2024")
    change_password(clerk, by=acting("anquan"), password="lin-shi-mi-ma-2024")
    assert clerk.must_change_password
    change_password(clerk, by=acting("xiang01"), password="zi-ji-de-mi-ma-24")
    assert not clerk.must_change_password


def test_a_suspended_person_is_not_active_any_more(acting):
    suspend_person(acting("xiang02").person, by=acting("anquan"), reason="离职")
    assert not Person.objects.get(username="xiang02").is_active


def test_a_unit_lies_where_its_code_and_level_say(county, acting):
    admin = acting("xitong")
    made = found_unit(county, by=admin, code="990101005", name="戊桥镇", level=Level.TOWNSHIP)
    assert [area.code for area in made.areas.all()] == ["990101005"]
    with pytest.raises(CodeDoesNotFit):
        found_unit(county, by=admin, code="990102001", name="别处镇", level=Level.TOWNSHIP)
    with pytest.raises(LevelDoesNotFit):
        found_unit(county, by=admin, code="99010109", name="某省", level=Level.PROVINCE)


@pytest.mark.seed("O2")
def test_the_responsibility_register_names_three_per_township_and_keeps_who_was_before(county, acting):
    organiser = acting("zuzhi")
    township = Unit.objects.get(name="甲溪镇")
    assert {one.liability for one in township.responsibilities.all()} == set(Liability)
    register_responsibility(
        township, by=organiser, liability=Liability.OVERALL, name="新书记", position="党委书记", since=TODAY
    )
    overall = Responsibility.objects.filter(unit=township, liability=Liability.OVERALL)
    assert [(one.name, one.until) for one in overall.order_by("since")] == [("甲某", TODAY), ("新书记", None)]
    assert {one.unit.name for one in responsibilities_seen_by(acting("xiang02"))} == {"乙岭镇"}


@pytest.mark.seed("O2")
def test_a_leading_group_has_its_members_in_the_order_of_the_document(county, acting):
    members = [Member("县长某", "组长", "县人民政府县长"), Member("副县长某", "副组长"), Member("钱局长", "成员")]
    group = found_group(
        county,
        by=acting("zuzhi"),
        kind=GroupKind.LEADING,
        name="卫片执法检查工作领导小组",
        since=TODAY,
        members=members,
    )
    assert [one.name for one in group.members.all()] == ["县长某", "副县长某", "钱局长"]
    with pytest.raises(Refused):
        found_group(county, by=acting("xiang01"), kind=GroupKind.WORK, name="x", since=TODAY)


def test_a_member_who_can_sign_in_is_named_by_the_account_and_an_unknown_one_is_refused(county, acting):
    organiser = acting("zuzhi")
    members = [Member("钱局长", "组长", "局长", "juzhang"), Member("县长某", "副组长")]
    group = found_group(
        county, by=organiser, kind=GroupKind.LEADING, name="专班", since=date(2024, 3, 1), members=members
    )
    assert [one.person and one.person.username for one in group.members.all()] == ["juzhang", None]
    with pytest.raises(MemberUnknown):
        set_members(group, by=organiser, members=[Member("某", "组长", username="nobody")])
    assert group.members.count() == 2
