"""Conflicts: what the device saw, what the field says, what the office holds; a person decides, with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.copies.addresses import photo_addresses
from tuban.web.deeds import DeskForm, control, deed_page
from tuban.web.rail import on_rail
from tuban.web.tabs import field_tabs
from tuban.workflow.survey.conflicts.actions import Decision, decide
from tuban.workflow.survey.conflicts.policies import may_decide
from tuban.workflow.survey.conflicts.queries import conflict_for, open_conflicts, sides_of

_MOST = 100
_ON_PATCH = "on_patch"


class DecideForm(DeskForm):
    """Which side is right, and what that rests on."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What is right"), choices=Decision.choices, widget=forms.RadioSelect
    )
    value = forms.CharField(
        label=gettext_lazy("Something else"), max_length=400, required=False,
        help_text=gettext_lazy("Only where neither side is right; typed as on the sheet."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200,
        help_text=gettext_lazy("What it rests on: the photo, the document, who was asked."),
    )  # fmt: skip


@on_rail("survey")
@require_safe
def conflicts(request: HttpRequest) -> HttpResponse:
    """Show the open conflicts, patch by patch."""
    acting = by(request)
    rows = open_conflicts(acting)
    total = rows.count()
    context = {
        "tabs": field_tabs("conflicts"), "total": total, "shown": min(total, _MOST),
        "groups": groups_of(acting, list(rows[:_MOST])),
    }  # fmt: skip
    return render(request, "web/returned/conflicts.html", context)


def groups_of(acting: Any, rows: list[Any], *, on_patch: bool = False) -> list[dict[str, Any]]:
    """Return conflicts as they are decided: those of one visit of a patch together. Who decides ``on_patch`` comes back
    to its dossier, else to the list."""
    back = f"?{_ON_PATCH}=1" if on_patch else ""
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for sides in sides_of(rows):
        one = sides.conflict
        key = (one.patch_id, one.device_id, one.visit)
        if key not in groups:
            groups[key] = {
                "patch": one.patch, "device": one.device, "photos": photos(one.patch, sides.photos), "conflicts": [],
                "at": one.entry.likely_at,
            }  # fmt: skip
        groups[key]["conflicts"].append(
            {
                "sides": sides, "is_open": one.state == "open",
                "decide": control(_("Decide"), reverse("web:conflict", args=[one.pk]) + back,
                                  may_decide.explain(acting, one), primary=True, about=sides.title),
            }
        )  # fmt: skip
    return list(groups.values())


def photos(patch: Any, captures: Any) -> list[dict[str, str]]:
    """Return photos as small pictures that open the whole one."""
    return [{**photo_addresses(patch.uuid, one.exhibit), "title": one.note or one.name} for one in captures]


@on_rail("survey")
def decide_one(request: HttpRequest, key: UUID) -> HttpResponse:
    """Decide one conflict."""
    acting = by(request)
    one = conflict_for(acting, key)
    if one is None:
        raise Http404
    sides = sides_of([one])[0]
    form = DecideForm(request.POST or None)
    nothing = _("no value")
    dossier = reverse("web:patch_field", args=[one.patch.uuid])
    form.fields["decision"].choices = [  # type: ignore[attr-defined]
        (Decision.MINE, _("The field: {value}").format(value=sides.mine.words or nothing)),
        (Decision.THEIRS, _("The office: {value}").format(value=sides.theirs.words or nothing)),
        (Decision.OTHER, _("Something else")),
    ]
    return deed_page(
        request, form, title=_("{fact} of {patch}").format(fact=sides.title, patch=one.patch), button=_("Decide"),
        words=_("The device saw: {base}. The patch is judged anew at once.").format(base=sides.base.words or nothing),
        done=_("The conflict is decided."), back=dossier if _ON_PATCH in request.GET else reverse("web:conflicts"),
        do=lambda given: decide(
            one, by=acting, decision=given["decision"], value=given["value"], reason=given["reason"]
        ),
        why_not=may_decide.explain(acting, one),
    )  # fmt: skip
