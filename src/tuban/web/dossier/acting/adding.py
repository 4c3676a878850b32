"""Adding a patch that no satellite saw (D6): from a patrol, a report, the media, from above, another case."""

from __future__ import annotations

from typing import Any

import shapely
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.dossier.acting.asides import sentence
from tuban.web.rail import on_rail
from tuban.workflow.comparison.actions import add_and_compare
from tuban.workflow.patches.outlines import outlines_of_file, points_of_text, ring_of
from tuban.workflow.patches.policies import may_add
from tuban.workflow.patches.states import Source
from tuban.workflow.sent_file import on_disk


class AddForm(forms.Form):
    """What is told of a patch found otherwise; its outline by a file or by its points."""

    source = forms.ChoiceField(
        label=gettext_lazy("Origin"), choices=[(one.value, one.label) for one in Source if one is not Source.SATELLITE]
    )
    source_reference = forms.CharField(label=gettext_lazy("Source reference"), max_length=120)
    found_on = forms.DateField(label=gettext_lazy("Found on"))
    village = forms.CharField(label=gettext_lazy("Village"), max_length=80, required=False)
    remark = forms.CharField(label=gettext_lazy("Remark"), max_length=500, required=False)
    file = forms.FileField(label=gettext_lazy("File of the outline"), required=False)
    points = forms.CharField(label=gettext_lazy("Points of the outline"), required=False, max_length=20_000)

    def clean_found_on(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["found_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for an outline."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("file") and not (cleaned.get("points") or "").strip():
            raise forms.ValidationError(_("Give the outline: a file, or the points one a line."))
        return cleaned


@on_rail("map")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a patch from another source."""
    acting = by(request)
    campaign = campaign_of(request)
    if campaign is None:
        messages.warning(request, _("There is no campaign yet."))
        return redirect("web:patches")
    form = AddForm(request.POST or None, request.FILES or None, initial={"found_on": timezone.localdate()})
    fault, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            try:
                made = add_and_compare(
                    campaign, by=acting, source=Source(told["source"]), source_reference=told["source_reference"],
                    geometry=_outline(told, campaign.epsg), found_on=told["found_on"], village=told["village"],
                    note_text=told["remark"],
                )  # fmt: skip
            except TubanError as error:
                fault = sentence(error)
            else:
                messages.success(request, _("{patch} was added.").format(patch=made))
                return redirect("web:patch", uuid=made.uuid)
    context = {"form": form, "campaign": campaign, "fault": fault, "reason_not": may_add.explain(acting, campaign)}
    return render(request, "web/patch_list/add.html", context, status=status)


def _outline(told: dict[str, Any], epsg: int) -> shapely.Geometry:
    """Return the outline in degrees; several polygons of a file are one patch. Raises OutlineUnreadable."""
    file = told["file"]
    if not file:
        return ring_of(points_of_text(told["points"], epsg=epsg))
    with on_disk(file) as path:
        shapes = outlines_of_file(path, file.name, epsg=epsg)
    return shapely.union_all(shapes) if len(shapes) > 1 else shapes[0]
