"""Delivering a layer alone: boundaries put right, a new plan, late approvals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.inspect.disc.fields import roles
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import DateInput, DeskForm, control, deed_page
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.workflow.comparison.policies import may_deliver
from tuban.workflow.comparison.uploaded import deliver_file, deliver_newer, why_not_newer
from tuban.workflow.layers.queries import editions_seen_by
from tuban.workflow.organisations.acting import Acting

ENDINGS = ".zip,.gpkg,.geojson,.json,.kml,.kmz,.ovkml,.dxf,.fgb,.parquet,.csv,.xlsx,.xls,.txt"


class NewerForm(DeskForm):
    """The file, what it is called, and the day its data are of."""

    file = forms.FileField(
        label=gettext_lazy("File"), widget=forms.ClearableFileInput(attrs={"accept": ENDINGS}),
        help_text=gettext_lazy("GeoPackage, Shapefile in a ZIP, GeoJSON, KML, DXF, boundary points, CSV or Excel."),
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("Edition"), max_length=80)
    as_of = forms.DateField(label=gettext_lazy("As of"), required=False, widget=DateInput())
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class DeliverForm(NewerForm):
    """The same, for a layer that stands beside others."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    field_order = ("role", "file", "title", "as_of", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["role"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [
            (one.name, one.title) for one in roles().values() if one.name != "patches" and one.geometry != "raster"
        ]


def deliver_control(request: HttpRequest, acting: Acting) -> dict[str, Any] | None:
    """Return the control that delivers a layer into the chosen campaign; None where there is no campaign."""
    campaign = campaign_of(request)
    if campaign is None:
        return None
    return control(_("Deliver a layer"), reverse("web:layer_deliver"), may_deliver.explain(acting, campaign),
                   icon="upload")  # fmt: skip


@on_rail("data")
def deliver(request: HttpRequest) -> HttpResponse:
    """Deliver a layer that stands beside those there are."""
    acting = by(request)
    campaign = campaign_of(request)
    why = _("There is no campaign yet.") if campaign is None else may_deliver.explain(acting, campaign)
    return deed_page(
        request, DeliverForm(request.POST or None, request.FILES or None), title=_("Deliver a layer"),
        words=_("It is checked like a layer of a disc and stands beside those of its role. Nothing is judged anew: "
                "what it would change is listed."),
        button=_("Deliver"), done=_("It is being read: see under background work."), why_not=why,
        do=lambda given: deliver_file(campaign, by=acting, role=given["role"], **_told(given)),
        back=reverse("web:layers"),
    )  # fmt: skip


@on_rail("data")
def newer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Deliver a newer edition in the place of one."""
    acting = by(request)
    edition = found_or_404(request, editions_seen_by(acting), key)
    return deed_page(
        request, NewerForm(request.POST or None, request.FILES or None), title=_("Deliver a newer edition"),
        words=_("It takes the place of {edition}. Nothing is judged anew: the patches that would lie in another "
                "township, or be judged otherwise, are listed.").format(edition=edition),
        button=_("Deliver"), done=_("It is being read: see under background work."),
        why_not=why_not_newer(acting, edition),
        do=lambda given: deliver_newer(edition, by=acting, **_told(given)),
        back=reverse("web:layer", args=[edition.pk]),
    )  # fmt: skip


def _told(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "file": given["file"], "title": given["title"], "as_of": str(given["as_of"] or ""), "reason": given["reason"]
    }  # fmt: skip
