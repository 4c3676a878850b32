"""What people do on the pages of organisations, one view a deed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.web.deeds import deed_page, saved
from tuban.web.found import found_or_404
from tuban.web.organisation.forms import (
    AreasForm,
    DepartmentCorrectionForm,
    DepartmentForm,
    EndForm,
    GroupForm,
    MembersForm,
    PostForm,
    ResponsibilityCorrectionForm,
    ResponsibilityForm,
    UnitForm,
    UnitNamesForm,
)
from tuban.web.rail import on_rail
from tuban.workflow.organisations import actions, corrections
from tuban.workflow.organisations.policies import may_keep_groups, may_organise_units
from tuban.workflow.organisations.queries import (
    departments_seen_by,
    groups_seen_by,
    posts_seen_by,
    responsibilities_seen_by,
    units_seen_by,
)
from tuban.workflow.organisations.roles import Duty, GroupKind, Level, Liability, Role

_KIND_WORDS = {"governed": "行政", "managed": "管理", "supervised": "督察"}


@on_rail("settings")
def found_unit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add a unit below another."""
    acting = by(request)
    above = found_or_404(request, units_seen_by(acting), key)

    def do(given: dict[str, Any]) -> None:
        actions.found_unit(above, by=acting, code=given["code"], name=given["name"], level=Level(given["level"]))

    return deed_page(
        request, UnitForm(request.POST or None, above_level=above.level, initial={"code": above.code}), do=do,
        title=_("Add a unit below {above}").format(above=above.name), button=_("Add"), done=_("The unit was added."),
        back=reverse("web:unit", args=[above.pk]), why_not=may_organise_units.explain(acting, above),
    )  # fmt: skip


@on_rail("settings")
def correct_unit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put the names of a unit right."""
    acting = by(request)
    unit = found_or_404(request, units_seen_by(acting), key)
    first = {"name": unit.name, "short_name": unit.short_name, "expected": unit.version}
    return deed_page(
        request, UnitNamesForm(request.POST or None, initial=first), title=_("Correct {what}").format(what=unit.name),
        do=lambda given: corrections.correct_unit(unit, by=acting, **given), button=_("Keep"), done=saved(),
        back=reverse("web:unit", args=[unit.pk]), why_not=may_organise_units.explain(acting, unit),
    )  # fmt: skip


@on_rail("settings")
def close_unit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a unit."""
    acting = by(request)
    unit = found_or_404(request, units_seen_by(acting), key)
    return deed_page(
        request, EndForm(request.POST or None), title=_("Close {what}").format(what=unit.name),
        words=_("Nobody can act for a closed unit. What it did stays, and so do its people."),
        do=lambda given: corrections.close_unit(unit, by=acting, on=given["on"], reason=given["reason"]),
        done=_("The unit was closed."), button=_("Close unit"), back=reverse("web:unit", args=[unit.pk]),
        why_not=may_organise_units.explain(acting, unit),
        consequence=_("{unit} will be closed; whoever holds a post there can do nothing for it any more.").format(
            unit=unit.name
        ),
    )  # fmt: skip


@on_rail("settings")
def set_areas(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say anew which divisions a unit is responsible for."""
    acting = by(request)
    unit = found_or_404(request, units_seen_by(acting), key)
    lines = [f"{area.code} {area.name or '-'} {_KIND_WORDS[area.kind]}" for area in unit.areas.all()]
    return deed_page(
        request, AreasForm(request.POST or None, initial={"areas": "\n".join(lines)}),
        title=_("Areas of {what}").format(what=unit.name), button=_("Keep"), done=saved(),
        words=_("Its people see what lies in these divisions, and nothing else."),
        do=lambda given: actions.set_areas(unit, by=acting, areas=given["areas"]),
        back=reverse("web:unit", args=[unit.pk]), why_not=may_organise_units.explain(acting, unit),
    )  # fmt: skip


@on_rail("settings")
def found_department(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add a department."""
    acting = by(request)
    unit = found_or_404(request, units_seen_by(acting), key)
    return deed_page(
        request, DepartmentForm(request.POST or None), title=_("Add a department"), button=_("Add"),
        do=lambda given: actions.found_department(unit, by=acting, name=given["name"], duty=Duty(given["duty"])),
        done=_("The department was added."), back=reverse("web:unit", args=[unit.pk]),
        why_not=may_organise_units.explain(acting, unit),
    )  # fmt: skip


@on_rail("settings")
def correct_department(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put a department right."""
    acting = by(request)
    department = found_or_404(request, departments_seen_by(acting), key)
    first = {"name": department.name, "duty": department.duty, "expected": department.version}
    return deed_page(
        request, DepartmentCorrectionForm(request.POST or None, initial=first), button=_("Keep"), done=saved(),
        title=_("Correct {what}").format(what=department.name),
        do=lambda given: corrections.correct_department(
            department, by=acting, name=given["name"], duty=Duty(given["duty"]), expected=given["expected"]
        ),
        back=reverse("web:unit", args=[department.unit_id]), why_not=may_organise_units.explain(acting, department),
    )  # fmt: skip


@on_rail("settings")
def found_post(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add a post."""
    acting = by(request)
    unit = found_or_404(request, units_seen_by(acting), key)

    def do(given: dict[str, Any]) -> None:
        actions.found_post(unit, by=acting, title=given["title"], role=Role(given["role"]),
                           department=given["department"])  # fmt: skip

    return deed_page(
        request, PostForm(request.POST or None, departments=unit.departments.all()), title=_("Add a post"),
        words=_("The security administrator then gives it to somebody."), button=_("Add"), do=do,
        done=_("The post was added."), back=reverse("web:unit", args=[unit.pk]),
        why_not=may_organise_units.explain(acting, unit),
    )  # fmt: skip


@on_rail("settings")
def close_post(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a post."""
    acting = by(request)
    post = found_or_404(request, posts_seen_by(acting), key)
    return deed_page(
        request, EndForm(request.POST or None), title=_("Close {what}").format(what=post), button=_("Close post"),
        do=lambda given: corrections.close_post(post, by=acting, on=given["on"], reason=given["reason"]),
        done=_("The post was closed."), back=reverse("web:unit", args=[post.unit_id]),
        why_not=may_organise_units.explain(acting, post),
    )  # fmt: skip


@on_rail("settings")
def found_group(request: HttpRequest, key: UUID) -> HttpResponse:
    """Found a group."""
    acting = by(request)
    unit = found_or_404(request, units_seen_by(acting), key)
    return deed_page(
        request, GroupForm(request.POST or None), title=_("Found a group"), button=_("Found"),
        do=lambda given: actions.found_group(unit, by=acting, **{**given, "kind": GroupKind(given["kind"])}),
        done=_("The group was founded."), back=reverse("web:unit", args=[unit.pk]),
        why_not=may_keep_groups.explain(acting, unit),
    )  # fmt: skip


@on_rail("settings")
def set_members(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say anew who belongs to a group."""
    acting = by(request)
    group = found_or_404(request, groups_seen_by(acting), key)
    lines = [
        f"{one.name}{f'@{one.person.username}' if one.person else ''} {one.duty} {one.position}".strip()
        for one in group.members.all()
    ]
    return deed_page(
        request, MembersForm(request.POST or None, initial={"members": "\n".join(lines)}), button=_("Keep"),
        title=_("Members of {what}").format(what=group.name), done=saved(),
        do=lambda given: actions.set_members(group, by=acting, members=given["members"]),
        back=reverse("web:unit", args=[group.unit_id]), why_not=may_keep_groups.explain(acting, group),
    )  # fmt: skip


@on_rail("settings")
def end_group(request: HttpRequest, key: UUID) -> HttpResponse:
    """Dissolve a group."""
    acting = by(request)
    group = found_or_404(request, groups_seen_by(acting), key)
    return deed_page(
        request, EndForm(request.POST or None), title=_("Dissolve {what}").format(what=group.name),
        button=_("Dissolve"), done=_("The group was dissolved."),
        do=lambda given: corrections.end_group(group, by=acting, until=given["on"], reason=given["reason"]),
        back=reverse("web:unit", args=[group.unit_id]), why_not=may_keep_groups.explain(acting, group),
    )  # fmt: skip


@on_rail("settings")
def register_responsibility(request: HttpRequest, key: UUID) -> HttpResponse:
    """Enter who answers for what."""
    acting = by(request)
    unit = found_or_404(request, units_seen_by(acting), key)
    return deed_page(
        request, ResponsibilityForm(request.POST or None), button=_("Enter"), done=_("The entry was made."),
        title=_("Responsibility of {what}").format(what=unit.name),
        words=_("Whoever had the overall or the actual responsibility until now ends on that day."),
        do=lambda given: actions.register_responsibility(
            unit, by=acting, **{**given, "liability": Liability(given["liability"])}
        ),
        back=reverse("web:responsibility"), why_not=may_keep_groups.explain(acting, unit),
    )  # fmt: skip


@on_rail("settings")
def correct_responsibility(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put an entry of the register right."""
    acting = by(request)
    entry = found_or_404(request, responsibilities_seen_by(acting), key)
    first = {"name": entry.name, "position": entry.position, "telephone": entry.telephone,
             "document": entry.document, "expected": entry.version}  # fmt: skip
    return deed_page(
        request, ResponsibilityCorrectionForm(request.POST or None, initial=first), button=_("Keep"), done=saved(),
        title=_("Correct {what}").format(what=entry),
        words=_("For somebody who follows, make a new entry instead."),
        do=lambda given: corrections.correct_responsibility(entry, by=acting, **given),
        back=reverse("web:responsibility"), why_not=may_keep_groups.explain(acting, entry),
    )  # fmt: skip


@on_rail("settings")
def end_responsibility(request: HttpRequest, key: UUID) -> HttpResponse:
    """End an entry of the register."""
    acting = by(request)
    entry = found_or_404(request, responsibilities_seen_by(acting), key)
    return deed_page(
        request, EndForm(request.POST or None), title=_("End {what}").format(what=entry), button=_("End"),
        do=lambda given: corrections.end_responsibility(entry, by=acting, until=given["on"], reason=given["reason"]),
        done=_("The entry was ended."), back=reverse("web:responsibility"),
        why_not=may_keep_groups.explain(acting, entry),
    )  # fmt: skip
