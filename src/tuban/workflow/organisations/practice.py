"""The organisations of the practice county (示范县): a tree from the ministry to the townships with an account for
every role.

They see practice only, and nobody of a real unit sees them. Their password is known to all: whoever trains may use
it, and a real installation refuses to run with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from tuban.workflow.audit.recording import PRODUCT, record
from tuban.workflow.organisations.models import (
    Area,
    Department,
    Group,
    Holding,
    Membership,
    Person,
    Post,
    Responsibility,
    Unit,
)
from tuban.workflow.organisations.roles import Duty, GroupKind, Level, Liability, Role

PASSWORD = "shifan-lianxi"  # noqa: S105 - known on purpose, for practice only
_SINCE = date(2024, 1, 1)
_UPPER = (
    ("", "自然资源部（练习）", "部", Level.MINISTRY),
    ("99", "示例省自然资源厅", "示例省", Level.PROVINCE),
    ("9901", "示例市自然资源和规划局", "示例市", Level.CITY),
    ("990101", "示范县自然资源局", "示范县", Level.COUNTY),
)
_BUREAU = "国家自然资源督察示例局"
_DEPARTMENTS = (
    ("空间规划股", Duty.PLANNING), ("地籍测绘股", Duty.CADASTRE), ("耕地保护利用股", Duty.FARMLAND),
    ("执法监察股", Duty.ENFORCEMENT), ("办公室", Duty.OFFICE), ("政策法规股", Duty.LEGAL), ("县财政局", Duty.FINANCE),
    ("县纪委监委", Duty.SUPERVISION), ("县公安局", Duty.POLICE), ("县人民法院", Duty.COURT),
    ("县行政审批局", Duty.APPROVAL),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Account:
    username: str
    name: str
    unit: str
    title: str
    role: Role
    department: str = ""
    certificate: str = ""


_ACCOUNTS = (
    _Account("bu", "部下发员", "自然资源部（练习）", "卫片下发", Role.ORGANISER),
    _Account("ducha", "督察员", _BUREAU, "督察专员", Role.SUPERVISOR),
    _Account("sheng", "省级审核员", "示例省自然资源厅", "卫片审核", Role.REVIEWER),
    _Account("shi", "市级审核员", "示例市自然资源和规划局", "卫片审核", Role.REVIEWER),
    _Account("shizhang", "何局长", "示例市自然资源和规划局", "市局局长", Role.LEADER),
    _Account("zuzhi", "赵组织", "示范县自然资源局", "卫片办主任", Role.ORGANISER, "办公室"),
    _Account("juzhang", "钱局长", "示范县自然资源局", "局长", Role.LEADER),
    _Account("guihua", "孙规划", "示范县自然资源局", "规划审核", Role.CHECKER, "空间规划股"),
    _Account("diji", "李地籍", "示范县自然资源局", "地籍审核", Role.CHECKER, "地籍测绘股"),
    _Account("gengbao", "周耕保", "示范县自然资源局", "耕保审核", Role.CHECKER, "耕地保护利用股"),
    _Account("zhifa", "吴执法", "示范县自然资源局", "执法审核", Role.CHECKER, "执法监察股", "示01010001"),
    _Account("zhifa2", "秦执法", "示范县自然资源局", "执法办案", Role.CHECKER, "执法监察股", "示01010002"),
    _Account("fagui", "尤法规", "示范县自然资源局", "法制审核", Role.CHECKER, "政策法规股"),
    _Account("caizheng", "许财政", "示范县自然资源局", "财政联络员", Role.CLERK, "县财政局"),
    _Account("jiwei", "何纪委", "示范县自然资源局", "纪委监委联络员", Role.CLERK, "县纪委监委"),
    _Account("gongan", "吕公安", "示范县自然资源局", "公安联络员", Role.CLERK, "县公安局"),
    _Account("fayuan", "施法院", "示范县自然资源局", "法院联络员", Role.CLERK, "县人民法院"),
    _Account("shenpi", "张审批", "示范县自然资源局", "审批联络员", Role.CLERK, "县行政审批局"),
    _Account(
        "guzhang", "郑股长", "示范县自然资源局", "执法监察股股长", Role.SECTION_LEADER, "执法监察股", "示01010003"
    ),
    _Account("guihuagu", "冯规划", "示范县自然资源局", "空间规划股股长", Role.SECTION_LEADER, "空间规划股"),
    _Account("dijigu", "陈地籍", "示范县自然资源局", "地籍测绘股股长", Role.SECTION_LEADER, "地籍测绘股"),
    _Account("gengbaogu", "褚耕保", "示范县自然资源局", "耕地保护利用股股长", Role.SECTION_LEADER, "耕地保护利用股"),
    _Account("zuzhang", "卫组长", "示范县自然资源局", "领导小组组长（县政府）", Role.LEADER),
    _Account("waiye", "王外业", "示范县自然资源局", "外业调查员", Role.SURVEYOR, "地籍测绘股"),
    _Account("waiye2", "蒋外业", "示范县自然资源局", "外业调查员", Role.SURVEYOR, "空间规划股"),
    _Account("waiye3", "沈外业", "示范县自然资源局", "外业调查员", Role.SURVEYOR, "耕地保护利用股"),
    _Account("waiye4", "韩外业", "示范县自然资源局", "外业调查员", Role.SURVEYOR, "执法监察股"),
    _Account("xitong", "系统管理员", "示范县自然资源局", "系统管理员", Role.SYSTEM_ADMINISTRATOR, "办公室"),
    _Account("anquan", "安全管理员", "示范县自然资源局", "安全管理员", Role.SECURITY_ADMINISTRATOR, "办公室"),
    _Account("shenji", "审计管理员", "示范县自然资源局", "审计管理员", Role.AUDIT_ADMINISTRATOR, "办公室"),
)
_LEADING_GROUP = "示范县土地卫片执法检查工作领导小组"
_MEMBERS = (
    ("zuzhang", "组长", "示范县人民政府"), ("juzhang", "副组长", "示范县自然资源局"),
    ("zuzhi", "办公室主任", "示范县自然资源局卫片办"),
)  # fmt: skip
_FIELD_GROUPS = (
    ("外业一组", (("waiye", "组长"), ("waiye2", "组员"))),
    ("外业二组", (("waiye3", "组长"), ("waiye4", "组员"))),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PracticeAccount:
    """An account of the practice county, as its card on the sign-in page shows it."""

    username: str
    password: str
    name: str
    unit: str
    title: str
    role: str
    level: str


def practice_accounts() -> list[PracticeAccount]:
    """Return an account for every role, the ministry's first; empty where the practice county was not founded."""
    held = Holding.objects.filter(person__is_practice=True, person__is_active=True, until__isnull=True)
    return [
        PracticeAccount(
            username=one.person.username,
            password=PASSWORD,
            name=one.person.name,
            unit=one.post.unit.name,
            title=one.post.title,
            role=str(Role(one.post.role).label),
            level=str(Level(one.post.unit.level).label),
        )
        for one in held.select_related("person", "post__unit").order_by("post__unit__code", "post__role", "since", "pk")
    ]


def open_accounts() -> list[str]:
    """Return the sign-in names of the practice county that still take the password everybody knows."""
    people = Person.objects.filter(is_practice=True, is_active=True).order_by("username")
    known = {kept for kept in {person.password for person in people} if check_password(PASSWORD, kept)}
    return [person.username for person in people if person.password in known]


@transaction.atomic
def restore_accounts() -> list[str]:
    """Let every account of the practice county sign in again under the post it was founded with; returns the sign-in
    names of those that could not."""
    broken = []
    known = set(Person.objects.filter(username__in=open_accounts()).values_list("password", flat=True))
    for person in Person.objects.filter(is_practice=True, username__in=[*_founded()]).order_by("username"):
        first = Holding.objects.filter(person=person).select_related("post__unit").order_by("since", "pk").first()
        is_well = person.is_active and not person.must_change_password and person.password in known
        is_held = first is not None and first.until is None and first.post.closed_on is None
        if is_well and is_held:
            continue
        broken.append(person.username)
        if not is_well:
            person.is_active, person.must_change_password, person.password = True, False, _known_to_all()
            person.save(update_fields=["is_active", "must_change_password", "password"])
        if first is not None and not is_held:
            Post.objects.filter(pk=first.post_id).update(closed_on=None)
            Holding.objects.filter(pk=first.pk).update(until=None)
    return broken


def _founded() -> set[str]:
    """Return the sign-in names that the practice county was founded with."""
    places = range(1, Unit.objects.filter(is_practice=True, level__in=(Level.TOWNSHIP, Level.ZONE)).count() + 1)
    return {one.username for one in _ACCOUNTS} | {f"{kind}{place:02}" for kind in ("xiang", "zhen") for place in places}


@transaction.atomic
def found_practice(townships: Iterable[tuple[str, str]], *, zones: Mapping[str, tuple[str, ...]] | None = None) -> Unit:
    """Found the practice tree down to its townships, given as code and name; returns the county. Once done, it only
    looks.

    ``zones`` are development zones: name of the township-level unit and the divisions it manages besides its own.
    """
    found = Unit.objects.filter(is_practice=True, level=Level.COUNTY).first()
    if found is not None:
        return found
    above: Unit | None = None
    units: dict[str, Unit] = {}
    for code, name, short, level in _UPPER:
        above = units[name] = _unit(code, name, short, level, above=above, kind=Area.Kind.GOVERNED)
        if level is Level.MINISTRY:
            units[_BUREAU] = _unit("99", _BUREAU, "督察局", Level.BUREAU, above=above, kind=Area.Kind.SUPERVISED)
    county = units["示范县自然资源局"]
    departments = {name: Department.objects.create(unit=county, name=name, duty=duty) for name, duty in _DEPARTMENTS}
    for account in _ACCOUNTS:
        _hold(account, units[account.unit], departments.get(account.department))
    _found_leading_group(county)
    _found_field_groups(county)
    managed = zones or {}
    for place, (code, name) in enumerate(sorted(townships), start=1):
        is_zone = name in managed or name.endswith("开发区")
        unit = _unit(code, name, name, Level.ZONE if is_zone else Level.TOWNSHIP, above=county, kind=Area.Kind.GOVERNED)
        for other in managed.get(name, ()):
            Area.objects.create(unit=unit, code=other, kind=Area.Kind.MANAGED)
        _hold(_Account(f"xiang{place:02}", f"{name}填报员", name, "自然资源所填报员", Role.CLERK), unit, None)
        _hold(_Account(f"zhen{place:02}", f"{name}负责人", name, "主要负责人", Role.LEADER), unit, None)
        for liability, position in (
            (Liability.OVERALL, "党委书记"), (Liability.ACTUAL, "分管副乡镇长"), (Liability.DISCOVERY,
            "自然资源所所长"),
        ):  # fmt: skip
            Responsibility.objects.create(
                unit=unit, liability=liability, name=f"{name[0]}某", position=position, since=_SINCE,
                document="卫片执法责任书（练习）",
            )  # fmt: skip
    record("organisations.found_practice", by=PRODUCT, details={"units": Unit.objects.filter(is_practice=True).count()})
    return county


def _found_leading_group(county: Unit) -> None:
    group = Group.objects.create(
        unit=county,
        kind=GroupKind.LEADING,
        name=_LEADING_GROUP,
        since=_SINCE,
        founded_by="示范县政办发〔2024〕1号（练习）",
    )
    for place, (username, duty, position) in enumerate(_MEMBERS):
        person = Person.objects.get(username=username)
        Membership.objects.create(
            group=group, person=person, name=person.name, position=position, duty=duty, place=place
        )


def _found_field_groups(county: Unit) -> None:
    for name, members in _FIELD_GROUPS:
        group = Group.objects.create(
            unit=county, kind=GroupKind.FIELD, name=name, since=_SINCE, founded_by="示范县自然资源局（练习）"
        )
        for place, (username, duty) in enumerate(members):
            person = Person.objects.get(username=username)
            Membership.objects.create(
                group=group, person=person, name=person.name, position="外业调查员", duty=duty, place=place
            )


def _unit(code: str, name: str, short: str, level: Level, *, above: Unit | None, kind: str) -> Unit:
    unit = Unit.objects.create(code=code, name=name, short_name=short, level=level, above=above, is_practice=True)
    Area.objects.create(unit=unit, code=code, name=short, kind=kind)
    return unit


@cache
def _known_to_all() -> str:
    """Return the password as it is kept, worked out once for all accounts: that takes a machine long on purpose."""
    return make_password(PASSWORD)


def _hold(account: _Account, unit: Unit, department: Department | None) -> None:
    person = Person(
        username=account.username, name=account.name, certificate=account.certificate, is_practice=True,
        must_change_password=False,
    )  # fmt: skip
    person.password = _known_to_all()
    person.save(force_insert=True)
    post = Post.objects.create(unit=unit, department=department, title=account.title, role=account.role)
    Holding.objects.create(post=post, person=person, since=_SINCE, appointed_by="练习")
