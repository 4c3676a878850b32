"""What each kind of file of a result is called, what it is, and who signs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuban.render.results.groups import Group

GROUPS: dict[Group, tuple[Any, Any]] = {
    Group.FORMS: (_("Statutory forms"), _("The workbook of all forms, with 《变化图斑情况统计表》")),
    Group.LISTS: (_("Lists"), _("Contradictions, what is to be settled, preparation")),
    Group.CARDS: (_("Cards"), _("Registration and handling cards, singly and in volumes by township")),
    Group.REPORTS: (_("Reports"), _("Drafts with cited figures, to complete")),
    Group.IMAGE_SHEETS: (_("Image sheets"), _("卫片图 of every township; takes longest")),
    Group.MAP_SHEETS: (_("1:10 000 sheets"), _("Small and unclear patches, to print for the field")),
    Group.DATA: (_("Map data"), _("All results by patch as GeoPackage, styled for QGIS")),
    Group.RECORD: (_("Record of the import and the run"), ""),
}

_THREE = _("Filled in by, checked by, head of the leading group")
_TWO = _("Filled in by, checked by")
_HEAD = _("Filled in by, checked by, group head")
_DRAFT = _("Drafted by, checked by, issued by")
_NOBODY = _("not signed")


@dataclass(frozen=True, slots=True)
class Words:
    """The title of a kind, what it is, and who signs it."""

    title: Any
    what: Any
    signed_by: Any


KINDS: dict[str, Words] = {
    "forms": Words(_("Statutory forms"), _("All forms in one workbook, with checks and sums"), _THREE),
    "problems": Words(_("Contradictions and open points"), _("By patch, with what would settle each"), _NOBODY),
    "contradictions": Words(
        _("Comparison of sources"), _("Both sources side by side, by kind and township"), _NOBODY
    ),
    "checklist": Words(_("Preparation checklist"), _("What is at hand, what is missing, what that costs"), _NOBODY),
    "registration_volumes": Words(
        _("Registration cards, in volumes"), _("By township, to print and sign"), _HEAD
    ),
    "handling_volumes": Words(
        _("Handling cards, in volumes"), _("Unlawful plots by township, to print and sign"),
        _HEAD,
    ),
    "pj_register": Words(_("PJ register"), _("Approved earlier, built this year"), _TWO),
    "registration_cards": Words(
        _("Registration cards"), _("One card a plot"), _HEAD
    ),
    "handling_cards": Words(
        _("Handling cards"), _("One card an unlawful plot"), _HEAD
    ),
    "summary_report": Words(
        _("Summary report"), _("Draft with cited figures, to complete"), _DRAFT
    ),
    "handling_report": Words(
        _("Report on handling"), _("Draft with typical cases, to complete"), _DRAFT
    ),
    "image_volume": Words(_("Image sheets, one volume"), _("卫片图 of all townships as one PDF"), _NOBODY),
    "image_sheets": Words(_("Image sheets"), _("One 卫片图 a township, inconsistent patches marked ※"), _NOBODY),
    "map_sheets": Words(_("1:10 000 sheets"), _("One piece and A3 pages, with an index"), _NOBODY),
    "patches": Words(_("Patches as map data"), _("GeoPackage, styled for QGIS"), _NOBODY),
    "page": Words(
        _("Page of results"), _("Overview, map and every patch with its reasons; opens in the browser"), _NOBODY
    ),
    "doctor_page": Words(
        _("Import doctor"), _("What was found on the disc, with a map and every repair; opens in the browser"), _NOBODY
    ),
    "certificate": Words(
        _("Certificate of import"), _("What was delivered and how it was taken"), _("Handlers of both sides")
    ),
    "disc": Words(_("Data disc"), _("Standard disc: manifest, roles, checksums"), _NOBODY),
}  # fmt: skip
