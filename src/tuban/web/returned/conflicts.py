"""Conflicts: what the device saw, what the field says, what the office holds; a person decides, with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.copies.addresses import photo_addresses
from tuban.web.deeds import DeskForm, control, deed_page
from tuban.web.people.forms import ReasonForm
from tuban.web.rail import on_rail
from tuban.web.tabs import field_tabs
from tuban.workflow.survey.conflicts.actions import Decision, decide, decide_many
from tuban.workflow.survey.conflicts.policies import may_decide
from tuban.workflow.survey.conflicts.queries import conflict_for, open_conflicts, sides_of

_MOST = 100


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


def groups_of(acting: Any, rows: list[Any]) -> list[dict[str, Any]]:
    """Return conflicts as they are decided: those of one visit of a patch together."""
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for sides in sides_of(rows):
        one = sides.conflict
        key = (one.patch_id, one.device_id, one.visit)
        if key not in groups:
            query = f"?patch={one.patch.uuid}&device={one.device_id}" + (f"&visit={one.visit}" if one.visit else "")
            address = reverse("web:conflicts_many") + query
            groups[key] = {
                "patch": one.patch, "device": one.device, "photos": photos(one.patch, sides.photos), "conflicts": [],
                "at": one.entry.likely_at,
                "all_mine": control(_("Take all of the field"), f"{address}&decision=mine"),
                "all_theirs": control(_("Keep all of the office"), f"{address}&decision=theirs"),
            }  # fmt: skip
        groups[key]["conflicts"].append(
            {
                "sides": sides, "is_open": one.state == "open",
                "decide": control(_("Decide"), reverse("web:conflict", args=[one.pk]), may_decide.explain(acting, one),
                                  primary=True, about=sides.title),
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
    form.fields["decision"].choices = [  # type: ignore[attr-defined]
        (Decision.MINE, _("The field: {value}").format(value=sides.mine.words or nothing)),
        (Decision.THEIRS, _("The office: {value}").format(value=sides.theirs.words or nothing)),
        (Decision.OTHER, _("Something else")),
    ]
    return deed_page(
        request, form, title=_("{fact} of {patch}").format(fact=sides.title, patch=one.patch), button=_("Decide"),
        words=_("The device saw: {base}. The patch is judged anew at once.").format(base=sides.base.words or nothing),
        done=_("The conflict is decided."), back=reverse("web:conflicts"),
        do=lambda given: decide(
            one, by=acting, decision=given["decision"], value=given["value"], reason=given["reason"]
        ),
        why_not=may_decide.explain(acting, one),
    )  # fmt: skip


@on_rail("survey")
def decide_alike(request: HttpRequest) -> HttpResponse:
    """Decide all open conflicts of one visit alike."""
    acting = by(request)
    decision = request.GET.get("decision", "")
    rows = _of_visit(request, acting)
    if decision not in (Decision.MINE, Decision.THEIRS) or not rows:
        raise Http404

    def do(given: dict[str, Any]) -> None:
        done, refused = decide_many(rows, by=acting, decision=decision, reason=given["reason"])
        for conflict, why in refused:
            messages.error(request, f"{conflict}：{why}")
        messages.success(
            request, ngettext("{n} conflict is decided.", "{n} conflicts are decided.", done).format(n=done)
        )

    title = _("Take all of the field") if decision == Decision.MINE else _("Keep all of the office")
    return deed_page(
        request, ReasonForm(request.POST or None), title=title, button=title,
        words=ngettext(
            "{n} conflict of {patch} and {device}.", "{n} conflicts of {patch} and {device}.", len(rows)
        ).format(n=len(rows), patch=rows[0].patch, device=rows[0].device),
        done=_("Decided."), back=reverse("web:conflicts"), do=do,
    )  # fmt: skip


def _of_visit(request: HttpRequest, acting: Any) -> list[Any]:
    keys = {}
    for name in ("patch", "device", "visit"):
        text = request.GET.get(name, "")
        try:
            keys[name] = UUID(text) if text else None
        except ValueError:
            raise Http404 from None
    if keys["patch"] is None or keys["device"] is None:
        raise Http404
    return [
        one
        for one in open_conflicts(acting).filter(patch__uuid=keys["patch"], device=keys["device"])
        if one.visit == keys["visit"]
    ]
