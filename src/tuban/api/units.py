"""Units with their areas, departments and posts: read by every token, changed by that of a system administrator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.organisations import actions, corrections
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.queries import (
    departments_seen_by,
    holdings_seen_by,
    posts_seen_by,
    units_seen_by,
)
from tuban.workflow.organisations.roles import Duty, Level, Role
from tuban.workflow.organisations.tokens import Scope

router = Router(tags=["organisations"])
Version = Annotated[int, Field(ge=0, le=2**31 - 1, description="The version that you saw.")]
UnitName = Annotated[str, Field(min_length=1, max_length=80)]
ShortName = Annotated[str, Field(max_length=40)]
Title = Annotated[str, Field(min_length=1, max_length=60)]
Code = Annotated[str, Field(pattern=r"^[0-9]{2,12}$", description="Administrative division code (行政区划代码).")]


class UnitOut(Schema):
    """A unit."""

    id: UUID
    code: str = Field(description="Administrative division code (行政区划代码).")
    name: str
    level: Level
    above: UUID | None = Field(description="The unit that it belongs to.")


class AreaOut(Schema):
    """A division that a unit is responsible for: governed (行政区), managed (管理区) or supervised."""

    code: str
    name: str
    kind: str


class DepartmentOut(Schema):
    """A department."""

    id: UUID
    name: str
    duty: Duty
    version: int


class PostOut(Schema):
    """A post and who holds it today."""

    id: UUID
    title: str
    role: Role
    department: UUID | None
    holders: list[str]


class UnitWhole(UnitOut):
    """A unit with what belongs to it."""

    short_name: str
    closed_on: date | None
    version: int
    areas: list[AreaOut]
    departments: list[DepartmentOut]
    posts: list[PostOut]


class AreaIn(Schema):
    """A division that a unit is to be responsible for."""

    code: Code
    name: Annotated[str, Field(max_length=80)] = ""
    kind: Literal["governed", "managed", "supervised"] = "governed"


class UnitIn(Schema):
    """A unit that is founded; without areas it is responsible for its own division."""

    code: Code
    name: UnitName
    level: Level
    areas: list[AreaIn] = Field(default_factory=list, max_length=500)


class NamesIn(Schema):
    """The names of a unit, put right."""

    version: Version
    name: UnitName
    short_name: ShortName = ""


class AreasIn(Schema):
    """Which divisions a unit is responsible for from now on."""

    areas: list[AreaIn] = Field(min_length=1, max_length=500)


class DepartmentIn(Schema):
    """A department that is founded."""

    name: Title
    duty: Duty


class DepartmentCorrectionIn(DepartmentIn):
    """A department, put right."""

    version: Version


class PostIn(Schema):
    """A post that is founded; without a department it is of the unit as a whole."""

    title: Title
    role: Role
    department: UUID | None = None


class LastDayIn(Schema):
    """The last day of something, and why."""

    on: date
    reason: Annotated[str, Field(min_length=1, max_length=200)]


@router.get("/units", response={200: list[UnitOut], **PROBLEMS}, summary=_("The units that the post sees"))
def units(
    request: HttpRequest,
    above: Annotated[UUID | None, Query(description="Only those right below this unit.")] = None,
) -> list[UnitOut]:
    """Return them by division code."""
    rows = units_seen_by(by(request, Scope.READ, Scope.ORGANISE))
    return [
        UnitOut(id=one.pk, code=one.code, name=one.name, level=Level(one.level), above=one.above_id)
        for one in (rows if above is None else rows.filter(above=above))
    ]


@router.get("/units/{unit}", response={200: UnitWhole, **PROBLEMS}, summary=_("One unit, whole"))
def unit(request: HttpRequest, unit: UUID) -> UnitWhole:
    """Return a unit with its areas, departments, posts and those who hold them today."""
    acting = by(request, Scope.READ, Scope.ORGANISE)
    return _whole(acting, found(request, units_seen_by(acting), unit, _("unit")))


def _whole(acting: Acting, row: Any) -> UnitWhole:
    today = timezone.localdate()
    held: dict[UUID, list[str]] = {}
    for one in holdings_seen_by(acting).filter(post__unit=row):
        if one.is_held_on(today):
            held.setdefault(one.post_id, []).append(one.person.name)
    posts = posts_seen_by(acting).filter(unit=row, closed_on__isnull=True)
    return UnitWhole(
        id=row.pk, code=row.code, name=row.name, level=Level(row.level), above=row.above_id,
        short_name=row.short_name, closed_on=row.closed_on, version=row.version,
        areas=[AreaOut.from_orm(one) for one in row.areas.all()],
        departments=[DepartmentOut.from_orm(one) for one in departments_seen_by(acting).filter(unit=row)],
        posts=[
            PostOut(id=one.pk, title=one.title, role=Role(one.role), department=one.department_id,
                    holders=held.get(one.pk, []))
            for one in posts
        ],
    )  # fmt: skip


def _given(areas: list[AreaIn]) -> list[actions.AreaGiven]:
    return [actions.AreaGiven(one.code, one.name, one.kind) for one in areas]


def _organise(
    request: HttpRequest, key: str | None, row: Callable[[Acting], Any], deed: Callable[[Acting, Any], Any], *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Do something to a row as a system administrator, and answer the unit that it belongs to, whole."""
    acting = by(request, Scope.ORGANISE)

    def do() -> UnitWhole:
        return _whole(acting, found(request, units_seen_by(acting), deed(acting, row(acting)), _("unit")))

    return done(request, key, do, status=status, scope=Scope.ORGANISE)


def _unit(request: HttpRequest, key: UUID) -> Callable[[Acting], Any]:
    return lambda acting: found(request, units_seen_by(acting), key, _("unit"))


@router.post("/units/{unit}/units", response={201: UnitWhole, **PROBLEMS}, summary=_("Found a unit below another"))
def found_unit(request: HttpRequest, unit: UUID, given: UnitIn, key: Key = None) -> HttpResponse:
    """Found a unit, and answer it."""

    def deed(acting: Acting, above: Any) -> UUID:
        made = actions.found_unit(
            above, by=acting, code=given.code, name=given.name, level=given.level, areas=_given(given.areas)
        )
        return made.pk

    return _organise(request, key, _unit(request, unit), deed, status=201)


@router.post("/units/{unit}/correct", response={200: UnitWhole, **PROBLEMS}, summary=_("Put the names of a unit right"))
def correct_unit(request: HttpRequest, unit: UUID, given: NamesIn, key: Key = None) -> HttpResponse:
    """Put name and short name right."""

    def deed(acting: Acting, row: Any) -> UUID:
        kept = corrections.correct_unit(
            row, by=acting, name=given.name, short_name=given.short_name, expected=given.version
        )
        return kept.pk

    return _organise(request, key, _unit(request, unit), deed)


@router.put("/units/{unit}/areas", response={200: UnitWhole, **PROBLEMS}, summary=_("Set the areas of a unit"))
def set_areas(request: HttpRequest, unit: UUID, given: AreasIn, key: Key = None) -> HttpResponse:
    """Say anew which divisions a unit is responsible for; none beyond those of your own unit."""
    return _organise(
        request, key, _unit(request, unit),
        lambda acting, row: actions.set_areas(row, by=acting, areas=_given(given.areas)).pk,
    )  # fmt: skip


@router.post("/units/{unit}/close", response={200: UnitWhole, **PROBLEMS}, summary=_("Close a unit"))
def close_unit(request: HttpRequest, unit: UUID, given: LastDayIn, key: Key = None) -> HttpResponse:
    """Close a unit after a day. What it did stays."""
    return _organise(
        request, key, _unit(request, unit),
        lambda acting, row: corrections.close_unit(row, by=acting, on=given.on, reason=given.reason).pk,
    )  # fmt: skip


@router.post("/units/{unit}/departments", response={201: UnitWhole, **PROBLEMS}, summary=_("Found a department"))
def found_department(request: HttpRequest, unit: UUID, given: DepartmentIn, key: Key = None) -> HttpResponse:
    """Found a department, and answer its unit."""
    return _organise(
        request, key, _unit(request, unit),
        lambda acting, row: actions.found_department(row, by=acting, name=given.name, duty=given.duty).unit_id,
        status=201,
    )  # fmt: skip


@router.post(
    "/departments/{department}/correct", response={200: UnitWhole, **PROBLEMS}, summary=_("Put a department right")
)
def correct_department(
    request: HttpRequest, department: UUID, given: DepartmentCorrectionIn, key: Key = None
) -> HttpResponse:
    """Put name and duty of a department right, and answer its unit."""
    return _organise(
        request, key, lambda acting: found(request, departments_seen_by(acting), department, _("department")),
        lambda acting, row: corrections.correct_department(
            row, by=acting, name=given.name, duty=given.duty, expected=given.version
        ).unit_id,
    )  # fmt: skip


@router.post("/units/{unit}/posts", response={201: UnitWhole, **PROBLEMS}, summary=_("Found a post"))
def found_post(request: HttpRequest, unit: UUID, given: PostIn, key: Key = None) -> HttpResponse:
    """Found a post, and answer its unit. A security administrator then gives it to somebody, by hand."""

    def deed(acting: Acting, row: Any) -> UUID:
        department = None
        if given.department is not None:
            department = found(request, departments_seen_by(acting), given.department, _("department"))
        made = actions.found_post(row, by=acting, title=given.title, role=given.role, department=department)
        return made.unit_id

    return _organise(request, key, _unit(request, unit), deed, status=201)


@router.post("/posts/{post}/close", response={200: UnitWhole, **PROBLEMS}, summary=_("Close a post"))
def close_post(request: HttpRequest, post: UUID, given: LastDayIn, key: Key = None) -> HttpResponse:
    """Close a post after a day, and answer its unit. Nobody may hold it any more."""
    return _organise(
        request, key, lambda acting: found(request, posts_seen_by(acting), post, _("post")),
        lambda acting, row: corrections.close_post(row, by=acting, on=given.on, reason=given.reason).unit_id,
    )  # fmt: skip
