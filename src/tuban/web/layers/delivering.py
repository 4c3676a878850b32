"""Delivering a layer alone: boundaries put right, a new plan, late approvals."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
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
from tuban.workflow.comparison.actions import deliver_layer
from tuban.workflow.comparison.policies import may_deliver
from tuban.workflow.comparison.queries import campaign_for_layers
from tuban.workflow.layers.queries import editions_seen_by
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.arrivals.names import safe_path
from tuban.workflow.patches.arrivals.room import check_room

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


def why_not_newer(acting: Acting, edition: Any) -> str:
    """Return why no newer edition can be delivered in the place of one; empty where it can."""
    campaign = campaign_for_layers(edition)
    if edition.replaced_by_id is not None:
        return _("It has been replaced already.")
    if edition.is_image or edition.role == "patches":
        return _("Patches and images come with a disc.")
    return _("No campaign of its county runs.") if campaign is None else may_deliver.explain(acting, campaign)


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
        do=lambda given: _do(given, acting, campaign, given["role"]), back=reverse("web:layers"),
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
        do=lambda given: _do(given, acting, campaign_for_layers(edition), edition.role, edition),
        back=reverse("web:layer", args=[edition.pk]),
    )  # fmt: skip


def _do(given: dict[str, Any], acting: Acting, campaign: Any, role: str, replaces: Any = None) -> None:
    """Keep the file below the uploads and ask for it to be read; nothing stays where that is refused."""
    file: UploadedFile = given["file"]
    check_room(acting.post.unit, file.size or 0)
    place = settings.HOME.uploads / "layers" / str(uuid4())
    path = place / safe_path(Path(file.name or "").name)
    place.mkdir(mode=0o700, parents=True)
    try:
        with path.open("wb") as target:
            for portion in file.chunks():
                target.write(portion)
        deliver_layer(
            campaign, by=acting, file=path, role=role, title=given["title"], replaces=replaces,
            as_of=str(given["as_of"] or ""), reason=given["reason"],
        )  # fmt: skip
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
