"""Who one is and who may be given work; groups and the responsibility register."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.organisations import actions, corrections
from tuban.workflow.organisations.queries import (
    groups_seen_by,
    responsibilities_seen_by,
    units_seen_by,
)
from tuban.workflow.organisations.roles import GroupKind, Level, Liability, Role
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.queries.hands import hands_of

router = Router(tags=["organisations"])
Text = Annotated[str, Field(max_length=80)]
Name = Annotated[str, Field(min_length=1, max_length=40)]
_VERSION = 2**31 - 1


class Me(Schema):
    """The acting person."""

    name: str
    post: str
    role: Role
    unit: UUID
    unit_name: str
    level: Level
    areas: list[str] = Field(description="Divisions the unit is responsible for, with everything below.")
    scopes: list[Scope] = Field(description="What the token is for.")


class HandOut(Schema):
    """Somebody who may be given work."""

    person: UUID
    name: str
    unit: UUID
    unit_name: str
    post: str


class MemberIn(Schema):
    """A member of a group as its founding document names them."""

    name: Name
    duty: Name
    position: Text = ""
    username: Text = Field("", description="The sign-in name, where it is somebody who can sign in.")


class GroupOut(Schema):
    """A group with its members in the order of the document."""

    id: UUID
    unit: UUID
    kind: GroupKind
    name: str
    since: date
    until: date | None
    founded_by: str
    members: list[MemberIn]
    version: int


class GroupIn(Schema):
    """A group that is founded."""

    unit: UUID
    kind: GroupKind
    name: Annotated[str, Field(min_length=1, max_length=80)]
    since: date
    document: Text = ""
    members: list[MemberIn] = Field(default_factory=list, max_length=200)


class MembersIn(Schema):
    """Who belongs to a group from now on."""

    members: list[MemberIn] = Field(max_length=200)


class EndIn(Schema):
    """From which day on something is over, and why."""

    until: date
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class ResponsibilityOut(Schema):
    """A line of the responsibility register."""

    id: UUID
    unit: UUID
    unit_name: str
    liability: Liability
    name: str
    position: str
    telephone: str
    document: str
    since: date
    until: date | None
    version: int


class ResponsibilityIn(Schema):
    """Who answers for what from a day on; whoever did until now ends the day before."""

    unit: UUID
    liability: Liability
    name: Name
    position: Annotated[str, Field(min_length=1, max_length=80)]
    since: date
    document: Text = ""
    telephone: Annotated[str, Field(max_length=30)] = ""


class CorrectionIn(Schema):
    """A line put right."""

    version: int = Field(ge=0, le=_VERSION)
    name: Name
    position: Annotated[str, Field(min_length=1, max_length=80)]
    telephone: Annotated[str, Field(max_length=30)] = ""
    document: Text = ""


@router.get("/me", response={200: Me, **PROBLEMS}, summary=_("Who the token acts as"))
def me(request: HttpRequest) -> Me:
    """Return person, post and areas."""
    acting = by(request, Scope.READ, Scope.ORGANISE)
    unit = acting.post.unit
    return Me(
        name=acting.person_name, post=acting.post_title, role=acting.role, unit=unit.pk, unit_name=unit.name,
        level=acting.level, areas=list(acting.area_codes),
        scopes=sorted(request.auth.scopes),  # type: ignore[attr-defined]
    )  # fmt: skip


@router.get("/hands", response={200: list[HandOut], **PROBLEMS}, summary=_("Who may be given work"))
def hands(request: HttpRequest) -> list[HandOut]:
    """Return the people who hold a post of the inspection today, by unit."""
    return [
        HandOut(person=one.person.pk, name=one.person.name, unit=one.unit.pk, unit_name=one.unit.name, post=one.post)
        for one in hands_of(by(request))
    ]


def _group(row: Any) -> GroupOut:
    return GroupOut(
        id=row.pk, unit=row.unit_id, kind=GroupKind(row.kind), name=row.name, since=row.since, until=row.until,
        founded_by=row.founded_by, version=row.version,
        members=[
            MemberIn(
                name=one.name, duty=one.duty, position=one.position,
                username=one.person.username if one.person else "",
            )
            for one in row.members.all()
        ],
    )  # fmt: skip


def _members(given: list[MemberIn]) -> list[actions.Member]:
    return [actions.Member(one.name, one.duty, one.position, one.username) for one in given]


@router.get("/groups", response={200: list[GroupOut], **PROBLEMS}, summary=_("Leading groups, work groups and others"))
def groups(request: HttpRequest) -> list[GroupOut]:
    """Return the groups of the units seen, with their members."""
    return [_group(row) for row in groups_seen_by(by(request))]


@router.post("/groups", response={201: GroupOut, **PROBLEMS}, summary=_("Found a group"))
def found_group(request: HttpRequest, given: GroupIn, key: Key = None) -> HttpResponse:
    """Found a group with its members."""
    acting = by(request, Scope.WRITE)

    def deed() -> GroupOut:
        unit = found(request, units_seen_by(acting), given.unit, _("unit"))
        made = actions.found_group(
            unit, by=acting, kind=given.kind, name=given.name, since=given.since, document=given.document,
            members=_members(given.members),
        )  # fmt: skip
        return _group(made)

    return done(request, key, deed, status=201)


@router.put("/groups/{group}/members", response={200: GroupOut, **PROBLEMS}, summary=_("Set the members of a group"))
def set_members(request: HttpRequest, group: UUID, given: MembersIn, key: Key = None) -> HttpResponse:
    """Say anew who belongs to a group."""
    acting = by(request, Scope.WRITE)

    def deed() -> GroupOut:
        row = found(request, groups_seen_by(acting), group, _("group"))
        actions.set_members(row, by=acting, members=_members(given.members))
        return _group(found(request, groups_seen_by(acting), group, _("group")))

    return done(request, key, deed)


@router.post("/groups/{group}/end", response={200: GroupOut, **PROBLEMS}, summary=_("Dissolve a group"))
def end_group(request: HttpRequest, group: UUID, given: EndIn, key: Key = None) -> HttpResponse:
    """Dissolve a group after a day; its members stay on record."""
    acting = by(request, Scope.WRITE)

    def deed() -> GroupOut:
        row = found(request, groups_seen_by(acting), group, _("group"))
        return _group(corrections.end_group(row, by=acting, until=given.until, reason=given.reason))

    return done(request, key, deed)


def _responsibility(row: Any) -> ResponsibilityOut:
    return ResponsibilityOut(
        id=row.pk, unit=row.unit_id, unit_name=row.unit.name, liability=Liability(row.liability), name=row.name,
        position=row.position, telephone=row.telephone, document=row.document, since=row.since, until=row.until,
        version=row.version,
    )  # fmt: skip


@router.get(
    "/responsibilities", response={200: list[ResponsibilityOut], **PROBLEMS}, summary=_("The responsibility register")
)
def responsibilities(
    request: HttpRequest,
    is_current: Annotated[bool, Query(description="Only those who answer for something today.")] = True,
) -> list[ResponsibilityOut]:
    """Return who of which unit answers for what: the whole (总责), in fact (实责), finding and rectifying."""
    rows = responsibilities_seen_by(by(request))
    return [_responsibility(row) for row in (rows.filter(until__isnull=True) if is_current else rows)]


@router.post(
    "/responsibilities", response={201: ResponsibilityOut, **PROBLEMS}, summary=_("Enter who answers for what")
)
def register_responsibility(request: HttpRequest, given: ResponsibilityIn, key: Key = None) -> HttpResponse:
    """Enter a line of the register."""
    acting = by(request, Scope.WRITE)

    def deed() -> ResponsibilityOut:
        unit = found(request, units_seen_by(acting), given.unit, _("unit"))
        return _responsibility(
            actions.register_responsibility(
                unit, by=acting, liability=given.liability, name=given.name, position=given.position,
                since=given.since, document=given.document, telephone=given.telephone,
            )
        )  # fmt: skip

    return done(request, key, deed, status=201)


@router.post(
    "/responsibilities/{entry}/correct", response={200: ResponsibilityOut, **PROBLEMS}, summary=_("Put a line right")
)
def correct_responsibility(request: HttpRequest, entry: UUID, given: CorrectionIn, key: Key = None) -> HttpResponse:
    """Put a line of the register right. Who follows somebody is entered anew instead."""
    acting = by(request, Scope.WRITE)

    def deed() -> ResponsibilityOut:
        row = found(request, responsibilities_seen_by(acting), entry, _("line of the register"))
        return _responsibility(
            corrections.correct_responsibility(
                row, by=acting, expected=given.version, name=given.name, position=given.position,
                telephone=given.telephone, document=given.document,
            )
        )  # fmt: skip

    return done(request, key, deed)


@router.post("/responsibilities/{entry}/end", response={200: ResponsibilityOut, **PROBLEMS}, summary=_("End a line"))
def end_responsibility(request: HttpRequest, entry: UUID, given: EndIn, key: Key = None) -> HttpResponse:
    """End a line of the register after a day."""
    acting = by(request, Scope.WRITE)

    def deed() -> ResponsibilityOut:
        row = found(request, responsibilities_seen_by(acting), entry, _("line of the register"))
        return _responsibility(corrections.end_responsibility(row, by=acting, until=given.until, reason=given.reason))

    return done(request, key, deed)
