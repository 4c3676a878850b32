"""The pages of a dossier."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.inspect.disc.fields import roles
from tuban.rules.explain import PROPOSAL, sentences
from tuban.web.acting import by
from tuban.web.dossier.card_page import card_page
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.dossier.history import deeds, keys_in
from tuban.web.dossier.overlay import bars_of, layers_of
from tuban.web.dossier.place import Place, place_of
from tuban.web.rail import on_rail
from tuban.web.signing.sources import seal_of
from tuban.web.templatetags.figures import label, share
from tuban.workflow.audit.queries import history as history_of
from tuban.workflow.comparison.dossiers import (
    card_file,
    differences_of,
    names_of,
    neighbours_of,
    pictures_of,
    problems_of,
)
from tuban.workflow.comparison.lawbook import cards, rulebook
from tuban.workflow.comparison.outlining import mark_of, with_outline
from tuban.workflow.comparison.reading import Reading, reading_of
from tuban.workflow.comparison.reasons import reasons_of
from tuban.workflow.patches.states import Source, Turn
from tuban.workflow.review.cards import card_reading
from tuban.workflow.review.reading.blind import READING_DEEDS, is_kept_from
from tuban.workflow.review.returns.queries import returns_of
from tuban.workflow.store import found

_FOREVER = "private, max-age=31536000, immutable"
_DEEDS_AT_ONCE = 50
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@on_rail("map")
@require_safe
def overview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a dossier at a glance."""
    patch = patch_or_404(request, uuid)
    reading = reading_of(patch)
    context = {
        **head_of(request, patch, "overview"),
        "pictures": pictures(patch),
        "bars": bars_of(reading.comparison.overlaps) if reading else [],
        "issued": issued_facts(patch),
        "handling": handling_facts(patch),
        "family": family_of(patch),
        "likenesses": likenesses_of(patch),
        "differs": differences_of(patch),
        **summary_of(reading),
    }
    return render(request, "web/dossier/overview.html", context)


def summary_of(reading: Reading | None) -> dict[str, Any]:
    """Return the proposal in short: its sentence, the steps that decide, what is missing, what objects."""
    if reading is None:
        return {"reasons": None}
    book = rulebook()
    reasons = reasons_of(reading.judgement, book)
    deciding = [step for step in reasons.steps if step.is_main or step.table in _DECIDING]
    return {
        "reasons": reasons,
        "sentence": sentences(reading.judgement, book)[0],
        "main_steps": deciding,
        "main_cites": tuple(dict.fromkeys(cite for step in deciding for cite in step.cites)),
        "missing": reasons.missing,
        "problems": problems_of(reading.patch),
        "proposal_word": PROPOSAL,
    }


_DECIDING = ("review/prejudgement", "review/papers", "review/violation_type", "review/lawful_kind", "review/area_basis")


def issued_facts(patch: Any) -> list[dict[str, str]]:
    """Return what a patch was issued with, and every column that came with it."""
    issued = dict(patch.issued)
    file, row = issued.pop("source_file", ""), issued.pop("source_feature", "")
    issued.pop("number", None)
    if issued.get("list"):
        issued["list"] = label(str(issued["list"]), "patch_list")
    titles = issued_titles()
    facts = [
        (_("Origin"), Source(patch.source).label),
        (_("Source reference"), patch.source_reference),
        *((titles.get(name, name), value) for name, value in issued.items()),
        (_("From the file"), _("{file}, row {row}").format(file=file, row=row) if file else ""),
    ]
    return [{"name": str(name), "value": str(value)} for name, value in facts if value not in (None, "")]


@cache
def issued_titles() -> dict[str, str]:
    """Return what people call the columns of an issued patch: the first Chinese name that the lawbook knows."""
    return {
        field.name: next((alias for alias in field.aliases if not alias.isascii()), field.name)
        for field in roles()["patches"].fields.values()
    }


def handling_facts(patch: Any) -> list[dict[str, str]]:
    """Return who has a patch now and until when."""
    nobody = _("nobody assigned it yet")
    return [
        {"name": _("Unit"), "value": patch.assigned_unit.name if patch.assigned_unit else _("none"), "unknown": ""}
        if patch.assigned_unit
        else {"name": _("Unit"), "value": "", "unknown": nobody},
        {"name": _("Person"), "value": patch.assigned_to.name if patch.assigned_to else "—"},
        {"name": _("Due on"), "value": patch.due_on.isoformat() if patch.due_on else "—"},
    ]


def family_of(patch: Any) -> list[dict[str, Any]]:
    """Return what a patch came of and what became of it."""
    came = [
        {"turn": _("came of ({turn})").format(turn=Turn(one.turn).label), "patch": one.parent, "reason": one.reason}
        for one in patch.origins.all()
    ]
    became = [
        {"turn": _("became ({turn})").format(turn=Turn(one.turn).label), "patch": one.child, "reason": one.reason}
        for one in patch.descendants.all()
    ]
    return came + became


def likenesses_of(patch: Any) -> list[dict[str, Any]]:
    """Return the patches that lie on much the same ground and wait for a person's word."""
    return [
        {
            "other": one.other if one.patch_id == patch.pk else one.patch,
            "share": share(one.share),
            "url": reverse("web:likeness", args=[patch.uuid, one.pk]),
        }
        for one in (*patch.likenesses.all(), *patch.liked_by.all())
        if one.answer == "open"
    ]


def pictures(patch: Any) -> dict[str, dict[str, Any]]:
    """Return the pictures before and after; without an address where there is none."""
    shown: dict[str, dict[str, Any]] = {}
    kept = {picture.when: picture for picture in pictures_of(patch)}
    for when, title, day in (("before", _("Before"), patch.before_on), ("after", _("After"), patch.after_on)):
        picture = kept.get(when)
        shown[when] = {
            "when": when,
            "title": title,
            "taken_on": (picture.taken_on if picture else "") or day,
            "alt": _("{title} image of {patch}").format(title=title, patch=patch),
            "width": 480,
            "height": 480,
            "url": reverse("web:patch_picture", args=[patch.uuid, when, picture.checksum]) if picture else "",
        }
    return shown if kept else {"before": {}, "after": {}}


@on_rail("map")
@require_safe
def images(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the pictures large."""
    patch = patch_or_404(request, uuid)
    return render(
        request, "web/dossier/images.html", {**head_of(request, patch, "images"), "pictures": pictures(patch)}
    )


@require_safe
def picture(request: HttpRequest, uuid: UUID, when: str, checksum: str) -> HttpResponseBase:
    """Hand a picture over with the outline of the patch; ``bare`` asks for it as it lies in the store, whose address
    names its content, so that a browser need never ask again."""
    patch = patch_or_404(request, uuid)
    chosen = next((one for one in pictures_of(patch) if one.when == when and one.checksum == checksum), None)
    if chosen is None:
        raise Http404
    if request.GET.get("bare"):
        response: HttpResponseBase = FileResponse(found(checksum, ".jpg").open("rb"), content_type="image/jpeg")
        response["Cache-Control"] = _FOREVER
        return response
    return outlined_picture(request, patch, chosen)


def outlined_picture(request: HttpRequest, patch: Any, picture: Any) -> HttpResponse:
    """Hand a picture over with the outline of the patch as it is now; nothing where the browser has it."""
    mark = quote_etag(mark_of(patch, picture))
    known = get_conditional_response(request, etag=mark)
    response = known or HttpResponse(with_outline(patch, picture), content_type="image/jpeg")
    response["ETag"], response["Cache-Control"] = mark, "private, no-cache"
    return response


@on_rail("map")
@require_safe
def overlaps(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show how much of a patch lies in what."""
    patch = patch_or_404(request, uuid)
    reading = reading_of(patch)
    editions = [one for one in reading.comparison.editions if one.has_geometry] if reading else []
    context = {
        **head_of(request, patch, "overlaps"),
        "layers": layers_of(reading, editions, rulebook()) if reading else [],
        "editions": editions,
        "place_of": str(reading.comparison.pk)[:8] if reading else "",
        "map_url": _map_url(patch),
    }
    return render(request, "web/dossier/overlaps.html", context)


def _map_url(patch: Any) -> str:
    try:
        return f"{reverse('web:map')}?{urlencode({'patch': patch.uuid})}"
    except NoReverseMatch:
        return ""


@require_safe
def place(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Draw where a patch lies."""
    patch = patch_or_404(request, uuid)
    response = HttpResponse(_drawn(patch).svg, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=86400" if request.GET.get("of") else "private, no-cache"
    return response


def _drawn(patch: Any) -> Place:
    reading = reading_of(patch)
    pins = [one.pin for one in returns_of(patch) if one.pin is not None and one.answered_at is None]
    return place_of(patch, list(reading.comparison.editions) if reading else (), neighbours_of(patch), pins)


@require_safe
def place_legend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say what the drawing shows, its scale, and the coordinates of the patch."""
    patch = patch_or_404(request, uuid)
    drawn = _drawn(patch)
    context = {
        "place": drawn,
        "epsg": patch.campaign.epsg,
        "northing": f"{drawn.northing:.2f}",
        "easting": f"{drawn.easting:.2f}",
    }
    return render(request, "web/dossier/legend.html", context)


@on_rail("map")
@require_safe
def reasons(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show why something is proposed."""
    patch = patch_or_404(request, uuid)
    context = {**head_of(request, patch, "reasons"), **summary_of(reading_of(patch))}
    return render(request, "web/dossier/reasons.html", context)


@on_rail("map")
@require_safe
def card(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the registration card as the official form."""
    patch = patch_or_404(request, uuid)
    reading = card_reading(patch)
    drawn = card_page(reading.card, cards()) if reading else None
    grid = drawn.grid if drawn else 0
    context = {**head_of(request, patch, "card"), "card": drawn, "columns": range(grid), "rest": grid - 5}
    return render(request, "web/dossier/card.html", context)


@require_safe
def card_document(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Hand the registration card over as a Word file."""
    patch = patch_or_404(request, uuid)
    reading = card_reading(patch)
    if reading is None:
        raise Http404
    return FileResponse(
        card_file(reading, seal_of(request, patch)), as_attachment=True, filename=f"{patch}.docx", content_type=_DOCX
    )


@on_rail("map")
@require_safe
def history(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what happened to a patch, newest first."""
    patch = patch_or_404(request, uuid)
    lines = history_of("patches.patch", str(patch.uuid))
    if is_kept_from(by(request), patch):
        lines = lines.exclude(action__in=READING_DEEDS)
    before = request.GET.get("before", "")
    if before.isdecimal():
        lines = lines.filter(number__lt=int(before))
    page = list(lines[: _DEEDS_AT_ONCE + 1])
    shown = page[:_DEEDS_AT_ONCE]
    context = {
        **head_of(request, patch, "history"),
        "deeds": deeds(shown, names_of(keys_in(shown))),
        "more_url": f"?before={shown[-1].number}" if len(page) > _DEEDS_AT_ONCE else "",
    }
    return render(request, "web/dossier/history.html", context)


@require_safe
def aside(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a dossier in short, beside the list it was opened from."""
    patch = patch_or_404(request, uuid)
    reading = reading_of(patch)
    context = {
        **head_of(request, patch, "overview"),
        "title": str(patch),
        "home": request.GET.get("home", "") if request.GET.get("home", "").startswith("/") else reverse("web:patches"),
        "body": "web/dossier/aside.html",
        "pictures": pictures(patch),
        "bars": bars_of(reading.comparison.overlaps) if reading else [],
        "handling": handling_facts(patch),
        **summary_of(reading),
    }
    return render(request, "web/parts/drawer.html", context)
