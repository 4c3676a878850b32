"""What was exported for the ministry's reporting, and one export with its files, sums and gaps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.jobs.models import Job
from tuban.kernel.crs import GEOGRAPHIC_EPSG
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import control, refusal
from tuban.web.jobs.parts import job_part
from tuban.web.rail import on_rail
from tuban.web.tabs import submission_tabs
from tuban.workflow.ministry_export import policies
from tuban.workflow.ministry_export.choices import Format
from tuban.workflow.ministry_export.queries import export_for, exports_of, file_of, making
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.submission.queries import current_seal

_SHOWN = 100


@on_rail("submission")
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """Show what was exported of the campaign, the newest first."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return render(request, "web/my_day/no_campaign.html", {"sub": acting.post.unit.name})
    why = policies.may_see_exports.explain(acting, campaign)
    if why:
        return refusal(request, why)
    rows = [_row(one) for one in exports_of(acting, campaign)[:_SHOWN]]
    return render(request, "web/ministry_export/exports.html", {
        "tabs": submission_tabs("ministry", acting), "campaign": campaign, "rows": rows,
        "controls": _controls(acting, campaign),
        "jobs": [job_part(one["job"], may_steer=False) for one in rows if one["is_running"]],
    })  # fmt: skip


def _controls(acting: Acting, campaign: Any) -> list[dict[str, Any]]:
    seal = current_seal(campaign)
    made = []
    if seal is None:
        why = _("Nothing was sealed yet: seal the campaign, and have it signed.")
        made.append(control(_("Export for the ministry"), "", why, icon="download", primary=True))
    else:
        address = reverse("web:ministry_export_seal", args=[seal.pk])
        title = _("Export seal {number}").format(number=seal.number)
        made.append(control(title, address, policies.may_export.explain(acting, seal), icon="download", primary=True))
    draft = policies.may_export_draft.explain(acting, campaign)
    if not draft:
        address = f"{reverse('web:ministry_export_draft')}?campaign={campaign.pk}"
        made.append(control(_("Take a draft along"), address, icon="file-text"))
    return made


def _row(export: Any) -> dict[str, Any]:
    job = making(export)
    return {
        "row": export, "source": source_words(export),
        "formats": "、".join(Format(one).name_shown for one in export.formats),
        "system": system_words(export.epsg), "short": export.checksum[:16], "job": job,
        "is_running": job is not None and not job.is_over, "url": reverse("web:ministry_export", args=[export.pk]),
        "file_url": reverse("web:ministry_export_file", args=[export.pk]),
        "error": f"{job.error} {job.hint}".strip() if job is not None and job.state == Job.State.FAILED else "",
        "gaps": sum(gap["rows"] for table in export.about.get("tables", ()) for gap in table["gaps"]),
    }  # fmt: skip


def source_words(export: Any) -> str:
    """Return from what an export was made, in words."""
    return str(_("Draft")) if export.is_draft else _("Seal {number}").format(number=export.seal.number)


def system_words(epsg: int) -> str:
    """Return a system of coordinates in words."""
    return _("degrees") if epsg == GEOGRAPHIC_EPSG else _("three-degree zone, EPSG:{epsg}").format(epsg=epsg)


@on_rail("submission")
@require_safe
def export(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one export: what it was made of, what was compared, its files."""
    acting = by(request)
    found = export_for(acting, key)
    if found is None:
        raise Http404
    told = _row(found)
    job = told["job"]
    return render(request, "web/ministry_export/export.html", {
        "tabs": submission_tabs("ministry", acting), "told": told, "export": found, "about": found.about,
        "job": job_part(job) if job is not None else None,
        "sums": sum(len(table["sums"]) for table in found.about.get("tables", ())),
        "gaps": [
            {**gap, "table": table["title"]} for table in found.about.get("tables", ()) for gap in table["gaps"]
        ],
        "back": f"{reverse('web:ministry_exports')}?campaign={found.campaign_id}",
    })  # fmt: skip


@require_safe
def file(request: HttpRequest, key: UUID) -> FileResponse:
    """Hand over the archive of an export."""
    found = export_for(by(request), key)
    if found is None or not found.checksum:
        raise Http404
    return FileResponse(
        file_of(found).open("rb"), as_attachment=True, filename=found.name, content_type="application/zip"
    )
